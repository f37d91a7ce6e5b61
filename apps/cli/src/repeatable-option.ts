import { Option } from 'commander';

/** An option that may be given several times; its values in order, an empty list without it. */
export const repeatableOption = (flags: string, description: string): Option =>
  new Option(flags, `${description}; repeatable`)
    .argParser((value: string, before: readonly string[]): readonly string[] => [...before, value])
    .default([], 'none');
