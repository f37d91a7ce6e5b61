/** A body that is not what its row says. The reader knows which run, metric and block it came from. */
export class CorruptTile extends Error {
  override readonly name = 'CorruptTile';
}
