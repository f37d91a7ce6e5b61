import { rmSync } from 'node:fs';
import type { EmbeddedPostgres } from '@graticule/database';

export default async function stopPostgres(): Promise<void> {
  const { testPostgres } = globalThis as unknown as { testPostgres: { server: EmbeddedPostgres; data: string } };
  await testPostgres.server.stop('immediate'); // the data are thrown away
  rmSync(testPostgres.data, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
}
