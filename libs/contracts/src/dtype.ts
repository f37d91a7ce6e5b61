/** How the values of a column are written. The number is the code inside frames and tables. */
export const DTYPES = { f32: 0, f16: 1, bf16: 2, f64: 3 } as const;
export type Dtype = keyof typeof DTYPES;
export const DTYPE_BYTES: Readonly<Record<Dtype, number>> = { f32: 4, f16: 2, bf16: 2, f64: 8 };
