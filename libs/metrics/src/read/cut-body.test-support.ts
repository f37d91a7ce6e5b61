import { FORMAT, HEAD_BYTES, TRAILER_BYTES, viewOf } from '../tiles/vector-layout.js';

/** What store.element_of makes of a body, or below −1 store.cells_of: head, the pieces of one element (of a grouping row: of one stat), trailer. */
export function cutBody(body: Uint8Array, wanted: number): Uint8Array {
  if (body.length < HEAD_BYTES) return body;
  const alone = wanted < -1;
  if (alone && body[0] !== FORMAT.dense) return body;
  const element = alone ? -2 - wanted : wanted;
  const view = viewOf(body);
  const [width, n, cell] = [view.getUint32(4, true), view.getUint32(8, true), view.getUint8(1)];
  const parts = (head: number, sizes: readonly number[], trailer: number) => {
    const pieces = [body.subarray(0, head)];
    let at = head;
    for (const size of sizes) {
      pieces.push(body.subarray(at + element * size, at + (element + 1) * size));
      at += width * size;
    }
    return Buffer.concat([...pieces, body.subarray(body.length - trailer)]);
  };
  switch (view.getUint8(0)) {
    case FORMAT.dense:
      return parts(HEAD_BYTES, [n * cell, view.getUint8(2) * Math.ceil(n / 8)], alone ? 0 : TRAILER_BYTES * n);
    case FORMAT.groups: {
      const names = HEAD_BYTES + 8 + Math.ceil(view.getUint32(HEAD_BYTES + 4, true) / 8) * 8;
      return parts(names, [8 * n * view.getUint32(HEAD_BYTES, true)], TRAILER_BYTES * n);
    }
    case FORMAT.pyramid:
      return parts(HEAD_BYTES, [8 * n, cell * n, cell * n, 2 * n, 2 * n], 32 * n);
    default:
      return body;
  }
}
