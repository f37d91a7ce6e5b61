import { PROBLEMS } from '@graticule/contracts';
import { ApiProblem } from '@graticule/sdk';

/** A refusal of the service for people: what, where, what to do. Undefined for any other error. */
export function problemLines(error: unknown): string[] | undefined {
  if (!(error instanceof ApiProblem)) return undefined;
  return [
    `error: ${error.message} (${error.status === 0 ? error.code : `${error.code}, ${error.status}`})`,
    ...error.errors.map(({ pointer, detail }) => `  where: ${pointer}: ${detail}`),
    ...actionLines(error),
  ];
}

/** GraphQL gives the code alone; the table of problems knows what to do about it. */
function actionLines({ code, body }: ApiProblem): string[] {
  const known = Object.entries(PROBLEMS).find(([name]) => name === code);
  const action = typeof body['action'] === 'string' ? body['action'] : known?.[1][1];
  return action === undefined ? [] : [`  what to do: ${action}`];
}
