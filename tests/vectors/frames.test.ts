import { readFile, writeFile } from 'node:fs/promises';
import { decodeFrame, encodeFrame } from '@graticule/contracts';
import { frameVectors, VALID } from './frame-vectors.js';

const FILE = new URL('frames.json', import.meta.url);
const serialized = (vectors: object): string => `${JSON.stringify(vectors, null, 1)}\n`;

it('finds on disk exactly the vectors that the code makes', async () => {
  const made = serialized(frameVectors());
  if (process.env['GRATICULE_WRITE_VECTORS'] === '1') await writeFile(FILE, made);
  expect(await readFile(FILE, 'utf8')).toBe(made);
});

it.each(VALID)('reads back: %s', (name, sent) => {
  const decoded = decodeFrame(encodeFrame(sent));
  if (decoded.kind !== 'frame') throw new Error(`${name}: ${decoded.detail} at ${decoded.at}`);
  expect(encodeFrame(decoded.frame)).toEqual(encodeFrame(sent));
});

it.each(frameVectors().malformed)('refuses $name at byte $at', ({ at, hex }) => {
  expect(decodeFrame(Uint8Array.from(Buffer.from(hex, 'hex')))).toMatchObject({ kind: 'malformed', at });
});
