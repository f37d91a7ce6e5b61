import type { RunKey } from '@graticule/contracts';
import type { TileSpan } from '../store/tile-store.js';
import { byPlace, holds, unionOf } from './held-tiles.js';
import type { RunView } from './run-view.js';
import type { RunViews } from './run-views.js';

/** So often a run may change under a reader before it asks for everything of the levels that it wants. */
const PATIENCE = 4;

/** A view, and the tiles that it was asked for. */
export interface Seen {
  readonly view: RunView;
  readonly asked: readonly TileSpan[];
}

/** Which series is read, and which of its tiles are wanted: that follows from its row and from the tail. */
export interface Wanted {
  readonly run: RunKey;
  readonly metric: number;
  readonly spansOf: (view: RunView) => readonly TileSpan[];
  /** What has been read for this answer already. */
  readonly seen?: Seen | undefined;
}

/**
 * A view that holds every tile that it says is wanted itself. Mostly the second is the one: the first tells what to ask for.
 * Where the run went on in between and the answer needs other tiles, it asks again.
 */
export async function settledView(views: RunViews, { run, metric, spansOf, seen }: Wanted): Promise<Seen> {
  let last: Seen = seen ?? { view: await views.read(run, { series: [metric], tiles: [] }), asked: [] };
  for (let round = 1; ; round++) {
    const wanted = spansOf(last.view);
    if (covers(last.asked, wanted)) return last;
    const asked = round < PATIENCE ? wanted : [...last.asked, ...wanted.map(whole)];
    last = { view: await views.widened(last.view, { series: [metric], tiles: asked }), asked };
  }
}

function covers(asked: readonly TileSpan[], wanted: readonly TileSpan[]): boolean {
  const places = byPlace(asked);
  return [...byPlace(wanted)].every(([place, { ranges }]) => {
    const held = { ranges: unionOf(places.get(place)?.ranges ?? [], 'adjacent') };
    return ranges.every((range) => holds(held, range));
  });
}

function whole({ from: _, to: __, ...place }: TileSpan): TileSpan {
  return place;
}
