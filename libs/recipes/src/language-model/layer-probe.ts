import { frobeniusNorm, singularValues, stableRank } from '@graticule/numerics';
import type { Ops, StepNorms } from '@graticule/tensor';
import type { Log, LogAxis } from '../training-context.js';
import type { Parameter } from './parameter.js';

/** Norms and spectra of every parameter tensor. */
export class LayerProbe {
  private readonly layers: LogAxis;
  private readonly spectrum: LogAxis;

  constructor(
    private readonly ops: Ops,
    private readonly log: Log,
    private readonly parameters: readonly Parameter[],
  ) {
    this.layers = putLayerAxis(log, parameters);
    this.spectrum = putSpectrumAxis(log, parameters);
  }

  /** norms: of the update that led to `step`, in the order of the parameters; undefined at step 0, which none led to. */
  async record(step: number, norms: StepNorms | undefined): Promise<void> {
    const spectra: number[] = [];
    const weightNorm = new Float64Array(this.parameters.length);
    const stableRanks = new Float64Array(this.parameters.length).fill(Number.NaN);
    for (const [i, { variable, kind }] of this.parameters.entries()) {
      const weights = await this.ops.read(variable);
      weightNorm[i] = frobeniusNorm(weights);
      if (kind !== 'matrix') continue;
      const values = singularValues(weights, variable.shape[0]!, variable.shape[1]!);
      stableRanks[i] = stableRank(values);
      spectra.push(...values);
    }
    const total = frobeniusNorm(weightNorm) ** 2;
    this.log.vector(step, 'layer/weight_norm', this.layers, weightNorm);
    const share = weightNorm.map((norm) => norm ** 2 / total);
    this.log.vector(step, 'layer/weight_norm_share', this.layers, share);
    this.log.vector(step, 'layer/stable_rank', this.layers, stableRanks);
    this.log.vector(step, 'layer/singular_value', this.spectrum, Float64Array.from(spectra));
    if (norms === undefined) return;
    this.log.vector(step, 'layer/gradient_norm', this.layers, norms.gradient);
    this.log.vector(step, 'layer/update_norm', this.layers, norms.update);
    this.log.vector(step, 'layer/decay_norm', this.layers, norms.decay);
  }
}

function putLayerAxis(log: Log, parameters: readonly Parameter[]): LogAxis {
  const attributes = {
    layer: parameters.map(({ layer }) => layer),
    kind: parameters.map(({ kind }) => kind),
    parameters: parameters.map(({ variable }) => variable.size),
    decayed: parameters.map(({ decays }) => (decays ? 1 : 0)),
  };
  const keys = parameters.map(({ variable }) => variable.name);
  return log.axis('layer', keys, attributes, ['layer', 'kind']);
}

/** One element per singular value of each matrix, largest first. */
function putSpectrumAxis(log: Log, parameters: readonly Parameter[]): LogAxis {
  const elements = parameters.flatMap(({ variable, kind }) => {
    const values = kind === 'matrix' ? Math.min(...variable.shape) : 0;
    return Array.from({ length: values }, (_, index) => ({ parameter: variable.name, index }));
  });
  const attributes = {
    parameter: elements.map(({ parameter }) => parameter),
    index: elements.map(({ index }) => index),
  };
  const keys = elements.map(({ parameter, index }) => `${parameter}[${index}]`);
  return log.axis('singular-value', keys, attributes, ['parameter']);
}
