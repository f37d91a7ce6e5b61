import { type ChildProcess, spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../support/free-port.js';
import { type Part, pidOf, until } from '../support/local-service.js';
import { temporaryFolder } from '../support/temporary-folder.js';

/** The demo as a user runs it, once undisturbed and once with every part killed in its middle. */
const CLI = join(import.meta.dirname, '../../apps/cli/bin/graticule.mjs');
const PATIENCE_MS = 600_000;

interface Demo {
  readonly verdict: {
    readonly passed: boolean;
    readonly assertions: readonly { readonly name: string; readonly pass: boolean | null }[];
  };
  readonly comparison: { readonly settings: readonly Setting[] };
}
interface Setting {
  readonly role: string;
  readonly weightDecay: number;
  readonly seeds: readonly { readonly seed: string; readonly gap: number; readonly bins: Record<string, number> }[];
}

async function demo(disturb: (up: ChildProcess, data: string) => Promise<void> = async () => undefined): Promise<Demo> {
  const data = temporaryFolder('demo');
  const port = String(await freePort());
  const child = spawn(process.execPath, [CLI, 'demo', '--exit', '--json'], {
    env: { ...process.env, DATABASE_URL: '', REDIS_URL: '', GRATICULE_DATA: data, GRATICULE_PORT: port },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said: string[] = [];
  const noted: string[] = [];
  child.stdout.setEncoding('utf8').on('data', (text: string) => void said.push(text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => void noted.push(text));
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  await disturb(child, data);
  if ((await ended) !== 0) throw new Error(`the demo failed:\n${noted.join('')}`);
  rmSync(data, { recursive: true, force: true });
  return JSON.parse(said.join('')) as Demo;
}

/** Kills each part once, the next one as soon as a trainer is at work again. */
async function killEverything(up: ChildProcess, data: string): Promise<void> {
  for (const part of ['trainer', 'worker', 'api', 'postgres'] satisfies Part[]) {
    const find = (which: Part) => pidOf(up.pid ?? 0, data, which);
    await until(async () => find('trainer') !== undefined && find(part) !== undefined, { seconds: 120 });
    const victim = find(part);
    expect(victim).toBeGreaterThan(0);
    process.kill(victim ?? 0, 'SIGKILL');
  }
}

const gapsOf = ({ comparison }: Demo, role: string) => {
  const seeds = new Map<string, number[]>();
  for (const setting of comparison.settings.filter((candidate) => candidate.role === role))
    for (const { seed, gap } of setting.seeds) seeds.set(seed, [...(seeds.get(seed) ?? []), gap]);
  return [...seeds.values()];
};

const grows = (gaps: number[]) => gaps.every((gap, at) => at === 0 || gap > (gaps[at - 1] ?? NaN));

/** Two demos have the same numbers, but never the same ids. */
const withoutIds = (one: Demo): unknown =>
  JSON.parse(JSON.stringify([one.verdict, one.comparison]).replaceAll(/"run":"[^"]*",/g, ''));

let undisturbed: Demo;
beforeAll(async () => {
  undisturbed = await demo();
}, PATIENCE_MS);

it('shows a gap that grows with weight decay in every seed, and shrinks on the control', () => {
  expect(gapsOf(undisturbed, 'treatment').map(grows)).toEqual([true, true]);
  expect(gapsOf(undisturbed, 'control').map(grows)).toEqual([false]);
});

it('passes its verdict, with every effect assertion failing on the control', () => {
  const { passed, assertions } = undisturbed.verdict;
  expect(passed).toBe(true);
  expect(assertions.filter(({ name }) => name.startsWith('fails on the control')).map(({ pass }) => pass)).toEqual(
    Array(7).fill(true),
  );
});

it(
  'ends in the same numbers and the same verdict after kill -9 of every part',
  async () => {
    const disturbed = await demo(killEverything);
    expect(withoutIds(disturbed)).toEqual(withoutIds(undisturbed));
  },
  PATIENCE_MS,
);
