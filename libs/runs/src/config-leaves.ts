import { LIMITS } from '@graticule/contracts';

export type ConfigValue = number | string | boolean | null;

/**
 * The values of a configuration by their dotted paths; an element of an array has its index for a name. Where two values
 * have one path ({"a.b": 1, "a": {"b": 2}}) the deeper one wins, which is the one that reading the path finds. Values
 * beyond the limit, counted from the root down, and paths that are too long for an index are left out: a filter does not
 * see them.
 */
export function configLeaves(config: Readonly<Record<string, unknown>>): ReadonlyMap<string, ConfigValue> {
  const leaves = new Map<string, ConfigValue>();
  let level: (readonly [path: string, value: unknown])[] = Object.entries(config);
  while (level.length > 0) {
    const next: typeof level = [];
    for (const [path, value] of level) {
      if (isConfigValue(value)) keep(leaves, path, value);
      else if (typeof value === 'object') {
        for (const [name, inner] of Object.entries(value)) next.push([`${path}.${name}`, inner]);
      }
    }
    level = next;
  }
  return leaves;
}

function keep(leaves: Map<string, ConfigValue>, path: string, value: ConfigValue): void {
  if (path.length > LIMITS.configPathCharacters) return;
  if (leaves.size < LIMITS.configValues || leaves.has(path)) leaves.set(path, value);
}

function isConfigValue(value: unknown): value is ConfigValue {
  return value === null || ['number', 'string', 'boolean'].includes(typeof value);
}
