#!/usr/bin/env node
// Stands in for Prisma's schema engine, so that `prisma migrate …` works where its binary cannot be downloaded: the same
// engine compiled to WebAssembly (same commit as the pinned CLI) behind the JSON-RPC that the CLI speaks over stdio.
// For developers only; the service applies migrations with its own runner. Point PRISMA_SCHEMA_ENGINE_BINARY at this file.
// It leans on private methods of the driver adapter: the exact pins in package.json and a test of `migrate` guard that.
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import pg from 'pg';

const call = parse(process.argv.slice(2));

if (call.cli) await runCli();
else await serve();

function parse(argv) {
  const parsed = { files: [], url: undefined, cli: undefined };
  while (argv.length > 0) {
    const word = argv.shift();
    if (word === '--datamodels') parsed.files.push(argv.shift());
    else if (word === '--datasource') parsed.url = JSON.parse(argv.shift()).url;
    else if (word === '--version') {
      console.log('schema-engine-wasm 7.10.0');
      process.exit(0);
    } else if (word === 'cli') parsed.cli = argv.shift();
    else if (word.startsWith('--')) argv.shift();
  }
  return parsed;
}

/** The CLI reads standard error as JSON lines and skips the first. */
function die(code, message) {
  const line = { level: 'ERROR', target: 'schema_engine::logger', fields: { error_code: code, message } };
  process.stderr.write(`\n${JSON.stringify(line)}\n`);
  process.exit(1);
}

/** As fields, never as a connection string: pg lets that win over `database`, and the shadow database would be the real one. */
function connection() {
  const url = new URL(call.url);
  const decode = decodeURIComponent;
  return {
    host: url.hostname,
    port: Number(url.port || 5432),
    user: decode(url.username),
    password: decode(url.password),
    database: decode(url.pathname.slice(1)) || 'postgres',
    max: 2,
  };
}

async function once(sql, database) {
  const client = new pg.Client({ ...connection(), ...(database && { database }) });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

const quote = (name) => `"${name.replaceAll('"', '""')}"`;

async function runCli() {
  try {
    if (call.cli === 'can-connect-to-database') await once('SELECT 1');
    else {
      const verb = call.cli === 'create-database' ? 'CREATE' : 'DROP';
      await once(`${verb} DATABASE ${quote(connection().database)}`, 'postgres');
    }
    process.exit(0);
  } catch (error) {
    die({ '3D000': 'P1003', '28P01': 'P1000', '42P04': 'P1009' }[error.code] ?? 'P1001', error.message);
  }
}

/** What adapter-pg lacks for work on the catalogue: the internal type "char", and scripts sent whole instead of cut at ';'. */
function patch(adapter) {
  const perform = adapter.performIO.bind(adapter);
  const queryRaw = adapter.queryRaw.bind(adapter);
  const CHAR = 18;
  const TEXT = 25;
  let chars = [];
  adapter.performIO = async (query) => {
    const result = await perform(query);
    chars = (result.fields ?? []).flatMap((field, index) => {
      if (field.dataTypeID !== CHAR) return [];
      field.dataTypeID = TEXT;
      return [index];
    });
    return result;
  };
  adapter.queryRaw = async (query) => {
    const result = await queryRaw(query);
    for (const index of chars) {
      result.columnTypes[index] = 6;
      for (const row of result.rows) if (row[index] === '') row[index] = '\0';
    }
    return result;
  };
  adapter.executeScript = async (script) => {
    try {
      await adapter.underlyingDriver().query(script);
    } catch (error) {
      adapter.onError(error);
    }
  };
  return adapter;
}

class Online extends PrismaPg {
  opened = [];

  constructor() {
    super(connection(), { schema: new URL(call.url).searchParams.get('schema') ?? undefined });
  }

  async connect() {
    const adapter = patch(await super.connect());
    this.opened.push(adapter);
    return adapter;
  }

  /** The stock adapter drops the shadow database before it has left it. */
  async connectToShadowDb() {
    const database = `prisma_migrate_shadow_db_${crypto.randomUUID()}`;
    await once(`CREATE DATABASE "${database}"`);
    const adapter = patch(await new PrismaPg({ ...connection(), database }).connect());
    const leave = adapter.dispose.bind(adapter);
    adapter.dispose = async () => {
      await leave();
      await once(`DROP DATABASE IF EXISTS "${database}" WITH (FORCE)`);
    };
    return adapter;
  }

  /** Frees the advisory lock. */
  async closeAll() {
    await Promise.allSettled(this.opened.map((adapter) => adapter.dispose()));
  }
}

/** A diff of two schema files needs no database, but the engine asks one for its version. */
const offline = {
  provider: 'postgres',
  adapterName: 'offline',
  executeRaw: async () => 0,
  executeScript: async () => undefined,
  dispose: async () => undefined,
  getConnectionInfo: () => ({ schemaName: 'public', supportsRelationJoins: true }),
  queryRaw: async ({ sql }) =>
    sql.includes('numeric_version')
      ? { columnNames: ['e', 'v', 'n'], columnTypes: [5, 7, 0], rows: [[true, 'PostgreSQL 16.0', 160000]] }
      : { columnNames: [], columnTypes: [], rows: [] },
};
const Offline = {
  provider: 'postgres',
  adapterName: 'offline',
  connect: async () => offline,
  connectToShadowDb: async () => {
    throw new Error('no database');
  },
};

async function loadEngine() {
  globalThis.PRISMA_WASM_PANIC_REGISTRY = { set_message: (message) => die('P1014', message) };
  const glueUrl = import.meta.resolve('@prisma/schema-engine-wasm/schema_engine_bg');
  const glue = await import(glueUrl);
  const bytes = readFileSync(fileURLToPath(new URL('./schema_engine_bg.wasm', glueUrl)));
  const { instance } = await WebAssembly.instantiate(bytes, { './schema_engine_bg.js': glue });
  glue['__wbg_set_wasm'](instance.exports);
  instance.exports['__wbindgen_start']();
  return glue.SchemaEngine;
}

const send = (message) => process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);

