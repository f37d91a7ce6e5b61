import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiPart } from './api-part.js';
import { Child } from './child.js';
import { type Part, type Running, Supervisor } from './supervisor.js';

// A process that speaks the API's side of the launcher's channel.
const API = `
process.send({ type: 'listening', url: 'http://127.0.0.1:' + (process.env.GRATICULE_PORT === '0' ? '5001' : process.env.GRATICULE_PORT) });
process.on('message', ({ id, name }) => process.send(name === 'no' ? { type: 'refused', id, detail: 'not today' } : { type: 'key', id, secret: name + '!' }));
process.on('disconnect', () => process.exit());
process.on('SIGTERM', () => process.exit(0));
`;

let directory: string;
let main: string;
const stopping: (() => void)[] = [];
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'graticule-'));
  main = join(directory, 'api.mjs');
  await writeFile(main, API);
});
afterEach(async () => {
  for (const stop of stopping.splice(0)) stop();
  await rm(directory, { recursive: true, force: true });
});

const quiet = () => undefined;

function supervisor(note: (line: string) => void = quiet): Supervisor {
  const made = new Supervisor(note);
  stopping.push(() => made.kill());
  return made;
}

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

const api = (port = '0') => new ApiPart({ main, environment: { GRATICULE_PORT: port }, log: quiet });

const sleeper = (name: string, ended: string[]): Part & { child?: Child } => ({
  name,
  patienceMs: 5_000,
  async start() {
    const child = new Child({ name, main, environment: {}, log: quiet });
    void child.ended.then(() => ended.push(name));
    this.child = child;
    await child.receive((message) => message);
    return child;
  },
});

describe('ApiPart', () => {
  it('is ready when the process says where it listens, and asks it for keys', async () => {
    const part = api();
    await supervisor().add(part);
    expect(part.url).toBe('http://127.0.0.1:5001');
    const keys = await Promise.all(['a', 'b'].map((name) => part.issueKey(name, [])));
    expect(keys).toEqual(['a!', 'b!']);
    await expect(part.issueKey('no', [])).rejects.toThrow('not today');
  });

  it('fails the start when the process ends before it listens', async () => {
    await writeFile(main, 'process.exit(3)');
    await expect(supervisor().add(api())).rejects.toThrow('the API could not be started (code 3)');
  });

  it('comes back on the same port when it was killed', async () => {
    const part = api('0');
    const starts: Running[] = [];
    const start = part.start.bind(part);
    const restarted = new Promise<void>((resolve) => {
      part.start = async (signal) => {
        starts.push(await start(signal));
        if (starts.length === 2) resolve();
        return starts.at(-1) as Running;
      };
    });
    await supervisor().add(part);
    starts[0]?.kill();
    await restarted;
    expect(part.url).toBe('http://127.0.0.1:5001');
  });
});

describe('Supervisor', () => {
  it('stops parts in the opposite of their order and leaves no process', async () => {
    const ended: string[] = [];
    const service = supervisor();
    const parts = ['database', 'api', 'worker'].map((name) => sleeper(name, ended));
    for (const part of parts) await service.add(part);
    await service.stop();
    expect(ended).toEqual(['worker', 'api', 'database']);
    expect(parts.map((part) => isAlive(part.child?.pid ?? 0))).toEqual([false, false, false]);
  });

  it('starts nothing any more once stopping has begun', async () => {
    const notes: string[] = [];
    const service = supervisor((line) => notes.push(line));
    const part = sleeper('api', []);
    await service.add(part);
    const stopped = service.stop();
    part.child?.kill();
    await stopped;
    expect(notes).toEqual([]);
  });

  it('stops a part that came up after stopping had begun', async () => {
    const ended: string[] = [];
    const service = supervisor();
    const adding = service.add(sleeper('slow', ended));
    const stopped = service.stop();
    await expect(adding).rejects.toThrow();
    await stopped;
    expect(ended).toEqual(['slow']);
  });
});

describe('Child', () => {
  it('ends when its parent is killed, even before its own code listens for that', async () => {
    const deaf = join(directory, 'deaf.mjs');
    await writeFile(deaf, "process.stdout.write('deaf'); setInterval(() => {}, 1_000);");
    const parent = join(directory, 'parent.mjs');
    const preload = new URL('./end-with-parent.mjs', import.meta.url).href;
    await writeFile(
      parent,
      `import { fork } from 'node:child_process';
       const child = fork(${JSON.stringify(deaf)}, [], { execArgv: ['--import', ${JSON.stringify(preload)}], stdio: ['ignore', 'inherit', 'inherit', 'ipc'], detached: true });
       process.stdout.write(child.pid + ' ');`,
    );
    const launcher = spawn(process.execPath, [parent], { stdio: ['ignore', 'pipe', 'inherit'] });
    let said = '';
    for await (const chunk of launcher.stdout) {
      said += String(chunk);
      if (said.includes('deaf')) launcher.kill('SIGKILL');
    }
    // The pipe has closed, so both have ended: it would stay open as long as one of them lives.
    expect(said).toMatch(/^\d+ deaf$/);
  });
});
