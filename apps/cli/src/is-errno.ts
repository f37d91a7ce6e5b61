/** Whether a thrown value is a system error of this code. Not by `instanceof`: errors may come from another realm. */
export const isErrno = (error: unknown, code: string): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === code;
