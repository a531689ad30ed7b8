// Bundles the program into dist/bundle, with a launcher beside it: dist/ackring.js. `bundle.mjs FOLDER` puts both
// there, for a release, instead of into dist. What loads at the start is small and minified; the cloud's SDKs and the
// emulator are separate chunks.
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { extname, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import {
  dependenciesOnUse,
  withoutLogs,
  withoutOthers,
  withoutTables,
} from '../scripts/bundle/cloud-clients.mjs';
import { compileModulesWithFiles } from '../scripts/bundle/eager-modules.mjs';
import { frontDoors } from '../scripts/bundle/front-doors.mjs';
import { clientParts, laterParts } from '../scripts/bundle/later-parts.mjs';
import { patched } from '../scripts/bundle/patched.mjs';
import { buildFacts } from '../scripts/release/build-facts.mjs';
import { catalogAsData } from './catalog.mjs';
import { chunkGroups } from './chunk-groups.mjs';
import { builtinsOnUse, own, yamlOnUse } from './start-modules.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const target = resolve(process.argv[2] ?? `${here}dist`);
const outdir = `${target}/bundle`;
const commandFile = /^(features\/[\w-]+\/(commands\/[\w-]+|command)|shell\/completion)\.ts$/;
const commandFiles = (await readdir(`${here}src`, { recursive: true })).filter((name) =>
  commandFile.test(name),
);

/** Ink's development tools are never loaded, and not installed. */
const withoutDevtools = {
  name: 'without-devtools',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^react-devtools-core$/ }, () => ({ path: 'devtools', namespace: 'empty' }));
    onLoad({ filter: /.*/, namespace: 'empty' }, () => ({ contents: 'export default {};' }));
  },
};

/** Yoga decodes its WASM with `fetch(data:)` if available: that loads undici, 20 ms of the first frame. */
const yogaWithoutFetch = {
  name: 'yoga-without-fetch',
  setup({ onLoad }) {
    onLoad({ filter: /yoga-wasm-base64-esm\.js$/ }, async ({ path }) => ({
      contents: `const fetch = undefined;\n${await readFile(path, 'utf8')}`,
    }));
  },
};

/** Its segmenter and its emoji load Unicode tables, 5 and 10 ms at the start; most runs never need them. */
const stringWidthLazily = {
  name: 'string-width-lazily',
  setup({ onLoad }) {
    onLoad({ filter: /string-width\/index\.js$/ }, async ({ path }) => ({
      contents: patched(path, await readFile(path, 'utf8'), [
        [
          'const segmenter = new Intl.Segmenter();',
          'let made; const segmenter = { segment: (text) => (made ??= new Intl.Segmenter()).segment(text) };',
        ],
        [
          'const emojiPrefixRegex = ',
          `let emoji;
const emojiPrefixRegex = { test: (text) => prefix().test(text), exec: (text) => prefix().exec(text) };
const prefix = () => emoji ??= `,
        ],
      ]),
    }));
  },
};

/** What is imported dynamically becomes files in a folder of this name: split off, they would share small files. */
function partsBeside(folder) {
  const found = new Map();
  return {
    found: () => [...found].map(([out, place]) => ({ in: place, out })),
    plugin: {
      name: 'parts-beside',
      setup({ onResolve, resolve }) {
        onResolve({ filter: /^[.@]/ }, async ({ path, kind, ...asked }) => {
          if (kind !== 'dynamic-import' || asked.pluginData === 'found') return undefined;
          const { path: place } = await resolve(path, { ...asked, kind, pluginData: 'found' });
          // Words of the same language stand in several packages.
          const name = relative(`${here}..`, place.slice(0, -extname(place).length)).replaceAll('/', '-');
          found.set(name, place);
          const extension = extname(place) === '.json' ? '.json' : '.js';
          return { path: `./${folder}/${name}${extension}`, external: true };
        });
      },
    },
  };
}

