import { AppError } from '@graticule/platform';

/** GraphQL answers null where REST answers 404; every other refusal stays one. */
export async function nullIfHidden<T>(found: Promise<T>): Promise<T | null> {
  try {
    return await found;
  } catch (error) {
    if (error instanceof AppError && error.code === 'NOT_FOUND') return null;
    throw error;
  }
}
