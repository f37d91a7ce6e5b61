/**
 * The value at a dotted path of a configuration, or undefined. A key may contain dots itself: the whole rest of the path is tried as
 * a key first, then every split of it, from the left.
 */
export function configValue(document: unknown, path: string): unknown {
  if (typeof document !== 'object' || document === null) return undefined;
  const members = new Map<string, unknown>(Object.entries(document));
  if (members.has(path)) return members.get(path);
  for (let dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', dot + 1)) {
    const value = configValue(members.get(path.slice(0, dot)), path.slice(dot + 1));
    if (value !== undefined) return value;
  }
  return undefined;
}

/** One text per JSON value, whatever the order of the members of its objects. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null);
  const members = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`).join(',')}}`;
}
