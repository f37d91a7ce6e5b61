import { z } from 'zod';

// Postgres text and jsonb hold no U+0000 and no lone surrogate, and silence would lose or change it.
const STORABLE = /^[^\0\p{Cs}]*$/u;
const UNSTORABLE = /[\0\p{Cs}]/gu;
const STORABLE_TEXT = 'well-formed Unicode without the character U+0000';

/** A string that the store can hold. */
export const StorableText = z.string().regex(STORABLE, STORABLE_TEXT);

/** A string that the store can hold, of at most `max` UTF-16 units. */
export const text = (max: number) => StorableText.max(max);

/** As `text`, for what must not be lost to a character: what cannot be stored becomes U+FFFD. */
export const mendedText = (max: number) =>
  z
    .string()
    .max(max)
    .overwrite((value) => value.replaceAll(UNSTORABLE, '\uFFFD'));

export const isStorable = (value: string): boolean => STORABLE.test(value);
