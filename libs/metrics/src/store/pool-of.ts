import type { RunKey } from '@graticule/contracts';
import type { Pool } from 'pg';

/** The pool on which a run's hot rows live. One pool for all runs until they are spread over several servers. */
export type PoolOf = (run: RunKey) => Pool;
