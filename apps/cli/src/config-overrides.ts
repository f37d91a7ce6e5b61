import { misused } from './command-failed.js';

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
export type ConfigOverrides = Readonly<Record<string, Json>>;

interface Branch {
  [key: string]: Json | Branch;
}

const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * The config that `--set a.b=1 --set name=x` describes. A value is read as JSON when it is JSON, else as text, so that
 * `0.1`, `true`, `null`, `[1,2]` and `"007"` mean what they look like. The last of two settings of one path wins.
 */
export function configOverrides(settings: readonly string[]): ConfigOverrides {
  const root: Branch = {};
  for (const setting of settings) {
    const at = setting.indexOf('=');
    const path = setting.slice(0, Math.max(at, 0)).split('.');
    if (at < 1 || path.some((key) => key === ''))
      throw misused(`--set ${setting}: no path and value`, 'Write --set path.to.value=1.');
    if (path.some((key) => FORBIDDEN.has(key)))
      throw misused(`--set ${setting}: this name cannot be used in a config`, 'Take another name.');
    place(root, path, readValue(setting.slice(at + 1)));
  }
  return root;
}

function place(root: Branch, path: readonly string[], value: Json): void {
  let branch = root;
  for (const key of path.slice(0, -1)) {
    const next = branch[key];
    branch = branch[key] = isBranch(next) ? next : {};
  }
  const leaf = path.at(-1);
  if (leaf !== undefined) branch[leaf] = value;
}

const isBranch = (value: Json | Branch | undefined): value is Branch =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function readValue(text: string): Json {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return text;
    throw error;
  }
}

/** The one seed of `--seed 5`. */
export function parseSeed(text: string): number {
  const seed = /^\s*\d+\s*$/.test(text) ? Number(text) : NaN;
  if (!Number.isSafeInteger(seed)) throw misused('--seed takes one integer, such as 5', `It is not \`${text}\`.`);
  return seed;
}

/** Seeds as `--seeds 0,1,2` or `--seeds 0..4`. */
export function parseSeeds(text: string): number[] {
  const range = /^(\d+)\.\.(\d+)$/.exec(text);
  const seeds = range
    ? Array.from({ length: Math.max(0, Number(range[2]) - Number(range[1]) + 1) }, (_, i) => Number(range[1]) + i)
    : text.split(',').map((part) => (/^\s*\d+\s*$/.test(part) ? Number(part) : NaN));
  if (seeds.length === 0 || seeds.length > 100 || seeds.some((seed) => !Number.isSafeInteger(seed)))
    throw misused(`seeds ${text}: not a list of seeds`, 'Write --seeds 0,1,2 or --seeds 0..4 (at most 100).');
  return seeds;
}
