// Runs tests: node run.mjs unit|pages|system. Bundles the TypeScript of that folder with esbuild, for node's own runner.
import { build } from 'esbuild';
import { spawnSync } from 'node:child_process';
import { readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const folder = process.argv[2] ?? 'pages';
const wanted = process.argv[3] ?? '';
const built = join(here, 'node_modules', '.built', `${folder}${wanted}`); // a folder of its own: several run beside each other

const names = (await readdir(join(here, folder))).filter((name) => name.endsWith('.test.ts') && name.includes(wanted));
if (names.length === 0) throw new Error(`no tests in tests/web/${folder}`);
await rm(built, { recursive: true, force: true });
await build({
  absWorkingDir: here,
  entryPoints: names.map((name) => join(folder, name)),
  outdir: built,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node18',
  sourcemap: 'inline',
  external: ['esbuild', 'playwright-core', 'axe-core', 'ws'],
  define: { ROOT: JSON.stringify(join(here, '../..')) },
  logLevel: 'warning',
});
const files = names.map((name) => join(built, name.replace(/\.ts$/, '.mjs')));
const run = spawnSync(process.execPath, ['--test', '--enable-source-maps', ...files], { stdio: 'inherit' });
process.exit(run.status ?? 1);
