// Two CommonJS files, as the nodejs20 runtime of Function Compute loads them, without dependencies beside them: what
// every start needs, and what some runs need. `bundle.mjs FOLDER` puts them there, for a release, instead of into dist.

import { existsSync } from 'node:fs';
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import {
  dependenciesOnUse,
  withoutLogs,
  withoutOthers,
  withoutTables,
} from '../../scripts/bundle/cloud-clients.mjs';
import { frontDoors } from '../../scripts/bundle/front-doors.mjs';
import { clientParts, laterParts } from '../../scripts/bundle/later-parts.mjs';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const [release] = process.argv.slice(2);
const output = release === undefined ? here('dist') : resolve(release);
const target = join(output, 'code');

await mkdir(target, { recursive: true });
const shared = {
  bundle: true,
  minify: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
};
const later = laterParts('./later.js', clientParts);
const start = await build({
  ...shared,
  entryPoints: [here('dist/index.js')],
  outfile: `${target}/index.js`,
  define: { 'import.meta.dirname': '__dirname' },
  plugins: [
    frontDoors(/\/functions\/rotate\/dist\/.*\.js$/),
    later.plugin,
    withoutTables,
    dependenciesOnUse,
    withoutLogs,
    withoutOthers,
  ],
});
const rest = await build({
  ...shared,
  stdin: { contents: later.contents(), resolveDir: here('.') },
  outfile: `${target}/later.js`,
  plugins: [withoutTables, withoutLogs, withoutOthers],
});
// The same code behind an HTTP server, for a custom runtime with a Node of its own.
const server = await build({
  ...shared,
  entryPoints: [here('dist/server.js')],
  outfile: `${target}/server.js`,
  external: ['./index.js'],
});
const metafile = {
  inputs: { ...start.metafile.inputs, ...rest.metafile.inputs, ...server.metafile.inputs },
  outputs: { ...start.metafile.outputs, ...rest.metafile.outputs, ...server.metafile.outputs },
};
// The folder above says `module`; here it is a script, as it will be without a package.json above it.
await writeFile(`${target}/package.json`, '{"type":"commonjs"}\n');
// What the account configures goes into its own build, never into a release.
if (release === undefined && existsSync(here('rotation.yaml'))) {
  await copyFile(here('rotation.yaml'), `${target}/rotation.yaml`);
}
// Outside the deployed folder: the input of the bill of materials.
await writeFile(join(output, 'metafile.json'), JSON.stringify(metafile));
