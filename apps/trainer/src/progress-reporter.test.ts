import { type ProgressMessage, ProgressReporter } from './progress-reporter.js';

it('tells the parent four times a second, logs once a second, and never misses the end', () => {
  let now = 0;
  const told: ProgressMessage[] = [];
  const logged: [number, number][] = [];
  const points = {
    scalar: (step: number | bigint, values: Readonly<Record<string, number>>) =>
      void logged.push([Number(step), values['progress'] ?? NaN]),
  };
  const reporter = new ProgressReporter(
    points,
    (message) => told.push(message),
    () => now,
  );
  for (let step = 1; step <= 200; step += 1) {
    now += 10;
    reporter.report(step, 200);
  }
  expect(told.map(({ done }) => done)).toEqual([1, 26, 51, 76, 101, 126, 151, 176, 200]);
  expect(logged).toEqual([
    [1, 0.005],
    [101, 0.505],
    [200, 1],
  ]);
});
