import type { RunId, StudyRun } from '@graticule/contracts';
import { openTensor } from '@graticule/tensor';
import { MemoryCheckpoint, MemoryLog, MemoryResults } from '../memory-log.test-support.js';
import { seedsOfRun } from '../seeds-of-run.js';
import { languageModelStudy } from './study.js';
import { trainLanguageModel } from './train-language-model.js';

// Nine runs of 6–20 s, by how busy the machine is.
const TEN_MINUTES_MS = 600_000;

it(
  'the quick study passes every assertion when it is trained from nothing',
  async () => {
    const tensor = await openTensor({ only: 'wasm' });
    const logs = new Map<RunId, MemoryLog>();
    const runs: StudyRun[] = [];
    for (const { name, config, seed, role } of languageModelStudy.plan('quick', {})) {
      const id = name as RunId;
      const log = new MemoryLog();
      const parts = { checkpoint: new MemoryCheckpoint(), progress: () => {}, signal: new AbortController().signal };
      await trainLanguageModel({ config, seeds: seedsOfRun(seed), tensor, log, ...parts });
      logs.set(id, log);
      runs.push({ id, role, seed, config });
    }
    const assertions = await languageModelStudy.verdict('quick', new MemoryResults(runs, logs));
    const failed = assertions.filter(({ bound, pass }) => bound !== null && pass !== true);
    expect(failed).toEqual([]);
    // Each effect is looked for on the control too, where it must fail.
    const judged = assertions.filter(({ bound }) => bound !== null);
    expect(judged.map(({ effect }) => effect)).toEqual([
      ...Array<boolean>(7).fill(true),
      ...Array<boolean>(7).fill(false),
    ]);
  },
  TEN_MINUTES_MS,
);