const groups = await chunkGroups(here, {
  // What every start needs, and what a shell waits for, to the last file of a warm run.
  startup: [
    'src/program.ts',
    'src/world/services.ts',
    'src/world/version.ts',
    'src/shell/problem.ts',
    'src/features/contexts/commands/contexts.ts',
    'src/features/contexts/commands/use.ts',
    'src/subjects/context/table.ts',
    'src/shell/text-table.ts',
    // A table is printed with its words.
    'src/languages/en.ts',
    'src/shell/complete.ts',
    // Small things that the screen shares with other commands: each would be a file of its own.
    'src/screen/life.ts',
    'src/world/v8-options.ts',
    'src/subjects/context/change-lines.ts',
    'src/subjects/context/verdict.ts',
    'src/features/tidying/note-text.ts',
    'src/features/fetch/plan-text.ts',
    'src/shell/duration.ts',
    'src/shell/pick-cluster.ts',
    'src/shell/planned.ts',
    'src/shell/standard-input.ts',
    ...[
      'contexts/local-contexts',
      'contexts/recent-contexts',
      'contexts/switching',
      'journal/journal-path',
      'journal/journalled',
      'access/access-row',
      'access/clean/clean-plan',
      'access/recycle-bin',
      'access/revoke/revoke-plan',
      'machine/processes/print',
      'words/endpoints',
      'cloud/ram',
      'tokens/authenticator',
      'fetch/renewal-plan',
      'machine/processes/secrecy',
      'expiry/expiry',
      'verification/verdict',
      'machine/kubeconfig-file/kubeconfig-file',
      'cloud/credentials/origin',
      'sessions/session/leftovers',
    ].map((name) => `../packages/core/dist/${name}.js`),
  ],
  screen: ['src/app.ts'],
  commands: [...commandFiles.map((name) => `src/${name}`), 'src/terminal/mount.tsx'],
  later: {
    // Whoever asks the cloud needs all of it.
    cloud: [
      'cloud/ack/ack',
      'cloud/credentials/credentials',
      'cloud/openapi/endpoints',
      'cloud/rate-limit',
      'cloud/sts/sts',
      'fleet/fleet',
    ].map((name) => `../packages/core/dist/${name}.js`),
    // Whoever changes a file of kubeconfigs.
    edit: [
      'contexts/tidying',
      'journal/journal',
      'kubeconfig/merge',
      'machine/kubeconfig-file/kubeconfig-file',
    ].map((name) => `../packages/core/dist/${name}.js`),
    // Whoever fetches a kubeconfig proves it too.
    fetch: ['world/kubeconfigs', 'fetch/revoked-certificates'].map(
      (name) => `../packages/core/dist/${name}.js`,
    ),
  },
});

const later = {
  'client-parts': laterParts('./client-parts.cjs', clientParts),
  yaml: laterParts('./yaml.cjs', ['yaml']),
};

await rm(outdir, { recursive: true, force: true });
const { metafile } = await build({
  entryPoints: [`${here}src/main.ts`],
  outdir,
  bundle: true,
  splitting: true,
  minify: true,
  // Some SDKs look at the names of classes and functions.
  keepNames: false,
  platform: 'node',
  format: 'esm',
  target: 'node22.20',
  jsx: 'automatic',
  chunkNames: 'chunks/[name]-[hash]',
  legalComments: 'none',
  metafile: true,
  define: {
    'process.env.NODE_ENV': '"production"',
    'process.env.DEV': '"false"',
    ackringBuildFacts: JSON.stringify(buildFacts()),
  },
  // CommonJS packages in an ESM bundle still call require, and look for their own location.
  banner: {
    js: "const require=process.getBuiltinModule('node:module').createRequire(import.meta.url);",
  },
  plugins: [
    catalogAsData,
    groups,
    builtinsOnUse,
    yamlOnUse,
    ...Object.values(later).map(({ plugin }) => plugin),
    withoutDevtools,
    yogaWithoutFetch,
    stringWidthLazily,
    withoutTables,
    dependenciesOnUse,
    withoutLogs,
    withoutOthers,
  ],
  logLevel: 'warning',
});

for (const [name, { contents }] of Object.entries(later)) {
  const part = await build({
    stdin: { contents: contents(), resolveDir: here },
    outfile: `${outdir}/chunks/${name}.cjs`,
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node22.20',
    legalComments: 'none',
    metafile: true,
    plugins: [withoutTables, withoutLogs, withoutOthers],
  });
  Object.assign(metafile.inputs, part.metafile.inputs);
  Object.assign(metafile.outputs, part.metafile.outputs);
}

await compileModulesWithFiles(outdir);

const apart = {
  outdir,
  entryNames: '[name]',
  bundle: true,
  minify: true,
  format: 'esm',
  platform: 'node',
  target: 'node22.20',
  define: { ackringBuildFacts: JSON.stringify(buildFacts()) },
  plugins: [builtinsOnUse, frontDoors(own)],
};
// The embedded cloud starts a deployed function with this file, which it looks for beside itself.
await build({
  ...apart,
  entryPoints: [`${here}../packages/emulator/src/services/function-compute/instance-process.ts`],
  outdir: `${outdir}/chunks`,
});

// Separate, for runs that need nothing else: `--version`, and kubectl's plug-in.
await build({ ...apart, entryPoints: [`${here}src/world/version.ts`, `${here}src/plug-in.ts`] });

