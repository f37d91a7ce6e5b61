import type { Pool, PoolClient } from 'pg';

/** What a transaction found, and whether what it wrote is to stay. */
export interface Ended<T> {
  readonly end: 'commit' | 'roll back';
  readonly result: T;
}

/** Runs `work` in one transaction on one connection. Rolls back when it says so or throws. */
export async function inTransaction<T>(pool: Pool, work: (client: PoolClient) => Promise<Ended<T>>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  // A connection that is lost between two statements tells nobody else; without a listener it would end the process.
  const noteLoss = (error: Error) => (broken = error);
  client.on('error', noteLoss);
  try {
    await client.query('BEGIN');
    const { end, result } = await work(client);
    await client.query(end === 'commit' ? 'COMMIT' : 'ROLLBACK');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch(noteLoss);
    throw error;
  } finally {
    client.off('error', noteLoss);
    client.release(broken);
  }
}
