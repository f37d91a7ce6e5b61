import { rmSync } from 'node:fs';
import type { EmbeddedPostgres } from '@graticule/database';

export default async function stopPostgres(): Promise<void> {
  const { testPostgres } = globalThis as unknown as { testPostgres: { server: EmbeddedPostgres; data: string } };
  testPostgres.server.kill(); // at once: the data are thrown away
  await testPostgres.server.ended;
  rmSync(testPostgres.data, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
}
