import { CreatedKey, KeyList, PERMISSIONS } from '@graticule/contracts';
import { Command } from 'commander';
import { repeatableOption } from '../repeatable-option.js';
import { openService, outputFor } from '../service.js';
import { readSettings } from '../settings.js';
import { type Column, formatTable } from '../terminal/table.js';
import { issueKeyThroughDatabase } from '../up/issue-key-through-database.js';

interface Json {
  readonly json?: true;
}

const DAILY = ['runs:read', 'runs:write', 'metrics:write'];

export function keysCommand(): Command {
  const keys = new Command('keys')
    .description('list, create and revoke API keys')
    .addHelpText('after', '\nExample:\n  graticule keys create notebook --scope runs:read --scope metrics:write');
  keys.command('list').description('list keys').option('--json', 'print one JSON document').action(list);
  keys
    .command('create')
    .description('create a key; its secret is shown this once')
    .argument('<name>', 'who or what uses it')
    .addOption(
      repeatableOption(
        '--scope <permission>',
        `what it may do (${PERMISSIONS.join(', ')}); default: ${DAILY.join(', ')}, through the database all`,
      ),
    )
    .option('--through-database', 'by the database at DATABASE_URL: for the first key of a service')
    .option('--json', 'print one JSON document')
    .action(create);
  keys
    .command('revoke')
    .description('revoke a key; it is refused within seconds')
    .argument('<id>')
    .option('--json', 'print one JSON document')
    .action(revoke);
  return keys;
}

const COLUMNS: readonly Column[] = [
  { title: 'id', priority: 3 },
  { title: 'name', least: 10 },
  { title: 'state' },
  { title: 'last used', priority: 2 },
  { title: 'scopes', priority: 1, least: 10 },
];

async function list(options: Json): Promise<void> {
  const { client, output } = await openService(options);
  const { keys } = KeyList.parse(await client.json('GET', '/keys'));
  output.write({ keys }, (width) =>
    formatTable(
      COLUMNS,
      keys.map((key) => [
        key.id,
        key.name,
        key.revokedAt === null ? 'active' : 'revoked',
        key.lastUsedAt ?? 'never',
        key.scopes.join(' '),
      ]),
      width,
    ),
  );
}

interface CreateOptions extends Json {
  readonly scope: readonly string[];
  readonly throughDatabase?: true;
}

async function create(name: string, options: CreateOptions): Promise<void> {
  if (options.throughDatabase) return createThroughDatabase(name, options);
  const scopes = options.scope.length === 0 ? DAILY : options.scope;
  const { client, output } = await openService(options);
  const key = CreatedKey.parse(await client.json('POST', '/keys', { name, scopes }));
  output.note(`key ${key.id} (${key.scopes.join(', ')}): keep the secret, it is not shown again`);
  output.write(key, () => [key.secret]);
}

async function createThroughDatabase(name: string, options: CreateOptions): Promise<void> {
  const scopes = options.scope.length === 0 ? PERMISSIONS : options.scope;
  const output = outputFor(options);
  const secret = await issueKeyThroughDatabase({ name, scopes }, readSettings(process.env), (line) =>
    output.note(line),
  );
  output.write({ name, scopes, secret }, () => [secret]);
}

async function revoke(id: string, options: Json): Promise<void> {
  const { client, output } = await openService(options);
  await client.json('DELETE', `/keys/${encodeURIComponent(id)}`);
  output.write({ id, revoked: true }, () => [`revoked ${id}`]);
}
