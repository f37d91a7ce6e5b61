import { Controller, Get, Module } from '@nestjs/common';
import { Query, ResolveField, Resolver, Subscription } from '@nestjs/graphql';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { ApiClient } from '../support/api-client.js';
import { startApi, type TestApi } from '../support/start-api.js';

@Controller('api/v1/forgotten')
class ForgottenController {
  @Get()
  read(): string {
    return 'nobody may see this';
  }
}

/** Handlers that somebody wrote and gave no permission, in the place of some that have one. */
@Resolver('Project')
class ForgottenResolver {
  @Query()
  recipes(): object[] {
    return [];
  }

  @ResolveField()
  name(): string {
    return 'nobody may see this';
  }

  @Subscription()
  runEvents(): AsyncIterable<object> {
    return { [Symbol.asyncIterator]: () => ({ next: async () => ({ done: false, value: {} }) }) };
  }
}

@Module({ controllers: [ForgottenController], providers: [ForgottenResolver] })
class Forgotten {}

let api: TestApi;
let owner: ApiClient;

beforeAll(async () => {
  api = await startApi({
    beside: [Forgotten],
    before: (app) => {
      app
        .getHttpAdapter()
        .getInstance()
        .get('/api/v1/forgotten-too', async () => 'nobody may see this');
    },
  });
  owner = await api.client();
});
afterAll(() => api.close());

it('refuses a REST handler without a permission', async () => {
  const { status, body } = await owner.get('/api/v1/forgotten');
  expect([status, body['code'], body['detail']]).toEqual([
    403,
    'FORBIDDEN',
    'ForgottenController.read declares no permission.',
  ]);
});

it('refuses a plain Fastify route without a permission', async () => {
  const { status, body } = await owner.get('/api/v1/forgotten-too');
  expect([status, body['detail']]).toEqual([403, 'GET /api/v1/forgotten-too declares no permission.']);
});

it('refuses a query without a permission', async () => {
  const { errors } = await owner.ask('{ recipes { name } }');
  expect(errors).toMatchObject([
    { message: 'ForgottenResolver.recipes declares no permission.', extensions: { code: 'FORBIDDEN' } },
  ]);
});

it('refuses a field resolver without a permission', async () => {
  const { errors } = await owner.ask('{ viewer { projects { name } } }');
  expect(errors?.[0]?.message).toBe('ForgottenResolver.name declares no permission.');
});

it('refuses a subscription without a permission', async () => {
  const answer = await owner
    .subscribe('subscription { runEvents(project: "default") { number } }')
    .next()
    .catch((error: unknown) => error);
  expect(JSON.stringify(answer)).toContain('declares no permission');
});

it('answers 401 without a credential and with one that never lived', async () => {
  for (const secret of [undefined, 'grat_nothing', 'a1.forged.token', 'x']) {
    const { status, body, headers } = await new ApiClient(api.url, secret).get('/api/v1/projects');
    expect([status, body['code'], headers.get('www-authenticate')]).toEqual([401, 'UNAUTHENTICATED', 'Bearer']);
  }
});

it('answers UNAUTHENTICATED over GraphQL and graphql-ws without a credential', async () => {
  const nobody = new ApiClient(api.url, undefined);
  expect((await nobody.ask('{ viewer { keyId } }')).errors?.[0]?.extensions['code']).toBe('UNAUTHENTICATED');
});

it.each([undefined, 'Bearer grat_nothing'])('closes a socket that was opened with %s', async (authorization) => {
  const closed = await new Promise((resolve) => {
    createClient({
      url: `${api.url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      lazy: false,
      connectionParams: { authorization },
      onNonLazyError: () => undefined,
      on: { closed: (event) => resolve((event as { code: number }).code) },
    });
  });
  expect(closed).toBe(4401);
});

it('names the permission that a key lacks', async () => {
  const reader = await api.client(['runs:read']);
  const run = await reader.post('/api/v1/projects/default/runs', {});
  expect([run.status, run.body['permission']]).toEqual([403, 'runs:write']);
  const points = await reader.post('/api/v1/runs/00000000-0000-7000-8000-000000000000/points', {});
  expect([points.status, points.body['permission']]).toEqual([403, 'metrics:write']);
  const worker = await api.client(['workers:run']);
  const { errors } = await worker.ask('{ runs(project: "default", first: 1) { nodes { id } } }');
  expect(errors?.[0]).toMatchObject({
    message: 'RunsResolver.runs needs the permission runs:read.',
    extensions: { code: 'FORBIDDEN' },
  });
});

it('answers the public routes to everybody', async () => {
  const nobody = new ApiClient(api.url, undefined);
  expect((await nobody.get('/healthz')).body).toEqual({ status: 'ok' });
  expect((await nobody.get('/api/v1/openapi.json')).status).toBe(200);
});

it('answers 404 as a problem where there is no route', async () => {
  const { status, body } = await owner.get('/api/v1/nothing');
  expect([status, body['code']]).toEqual([404, 'NOT_FOUND']);
});