async function serve() {
  const SchemaEngine = await loadEngine();
  // With no schema file at all the engine panics.
  const schemas =
    call.files.length > 0
      ? call.files.map((file) => [file, readFileSync(file, 'utf8')])
      : [['schema.prisma', 'datasource db {\n  provider = "postgresql"\n}\n']];
  let busy = 0;
  let ended = false;

  async function answer({ id, method, params = {} }) {
    const needsNone =
      method === 'diff' && [params.from, params.to].every((side) => /^(empty|schemaDatamodel)$/.test(side?.tag));
    const factory = needsNone ? Offline : new Online();
    try {
      const engine = await SchemaEngine.new(
        { datamodels: schemas },
        () => undefined,
        bindMigrationAwareSqlAdapterFactory(factory),
      );
      // These two read a cache that only devDiagnostic fills.
      if (/^(evaluateDataLoss|createMigration)$/.test(method))
        await engine.devDiagnostic({ migrationsList: params.migrationsList, filters: params.filters });
      const result = await engine[method === 'getDatabaseVersion' ? 'version' : method](params);
      if (method === 'diff' && result?.stdout)
        send({ id: `p${id}`, method: 'print', params: { content: result.stdout.trimEnd() } });
      send({ id, result: result ?? {} });
    } catch (error) {
      const data = {
        is_panic: false,
        message: error?.message ?? String(error),
        error_code: error?.code,
        meta: error?.meta,
      };
      send({ id, error: { code: 4466, message: 'engine error', data } });
    } finally {
      await factory.closeAll?.();
    }
  }

  createInterface({ input: process.stdin })
    .on('line', (line) => {
      const message = JSON.parse(line);
      if (!message.method) return;
      busy++;
      void answer(message).finally(() => {
        if (--busy === 0 && ended) process.exit(0);
      });
    })
    .on('close', () => {
      ended = true;
      if (busy === 0) process.exit(0);
    });
}