// And the frame that is drawn while the program is loaded; what only some starts need for it is beside it.
const openingParts = partsBeside('opening');
const opening = { ...apart, charset: 'utf8', plugins: [...apart.plugins, stringWidthLazily] };
await build({
  ...opening,
  entryPoints: [`${here}src/opening.ts`],
  plugins: [openingParts.plugin, ...opening.plugins],
});
await build({
  ...opening,
  entryPoints: openingParts.found(),
  outdir: `${outdir}/opening`,
  // As JSON they are imported.
  loader: { '.json': 'copy' },
});

await writeFile(
  `${target}/ackring.js`,
  `#!/usr/bin/env node
if (process.getBuiltinModule?.('module').enableCompileCache === undefined) {
  console.error(\`ackring needs Node 22.20 or later; this is \${process.versions.node}.\`);
  process.exit(1);
}

// Not imported: for an ES module Node first loads everything these could export, streams and promises, for 5 ms.
const [fs, module, os, path] = ['fs', 'module', 'os', 'path'].map((name) => process.getBuiltinModule(name));
const { existsSync, lstatSync, mkdirSync, realpathSync, rmSync } = fs;
const { dirname, isAbsolute, join } = path;

// Nobody else may change what is written from here on.
process.umask(process.umask(0o022) | 0o022);

// Compiled code is kept between runs: a third of the time to the first frame. Kept in the user's own folder, since
// code from Node's default, a folder in the shared /tmp, could be anybody's. If NODE_COMPILE_CACHE names another one,
// Node has begun to use it before this line.
const { argv, env } = process;
const cache = compiledFolder();
if (argv.length === 3 && argv[2] === '--version') {
  // Scripts and prompts call it again and again: it needs nothing of the program.
  const { versionText } = await import('./bundle/version.js');
  tell(\`\${versionText()}\\n\`);
} else {
  if (env.NODE_COMPILE_CACHE) module.enableCompileCache();
  // The demo leaves nothing behind.
  else if (!argv.includes('demo') && isOurs(cache)) module.enableCompileCache(cache);
  const isAnswered =
    argv[2] === 'exec-credential' && (await (await import('./bundle/plug-in.js')).answerKubectl(process));
  if (argv.length === 2) await (await import('./bundle/opening.js')).openScreen(process);
  if (!isAnswered) await import('./bundle/main.js');
}

// Node's own stream would first be made, in a tenth of the time of a whole start.
function tell(line) {
  try {
    fs.writeSync(1, line);
  } catch (error) {
    if (error.code === 'EAGAIN') process.stdout.write(line);
    else process.exitCode = error.code === 'EPIPE' ? 0 : 1;
  }
}

// Empty where there is no home folder.
function compiledFolder() {
  try {
    return join(env.XDG_CACHE_HOME || join(env.HOME || os.homedir(), '.cache'), 'ackring', 'compiled');
  } catch {
    return '';
  }
}

// Whoever can write into it, or replace it, could run code in our name: then everything is compiled anew.
function isOurs(folder) {
  if (!isAbsolute(folder)) return false;
  if (process.geteuid === undefined) return true;
  try {
    if (!isSafePath(dirname(folder))) return false;
    makeFolder(folder);
    const facts = lstatSync(folder);
    if (!facts.isDirectory() || facts.uid !== process.geteuid()) return false;
    if ((facts.mode & 0o077) === 0) return true;
    // Its content may have been written while others could.
    rmSync(folder, { recursive: true });
    mkdirSync(folder, { mode: 0o700 });
    return true;
  } catch {
    return false;
  }
}

// Node's recursive way never ends where a folder takes none, as below /proc.
function makeFolder(folder) {
  if (existsSync(folder)) return;
  if (!existsSync(dirname(folder))) makeFolder(dirname(folder));
  mkdirSync(folder, { mode: 0o700 });
}

// Every existing parent folder: root's or ours, and not writable by others, who with a sticky bit, as in /tmp, cannot
// replace what is ours.
function isSafePath(path) {
  let place = path;
  while (!existsSync(place)) place = dirname(place);
  for (place = realpathSync(place); ; place = dirname(place)) {
    const { uid, mode } = lstatSync(place);
    const isKept = (mode & 0o022) === 0 || (mode & 0o1000) !== 0;
    if (!isKept || (uid !== 0 && uid !== process.geteuid())) return false;
    if (place === dirname(place)) return true;
  }
}
`,
  { mode: 0o755 },
);
// The input of the bill of materials.
await writeFile(`${target}/metafile.json`, JSON.stringify(metafile));
