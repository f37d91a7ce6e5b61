import { defineConfig } from 'prisma/config';

/** For developers: `PRISMA_SCHEMA_ENGINE_BINARY=tools/schema-engine.mjs npx prisma migrate …` works without a download. */
export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'migrations' },
  datasource: { url: process.env['DATABASE_URL'] ?? 'postgresql://localhost/graticule' },
});
