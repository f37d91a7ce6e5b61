// What every durable answer is held against: how often this disk makes an 8 kB block durable.
import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const FILE_BYTES = 16 * 1024 * 1024;
const BLOCK = 8192;

/** Blocks a second, one after the other, written over a file that has its size: as Postgres writes its log. */
export function syncedPerSecond(seconds) {
  const folder = mkdtempSync(join(tmpdir(), 'graticule-bench-'));
  const file = openSync(join(folder, 'blocks'), 'w');
  try {
    writeSync(file, Buffer.alloc(FILE_BYTES));
    fdatasyncSync(file);
    const block = Buffer.alloc(BLOCK, 1);
    const started = performance.now();
    let count = 0;
    for (; performance.now() < started + seconds * 1000; count++) {
      writeSync(file, block, 0, BLOCK, (count * BLOCK) % FILE_BYTES);
      fdatasyncSync(file);
    }
    return count / ((performance.now() - started) / 1000);
  } finally {
    closeSync(file);
    rmSync(folder, { recursive: true });
  }
}
