import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { until } from '../support/local-service.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const TELL_PARENT = pathToFileURL(join(import.meta.dirname, '../../apps/trainer/dist/tell-parent.js')).href;

/** Kills itself as soon as its child is at work. */
const PARENT = `
  import { fork } from 'node:child_process';
  const child = fork(process.argv[2], [process.argv[3]], { detached: true, stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
  child.on('message', () => process.kill(process.pid, 'SIGKILL'));
`;

/** Is busy, as within a training step, until its parent is dead, and reports progress before it can have heard of that. */
const CHILD = `
  import { writeFileSync } from 'node:fs';
  import { tellParent } from '${TELL_PARENT}';
  const said = [];
  process.on('uncaughtException', (error) => said.push(error.code));
  process.on('disconnect', () => {
    writeFileSync(process.argv[2], [...said, 'disconnect'].join(' '));
    process.exit(75);
  });
  const parent = process.ppid;
  process.send('at work', () => {
    while (process.ppid === parent);
    said.push('connected: ' + process.connected);
    tellParent({ type: 'progress', done: 1, total: 2 });
  });
`;

it('takes the death of its worker for no failure of its own, even when it reports progress at that moment', async () => {
  const folder = temporaryFolder('orphan');
  const [parent, child, out] = ['parent.mjs', 'child.mjs', 'out'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  writeFileSync(parent, PARENT);
  writeFileSync(child, CHILD);
  await once(spawn(process.execPath, [parent, child, out], { stdio: 'ignore' }), 'exit');
  expect(await until(async () => existsSync(out) && readFileSync(out, 'utf8') !== '', { seconds: 20 })).toBe(true);
  expect(readFileSync(out, 'utf8')).toBe('connected: true disconnect');
});
