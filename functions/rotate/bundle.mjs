// One CommonJS file, as the nodejs20 runtime of Function Compute loads it, without dependencies beside it.
// `bundle.mjs FOLDER` puts it there, for a release, instead of into dist.

import { existsSync } from 'node:fs';
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { withoutModels, withoutTables } from '../../scripts/bundle/cloud-clients.mjs';
import { frontDoors } from '../../scripts/bundle/front-doors.mjs';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const [release] = process.argv.slice(2);
const output = release === undefined ? here('dist') : resolve(release);
const target = join(output, 'code');

await mkdir(target, { recursive: true });
const { metafile } = await build({
  entryPoints: [here('dist/index.js')],
  outfile: `${target}/index.js`,
  bundle: true,
  minify: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  // ali-oss requires it only if a proxy is configured, which never happens here.
  external: ['proxy-agent'],
  define: { 'import.meta.dirname': '__dirname' },
  plugins: [frontDoors(/\/functions\/rotate\/dist\/.*\.js$/), withoutModels, withoutTables],
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
});
// The folder above says `module`; here it is a script, as it will be without a package.json above it.
await writeFile(`${target}/package.json`, '{"type":"commonjs"}\n');
// What the account configures goes into its own build, never into a release.
if (release === undefined && existsSync(here('rotation.yaml'))) {
  await copyFile(here('rotation.yaml'), `${target}/rotation.yaml`);
}
// Outside the deployed folder: the input of the bill of materials.
await writeFile(join(output, 'metafile.json'), JSON.stringify(metafile));
