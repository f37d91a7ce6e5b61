/** The value at a dotted path of a document, or null. Array indices are path parts too. */
export function valueAt(document: unknown, path: string): unknown {
  let at = document;
  for (const part of path.split('.')) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, part)) return null;
    at = Reflect.get(at, part);
  }
  return at;
}
