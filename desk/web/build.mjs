// Builds dist/ from src/ and public/. Names of assets carry a hash of their content, so that browsers may keep them.
import { build } from 'esbuild';
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const here = dirname(fileURLToPath(import.meta.url));
const dist = join(here, 'dist');

const result = await build({
  absWorkingDir: here,
  entryPoints: ['src/main.tsx'],
  outdir: 'dist/assets',
  entryNames: '[name]-[hash]',
  assetNames: '[name]-[hash]',
  bundle: true,
  minify: true,
  sourcemap: true,
  metafile: true,
  write: false,
  format: 'esm',
  target: ['es2021', 'chrome109', 'firefox102', 'safari15.4'],
  loader: { '.woff2': 'file' },
  logLevel: 'warning',
});

const assets = result.outputFiles.map((file) => basename(file.path));
const one = (pattern) => {
  const found = assets.filter((name) => pattern.test(name));
  if (found.length !== 1) throw new Error(`expected one asset like ${pattern}, found ${found.length}`);
  return `/assets/${found[0]}`;
};
const page = (await readFile(join(here, 'src/index.html'), 'utf8'))
  .replace('%SCRIPT%', one(/^main-.*\.js$/))
  .replace('%STYLE%', one(/^main-.*\.css$/));

await rm(dist, { recursive: true, force: true });
await mkdir(join(dist, 'assets'), { recursive: true });
await cp(join(here, 'public'), dist, { recursive: true });
for (const file of result.outputFiles) await writeFile(file.path, file.contents);
await writeFile(join(dist, 'index.html'), page);

// The frame a mail is shown in, without and with images from elsewhere. The server sends the same policies by path.
const frame = await readFile(join(here, 'src/mail_frame.html'), 'utf8');
await writeFile(join(dist, 'mail_frame.html'), frame.replace('%IMAGES%', "'self' data:"));
await writeFile(join(dist, 'mail_frame_images.html'), frame.replace('%IMAGES%', "'self' data: https: http:"));

// Compressed once, here, and not for each request: desk gives a browser the form it accepts.
const compressible = /\.(html|js|css|json|map|svg|txt|webmanifest)$/;
for (const entry of await readdir(dist, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || !compressible.test(entry.name)) continue;
  const file = join(entry.parentPath ?? entry.path, entry.name);
  const content = await readFile(file);
  const best = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } };
  const forms = { br: brotliCompressSync(content, best), gz: gzipSync(content, { level: constants.Z_BEST_COMPRESSION }) };
  for (const [suffix, packed] of Object.entries(forms))
    if (packed.length < content.length) await writeFile(`${file}.${suffix}`, packed);
}
