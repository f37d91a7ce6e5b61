import { formatOf, HEAD_BYTES, viewOf } from '../tiles/sliced-body.js';

/** What store.element_of makes of a body, or below −1 store.cells_of: what is before the slices, one of them, with the trailer or without. */
export function cutBody(body: Uint8Array, wanted: number): Uint8Array {
  if (body.length < HEAD_BYTES || formatOf(body) === undefined || formatOf(body) === 'sparse') return body;
  const isAlone = wanted < -1;
  const slice = isAlone ? -2 - wanted : wanted;
  const view = viewOf(body);
  const [slices, bytes, start] = [view.getUint32(4, true), view.getUint32(12, true), view.getUint32(16, true)];
  const at = start + slice * bytes;
  const trailer = isAlone ? [] : [body.subarray(start + slices * bytes)];
  return Buffer.concat([body.subarray(0, start), body.subarray(at, at + bytes), ...trailer]);
}
