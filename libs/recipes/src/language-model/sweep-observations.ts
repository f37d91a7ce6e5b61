import type { Criterion } from './sweep-criteria.js';
import type { RunOutcome } from './run-outcome.js';

/** A number that is printed and stored beside the assertions, without a bound. */
export type Observation = Pick<Criterion, 'name' | 'needs' | 'measure'>;

/** What changes from no weight decay to 1. */
export const OBSERVATIONS: readonly Observation[] = [
  fromZeroToOne('rise of the average training loss (nats)', (run) => run.average),
  fromZeroToOne('rise of the token-balanced training loss (nats)', (run) => run.balanced),
  fromZeroToOne('rise of the training loss of rare tokens (nats)', (run) => run.rare),
  fromZeroToOne('rise of the training loss of frequent tokens (nats)', (run) => run.frequent),
  fromZeroToOne('change of the held-out loss of rare tokens (nats)', (run) => run.heldOutRare),
  fromZeroToOne('change of the learning speed of rare tokens', (run) => run.rareSpeed),
  fromZeroToOne('change of the learning speed of frequent tokens', (run) => run.frequentSpeed),
  fromZeroToOne('change of the output layer’s share of the squared weight norm', (run) => run.outputShare),
];

function fromZeroToOne(what: string, of: (run: RunOutcome) => number): Observation {
  return { name: `${what}, from weight decay 0 to 1`, needs: [0, 1], measure: (at) => of(at(1)) - of(at(0)) };
}
