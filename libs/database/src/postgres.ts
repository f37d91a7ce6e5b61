/** The part of this room that needs no Prisma: a thread or a tool that only speaks SQL loads a third of the code. */
export { openPool } from './open-pool.js';
export { type Statement, statementsIn } from './statements.js';
