import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { WheelArchive } from './wheel-archive.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'graticule-wheel-'));
});
afterAll(() => rm(folder, { recursive: true }));

interface Entry {
  readonly name: string;
  readonly content: string;
  readonly stored?: boolean;
}

/** A zip file as wheels are: local headers, a central directory, an end record with a comment. */
function zip(entries: readonly Entry[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const { name, content, stored } of entries) {
    const body = stored ? Buffer.from(content) : deflateRawSync(content);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(name.length, 26);
    local.writeUInt16LE(3, 28); // an extra field that only the local header has
    const central = Buffer.alloc(46);
    central.writeUInt32LE(0x02014b50, 0);
    central.writeUInt16LE(stored ? 0 : 8, 10);
    central.writeUInt32LE(body.length, 20);
    central.writeUInt16LE(name.length, 28);
    central.writeUInt32LE(at, 42);
    const whole = Buffer.concat([local, Buffer.from(name), Buffer.from('xyz'), body]);
    parts.push(whole);
    directory.push(central, Buffer.from(name));
    at += whole.length;
  }
  const index = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt32LE(index.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...parts, index, end, Buffer.from('a comment')]);
}

it('extracts stored and compressed members, each to its own place', async () => {
  const file = join(folder, 'a.whl');
  const long = 'TF_Version '.repeat(10_000);
  await writeFile(
    file,
    zip([
      { name: 'a/lib.so', content: long },
      { name: 'LICENSE', content: 'Apache', stored: true },
    ]),
  );
  const archive = await WheelArchive.open(file);
  expect(archive.names).toEqual(['a/lib.so', 'LICENSE']);
  await archive.extract('a/lib.so', join(folder, 'deps/lib/lib.so'));
  await archive.extract('LICENSE', join(folder, 'LICENSE'));
  await archive.close();
  expect(await readFile(join(folder, 'deps/lib/lib.so'), 'utf8')).toBe(long);
  expect(await readFile(join(folder, 'LICENSE'), 'utf8')).toBe('Apache');
});

it('says what it does not hold', async () => {
  const file = join(folder, 'b.whl');
  await writeFile(file, zip([{ name: 'a', content: 'a' }]));
  const archive = await WheelArchive.open(file);
  await expect(archive.extract('b', join(folder, 'b'))).rejects.toThrow('has no b');
  await archive.close();
});

it('refuses a file that is no wheel', async () => {
  const file = join(folder, 'c.whl');
  await writeFile(file, 'not a zip file, though long enough to look for a directory in it');
  await expect(WheelArchive.open(file)).rejects.toThrow('not a wheel');
});
