import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';

/** A program that stops in order within 1.5 s of the first signal. */
const PROGRAM = `
  const { stopOnSignals } = await import(${JSON.stringify(join(import.meta.dirname, '../dist/shutdown.js'))});
  stopOnSignals(() => { console.log('stopping'); return new Promise((resolve) => setTimeout(resolve, 1500)); }, () => {});
  setInterval(() => undefined, 1000);
  console.log('ready');`;

function start(): { child: ChildProcess; said: (word: string) => Promise<void>; ended: Promise<number | null> } {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', PROGRAM], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  const said = (word: string) =>
    new Promise<void>((resolve) => {
      const look = () => text.includes(word) && resolve();
      child.stdout?.on('data', look);
      look();
    });
  child.stdout?.on('data', (bytes: Buffer) => (text += bytes.toString()));
  return { child, said, ended: new Promise((resolve) => child.once('exit', resolve)) };
}

it('takes the two signals of one key press for one, and stops in order', async () => {
  const { child, said, ended } = start();
  await said('ready');
  child.kill('SIGINT');
  await said('stopping');
  child.kill('SIGINT');
  expect(await ended).toBe(0);
});
