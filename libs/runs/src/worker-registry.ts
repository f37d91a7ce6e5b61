import { LIMITS, type RegisterWorker, type TeamKey, WorkerId } from '@graticule/contracts';
import type { Database } from '@graticule/database';
import { newId } from '@graticule/platform';
import { sql } from './sql.js';
import type { WorkerRecord } from './worker-record.js';

const HEARTBEAT_MS = 10_000;

/** The workers of a team. What a worker holds is decided by its claims; its heartbeat only says when it was last heard. */
export class WorkerRegistry {
  constructor(private readonly database: Database) {}

  /** A process registers once in its life; another process is another worker. */
  async register(
    team: TeamKey,
    worker: RegisterWorker,
  ): Promise<{ readonly id: WorkerId; readonly heartbeatMs: number }> {
    const { backend = null, ...rest } = worker;
    const id = WorkerId.parse(newId());
    await this.database.prisma.worker.create({ data: { ...rest, backend, publicId: id, teamId: team } });
    return { id, heartbeatMs: HEARTBEAT_MS };
  }

  /** False for a worker that is not registered in the team. */
  async heartbeat(team: TeamKey, id: WorkerId): Promise<boolean> {
    const { rowCount } = await this.database.pool.query({ ...sql('heard-worker'), values: [id, team] });
    return rowCount === 1;
  }

  /** The last heard first. */
  async list(team: TeamKey, limit: number = LIMITS.pageSize): Promise<readonly WorkerRecord[]> {
    const rows = await this.database.prisma.worker.findMany({
      where: { teamId: team },
      orderBy: [{ lastSeenAt: 'desc' }, { id: 'desc' }],
      take: limit,
      omit: { teamId: true, stoppedAt: true },
    });
    return rows.map(({ id: _, publicId, ...rest }) => ({ ...rest, id: WorkerId.parse(publicId) }));
  }
}
