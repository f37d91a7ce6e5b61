import type { Ops, Shape, Variable } from '@graticule/tensor';
import { mulberry32, type Random } from '../shared/mulberry32.js';
import { normals } from '../shared/random-draws.js';
import type { LanguageModelConfig } from './config.js';

/** One parameter tensor and what it is for. */
export interface Parameter {
  readonly variable: Variable;
  /** The part of the model it belongs to: "embedding", "hidden", "block 1", "output", … */
  readonly layer: string;
  readonly kind: 'matrix' | 'bias' | 'gain';
  readonly decays: boolean;
}

type DecayGroup = keyof LanguageModelConfig['optimizer']['decayGroups'];

/** Makes parameters in a fixed order from one seed: the order is part of what the seed means. */
export class ParameterFactory {
  readonly made: Parameter[] = [];
  private readonly random: Random;

  constructor(
    private readonly ops: Ops,
    private readonly config: LanguageModelConfig,
    seed: number,
  ) {
    this.random = mulberry32(seed);
  }

  /** Entries from N(0, deviation²); decays when its group does. */
  matrix(layer: string, group: DecayGroup, init: { name: string; shape: Shape; deviation: number }): Variable {
    const size = init.shape.reduce((product, side) => product * side, 1);
    const variable = this.ops.variable(init.name, normals(size, init.deviation, this.random), init.shape);
    this.made.push({ variable, layer, kind: 'matrix', decays: this.config.optimizer.decayGroups[group] });
    return variable;
  }

  bias(layer: string, name: string, size: number): Variable {
    return this.constant(layer, 'bias', { name, size, value: 0 });
  }

  gain(layer: string, name: string, size: number): Variable {
    return this.constant(layer, 'gain', { name, size, value: 1 });
  }

  private constant(
    layer: string,
    kind: 'bias' | 'gain',
    init: { name: string; size: number; value: number },
  ): Variable {
    const variable = this.ops.variable(init.name, new Float32Array(init.size).fill(init.value), [init.size]);
    this.made.push({ variable, layer, kind, decays: false });
    return variable;
  }
}
