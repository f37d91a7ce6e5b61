import { join } from 'node:path';

/** The migrations of the checkout, from the sources as from the build: both are three folders below an app's root. */
export const MIGRATIONS = join(import.meta.dirname, '../../../../migrations');
