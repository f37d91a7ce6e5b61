import { EXIT, type ExitCode } from '../exit-code.js';
import { type DecidedStudy, followStudy } from '../follow/follow-study.js';
import { verdictLines } from '../follow/verdict-lines.js';
import type { Service } from '../service.js';
import { type Figure, readFigure } from './read-figure.js';

/** Follows a submitted study to its verdict and prints comparison and verdict. The exit code says which way it went. */
export async function runStudy(service: Service, id: string): Promise<ExitCode> {
  const { client, output, url } = service;
  const study = await followStudy({ client, output, id });
  const figure = await readFigure(client, study);
  output.write(studyDocument(url, study, figure), (width) => [
    ...figure.lines(width),
    '',
    ...verdictLines(study.verdict, width),
  ]);
  return study.verdict.passed ? EXIT.done : EXIT.notPassed;
}

/** The one document of `demo --exit --json` and `study --json`; its shape is described in docs/start.md. */
function studyDocument(url: string, study: DecidedStudy, figure: Figure): object {
  const { id, recipe, preset, verdict } = study;
  return {
    url,
    study: { id, recipe, preset },
    verdict: {
      passed: verdict.passed,
      assertions: verdict.assertions.map(({ name, value, bound, pass }) => ({ name, value, bound, pass })),
    },
    comparison: figure.document,
  };
}
