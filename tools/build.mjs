// Compiles the src/ of every package into its dist/: TypeScript through swc, SDL, SQL and data copied as they are.
// No cache: the whole tree takes a fraction of a second.
import { copyFile, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { transformFile } from '@swc/core';

const packages = (
  await Promise.all(['libs', 'apps'].map(async (group) => (await readdir(group)).map((name) => join(group, name))))
).flat();

async function emit(src, dist) {
  await mkdir(dirname(dist), { recursive: true });
  if (!src.endsWith('.ts')) return copyFile(src, dist);
  const js = dist.replace(/\.ts$/, '.js');
  const { code, map } = await transformFile(src, { sourceMaps: true, sourceFileName: src });
  await Promise.all([writeFile(js, `${code}//# sourceMappingURL=${basename(js)}.map\n`), writeFile(`${js}.map`, map)]);
}

async function build(dir) {
  await rm(join(dir, 'dist'), { recursive: true, force: true });
  const files = await readdir(join(dir, 'src'), { recursive: true, withFileTypes: true });
  const sources = files
    .filter((file) => file.isFile() && !file.name.endsWith('.test.ts') && !file.name.endsWith('.md'))
    .map((file) => join(file.parentPath, file.name));
  await Promise.all(sources.map((file) => emit(file, file.replace(join(dir, 'src'), join(dir, 'dist')))));
  return sources.length;
}

const counts = await Promise.all(packages.map(build));
console.error(`built ${counts.reduce((a, b) => a + b)} files in ${Math.round(performance.now())} ms`);
