import { elementOps, shapeOps } from './element-ops.js';
import { layerOps } from './layer-ops.js';
import { gradientOps, lossOps } from './loss-ops.js';
import { memoryOps } from './memory-ops.js';
import type { Ops } from './ops.js';
import type { Tfjs } from './wire-tfjs.js';

/** The ops on whichever backend the library has selected. */
export function tfjsOps(tf: Tfjs): Ops {
  return {
    ...memoryOps(tf),
    ...elementOps(tf),
    ...shapeOps(tf),
    ...layerOps(tf),
    ...lossOps(tf),
    ...gradientOps(tf),
  };
}
