import { PROBLEMS } from '@graticule/contracts';
import { ApiProblem } from '@graticule/sdk';

/** A refusal of the service for people: what, where, what to do. Undefined for any other error. */
export function problemLines(error: unknown): string[] | undefined {
  if (!(error instanceof ApiProblem)) return undefined;
  const { message } = error;
  return [
    `error: ${message} (${label(error)})`,
    ...error.errors
      .filter(({ pointer, detail }) => !message.includes(`${pointer} ${detail}`)) // the sentence names the first itself
      .map(({ pointer, detail }) => `  where: ${pointer}: ${detail}`),
    ...actionLines(error),
  ];
}

/** The status says something where it is of the one problem: GraphQL answers most refusals with 200. */
function label({ code, status, body }: ApiProblem): string {
  const isGraphql = Array.isArray(body['errors']) && typeof body['code'] !== 'string';
  return status === 0 || isGraphql ? code : `${code}, ${status}`;
}

/** What to do in the words of a terminal, where the API's own speak of the document it answered with. */
const IN_A_TERMINAL: Readonly<Record<string, string>> = {
  INVALID: 'Correct what is listed above; nothing was stored.',
};

/** GraphQL gives the code alone; the table of problems knows what to do about it. */
function actionLines({ code, body }: ApiProblem): string[] {
  const known = Object.entries(PROBLEMS).find(([name]) => name === code);
  const action = IN_A_TERMINAL[code] ?? (typeof body['action'] === 'string' ? body['action'] : known?.[1][1]);
  return action === undefined ? [] : [`  what to do: ${action}`];
}
