declare const brand: unique symbol;
/** A string or number that only its own parser or factory may produce. */
export type Brand<T, Name extends string> = T & { readonly [brand]: Name };
