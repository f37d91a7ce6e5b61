#!/usr/bin/env node
import { existsSync } from 'node:fs';

const main = new URL('../dist/main.js', import.meta.url);
if (existsSync(main)) {
  process.setSourceMapsEnabled(true);
  await import(main.href);
} else {
  console.error('Graticule is not built yet. Run `npm run build` in the checkout, then try again.');
  process.exitCode = 1;
}
