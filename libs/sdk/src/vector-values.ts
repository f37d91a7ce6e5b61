import { LIMITS } from '@graticule/contracts';

type Numbers = Float32Array | Float64Array | readonly number[];

/** Dense: a number for each element in order. Sparse: the ids of the present elements, ascending, and their numbers. */
export type VectorValues = Numbers | { readonly elements: Uint32Array | readonly number[]; readonly values: Numbers };

interface CheckedVector {
  readonly values: Float32Array | Float64Array;
  readonly elements: Uint32Array | undefined;
  /** Why it cannot be stored. */
  readonly fault: string | undefined;
}

/** A copy in the form that goes on the wire. float32 stays float32; anything else is float64. */
export function vectorFrom(vector: VectorValues): CheckedVector {
  if (!('elements' in vector)) return checked(vector, undefined);
  const elements = Uint32Array.from(vector.elements);
  const fault = elements.every(
    (id, index) => id === vector.elements[index] && (index === 0 || id > (elements[index - 1] ?? 0)),
  )
    ? undefined
    : 'element ids must be integers from 0, each above the one before';
  return checked(vector.values, elements, fault);
}

/** What is no number becomes NaN here, and is told as a fault. */
const copied = (values: Numbers): Float32Array | Float64Array =>
  values instanceof Float32Array ? values.slice() : Float64Array.from(values);

function checked(given: Numbers, elements: CheckedVector['elements'], fault?: string): CheckedVector {
  const values = copied(given);
  return { values, elements, fault: fault ?? numberFault(given) ?? sizeFault(values, elements) };
}

function numberFault(given: Numbers): string | undefined {
  if (!Array.isArray(given)) return undefined;
  const at = given.findIndex((value) => typeof value !== 'number');
  return at < 0 ? undefined : `value ${at} is a ${given[at] === null ? 'null' : typeof given[at]}, not a number`;
}

function sizeFault(values: CheckedVector['values'], elements: CheckedVector['elements']): string | undefined {
  if (values.length === 0) return 'it holds no values';
  if (elements && elements.length !== values.length) return `${elements.length} elements with ${values.length} values`;
  const bytes = 128 + values.byteLength + (elements?.byteLength ?? 0);
  return bytes > LIMITS.batchBytes ? `${bytes} bytes; a vector has at most ${LIMITS.batchBytes}` : undefined;
}
