type Given<T> = { [K in keyof T]?: NonNullable<T[K]> };

/** The members that are neither null nor undefined: GraphQL says null where our requests say nothing. */
export function given<T extends object>(members: T): Given<T> {
  const present: Given<T> = {};
  for (const key in members) {
    const value = members[key];
    if (value !== null && value !== undefined) present[key] = value;
  }
  return present;
}
