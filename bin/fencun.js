#!/usr/bin/env node
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

// The program itself is built from src/; this file only finds it, so that it runs from a checkout, from an
// installed package and from a container alike.
const built = new URL('../dist/server/main.js', import.meta.url);
if (existsSync(fileURLToPath(built))) {
  const { main } = await import(built.href);
  process.exitCode = await main(process.argv.slice(2));
} else {
  process.stderr.write('fencun: not built yet; run `npm run build` / 尚未构建，请执行 npm run build\n');
  process.exitCode = 1;
}
