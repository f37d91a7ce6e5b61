import { KeyRing, type KeyPrincipal } from '@graticule/access';
import { CreatedKey, CreateKey, KeyId, KeyList, KeyView } from '@graticule/contracts';
import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { Allow } from '../access/allow.js';
import { KeyCaller } from '../access/caller.js';
import { notFound } from './problem.js';
import type { RouteDocument } from './route-document.js';

/** The API keys of the caller's team. */
@Controller('api/v1/keys')
@Allow('keys:manage')
export class KeysController {
  constructor(private readonly keys: KeyRing) {}

  @Get()
  async list(@KeyCaller() caller: KeyPrincipal): Promise<KeyList> {
    const keys = await this.keys.list(caller.teamKey);
    return { keys: keys.map(viewOf) };
  }

  @Post()
  async create(@KeyCaller() caller: KeyPrincipal, @Body({ schema: CreateKey }) body: CreateKey): Promise<CreatedKey> {
    const { id, secret } = await this.keys.create(caller.teamKey, body);
    return { id, name: body.name, scopes: body.scopes, secret };
  }

  @Delete(':id')
  @HttpCode(204)
  async revoke(@KeyCaller() caller: KeyPrincipal, @Param('id') id: string): Promise<void> {
    const key = KeyId.safeParse(id);
    if (!key.success || !(await this.keys.revoke(caller.teamKey, key.data))) throw notFound(`key ${id}`);
  }
}

type Listed = Awaited<ReturnType<KeyRing['list']>>[number];

function viewOf(key: Listed): KeyView {
  return {
    id: key.id,
    name: key.name,
    scopes: [...key.scopes],
    createdAt: key.createdAt.toISOString(),
    lastUsedAt: key.lastUsedAt?.toISOString() ?? null,
    revokedAt: key.revokedAt?.toISOString() ?? null,
  };
}

const shared = { path: '/api/v1/keys', permission: 'keys:manage' } as const;

export const keyRoutes: readonly RouteDocument[] = [
  {
    ...shared,
    method: 'get',
    operation: 'listKeys',
    summary: 'The keys of the team, without their secrets.',
    answers: { 200: { description: 'All of them.', content: KeyList } },
  },
  {
    ...shared,
    method: 'post',
    operation: 'createKey',
    summary: 'Create a key. Its secret is in this answer and nowhere else.',
    body: CreateKey,
    answers: { 201: { description: 'Created.', content: CreatedKey } },
    problems: ['MALFORMED_BODY'],
  },
  {
    ...shared,
    path: '/api/v1/keys/{id}',
    method: 'delete',
    operation: 'revokeKey',
    summary: 'Revoke a key. Replicas forget it within ten seconds.',
    answers: { 204: { description: 'Revoked.' } },
    problems: ['NOT_FOUND'],
  },
];
