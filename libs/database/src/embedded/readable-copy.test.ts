import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readableCopy } from './readable-copy.js';

let folder: string;
let source: string;
let home: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'graticule-copy-test-'));
  [source, home] = [join(folder, 'source'), join(folder, 'home')];
  mkdirSync(join(source, 'bin'), { recursive: true, mode: 0o700 });
  writeFileSync(join(source, 'bin/postgres'), 'program', { mode: 0o700 });
  writeFileSync(join(source, 'notes'), 'text', { mode: 0o600 });
  symlinkSync('notes', join(source, 'link'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const modeOf = (path: string) => (lstatSync(path).mode & 0o777).toString(8);

it('lets everybody read what a strict umask had closed, and nobody write', () => {
  expect(readableCopy(source, home, 'bin/postgres')).toBe(home);
  expect([home, join(home, 'bin'), join(home, 'bin/postgres'), join(home, 'notes')].map(modeOf)).toEqual([
    '755',
    '755',
    '755',
    '644',
  ]);
  expect(readFileSync(join(home, 'link'), 'utf8')).toBe('text');
});

it('copies once', () => {
  readableCopy(source, home, 'bin/postgres');
  writeFileSync(join(source, 'notes'), 'newer');
  readableCopy(source, home, 'bin/postgres');
  expect(readFileSync(join(home, 'notes'), 'utf8')).toBe('text');
});

it('copies again what was swept away', () => {
  readableCopy(source, home, 'bin/postgres');
  rmSync(join(home, 'bin'), { recursive: true });
  expect(readableCopy(source, home, 'bin/postgres')).toBe(home);
  expect(readFileSync(join(home, 'bin/postgres'), 'utf8')).toBe('program');
});

it('does not use a folder that others may write, nor a link', () => {
  mkdirSync(join(home, 'bin'), { recursive: true });
  writeFileSync(join(home, 'bin/postgres'), 'planted');
  chmodSync(home, 0o777);
  const aside = readableCopy(source, home, 'bin/postgres');
  expect(readFileSync(join(aside, 'bin/postgres'), 'utf8')).toBe('program');
  const link = join(folder, 'link');
  symlinkSync(home, link);
  expect(readFileSync(join(readableCopy(source, link, 'bin/postgres'), 'bin/postgres'), 'utf8')).toBe('program');
});
