import { uuidv7 } from 'uuidv7';

/** A new public id: a UUIDv7, so that ids sort by creation. */
export const newId = (): string => uuidv7();
