import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');
const HOUSE = ['libs', 'apps'].flatMap((group) =>
  readdirSync(join(ROOT, group)).map((name) => ({ dir: `${group}/${name}`, name })),
);

/** Per rule, one file that breaks it. The file's package may import nothing else that is forbidden. */
const PLANTED: Record<string, readonly [path: string, text: string]> = {
  ...Object.fromEntries(
    HOUSE.map(({ dir, name }) => [
      `${dir}-imports`,
      [
        `${dir}/src/planted-import.ts`,
        `import '@graticule/${name === 'access' || dir === 'apps/api' ? 'tensor' : 'access'}';`,
      ],
    ]),
  ),
  'no-cycle': ['libs/metrics/src/planted-cycle.ts', "import './planted-cycle-back.js';"],
  'libs-know-no-app': ['libs/sdk/src/planted-app.ts', "import '../../../apps/cli/src/index.js';"],
  'apps-do-not-meet': ['apps/cli/src/planted-app.ts', "import '../../worker/src/index.js';"],
  'through-the-front-door': ['libs/runs/src/planted-door.ts', "import '../../platform/src/planted-inside.js';"],
  'training-stays-outside': ['apps/api/src/planted-train.ts', "import '@graticule/recipes/train';"],
  'light-recipes': ['libs/recipes/src/index.ts', "import '@graticule/tensor';"],
  'leaves-run-anywhere': ['libs/contracts/src/planted-core.ts', "import 'node:fs';"],
  'nest-in-apps': ['libs/runs/src/planted-nest.ts', "import '@nestjs/common';"],
  'bullmq-in-queue': ['libs/runs/src/planted-queue.ts', "import 'bullmq';"],
  'prisma-in-database': ['libs/runs/src/planted-prisma.ts', "import '@prisma/client';"],
  'tfjs-in-tensor': ['libs/recipes/src/planted-tfjs.ts', "import '@tensorflow/tfjs';"],
  resolvable: ['libs/runs/src/planted-missing.ts', "import './nowhere.js';"],
};

let tree: string;

beforeAll(() => {
  tree = mkdtempSync(join(tmpdir(), 'graticule-boundaries-'));
  for (const file of ['.dependency-cruiser.cjs', 'tsconfig.json', 'tsconfig.base.json', 'package.json'])
    cpSync(join(ROOT, file), join(tree, file));
  mkdirSync(join(tree, 'node_modules/@graticule'), { recursive: true });
  for (const name of readdirSync(join(ROOT, 'node_modules')).filter(
    (entry) => entry !== '@graticule' && !entry.startsWith('.'),
  ))
    symlinkSync(join(ROOT, 'node_modules', name), join(tree, 'node_modules', name));
  for (const { dir, name } of HOUSE) {
    plant(`${dir}/src/index.ts`, 'export {};');
    cpSync(join(ROOT, dir, 'package.json'), join(tree, dir, 'package.json'));
    symlinkSync(join(tree, dir), join(tree, 'node_modules/@graticule', name));
  }
  plant('libs/recipes/src/train.ts', 'export {};');
  plant('libs/platform/src/planted-inside.ts', 'export {};');
  plant('libs/metrics/src/planted-cycle-back.ts', "import './planted-cycle.js';");
  for (const [path, text] of Object.values(PLANTED)) plant(path, text);
});
afterAll(() => rmSync(tree, { recursive: true, force: true }));

function plant(path: string, text: string): void {
  mkdirSync(dirname(join(tree, path)), { recursive: true });
  writeFileSync(join(tree, path), `${text}\n`);
}

interface Violation {
  readonly from: string;
  readonly rule: { readonly name: string };
}

function cruise(): { rules: string[]; violations: Violation[] } {
  const { stdout } = spawnSync(
    process.execPath,
    [
      join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs'),
      '--config',
      '.dependency-cruiser.cjs',
      '--output-type',
      'json',
      'libs',
      'apps',
    ],
    { cwd: tree, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
  );
  const { summary } = JSON.parse(stdout) as {
    summary: { violations: Violation[]; ruleSetUsed: { forbidden: { name: string }[] } };
  };
  return { rules: summary.ruleSetUsed.forbidden.map(({ name }) => name), violations: summary.violations };
}

it('catches a planted violation of every boundary', () => {
  const { rules, violations } = cruise();
  expect(Object.keys(PLANTED).toSorted()).toEqual(rules.toSorted());
  const missed = Object.entries(PLANTED).filter(
    ([rule, [path]]) =>
      !violations.some(
        (violation) => violation.rule.name === rule && violation.from.startsWith(path.replace(/\.ts$/, '')),
      ),
  );
  expect(missed.map(([rule]) => rule)).toEqual([]);
});
