// What a start loads, and no more: which of our files, and what they use of Node.
import { realpathSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { frontDoors } from '../scripts/bundle/front-doors.mjs';

/** Files of the program and of core. */
export const own = /\/(tui\/src|packages\/core\/dist)\/.*\.(js|tsx?)$/;

/**
 * An esbuild plugin: what our files import from Node is loaded when it is used. An ES module's import would also read
 * every other name of it, and with them load streams (`node:fs`, 5 ms) or a whole HTTP client (`node:http`, 20 ms).
 */
export const builtinsOnUse = {
  name: 'builtins-on-use',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:/ }, ({ path, kind, importer }) =>
      kind === 'import-statement' && isOurs(importer) ? { path, namespace: 'builtin' } : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'builtin' }, async ({ path }) => ({
      contents: await onUse(
        Object.keys(process.getBuiltinModule(path)),
        `process.getBuiltinModule('${path}')`,
      ),
    }));
  },
};

/** The same for YAML's parser: most kubeconfigs are read by a scanner of ours. */
export const yamlOnUse = {
  name: 'yaml-on-use',
  setup({ onResolve, onLoad }) {
    const core = fileURLToPath(new URL('../packages/core/', import.meta.url));
    onResolve({ filter: /^yaml$/ }, ({ path, importer }) =>
      isOurs(importer) ? { path, namespace: 'on-use' } : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'on-use' }, async ({ path }) => ({
      contents: await onUse(Object.keys(createRequire(core)(path)), `require('${path}')`),
      resolveDir: core,
    }));
  },
};

function isOurs(importer) {
  return own.test(importer) || importer.startsWith('group:');
}

async function onUse(names, load) {
  const words = await ourWords();
  const getters = names
    .filter((name) => words.has(name))
    .map((name) => `get ${name}() { return load().${name}; },`);
  // Below the exports, not in them: of those the bundler copies each name for each of the files that import one.
  return `const load = () => ${load};\nmodule.exports = Object.create({ __esModule: true, ${getters.join(' ')} });`;
}

let found;

/** Every word of our files: a name that is none of them is used by none. */
function ourWords() {
  found ??= readWords();
  return found;
}

async function readWords() {
  const words = new Set();
  for (const folder of ['src', '../packages/core/src']) {
    const place = fileURLToPath(new URL(folder, import.meta.url));
    for (const name of await readdir(place, { recursive: true })) {
      if (!/(?<!\.test)\.tsx?$/.test(name)) continue;
      for (const [word] of (await readFile(join(place, name), 'utf8')).matchAll(/\w+/g)) words.add(word);
    }
  }
  return words;
}

/** Our files that `roots` import statically, including themselves. */
export async function closure(folder, roots) {
  const withoutDynamic = {
    name: 'without-dynamic-imports',
    setup({ onResolve }) {
      onResolve({ filter: /.*/ }, ({ kind }) =>
        kind === 'dynamic-import' ? { path: 'later', external: true } : undefined,
      );
    },
  };
  const { metafile } = await build({
    entryPoints: roots,
    absWorkingDir: folder,
    outdir: folder,
    bundle: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'node',
    logLevel: 'error',
    plugins: [withoutDynamic, frontDoors(own)],
  });
  const files = Object.keys(metafile.inputs).map((path) => realpathSync(join(folder, path)));
  return files.filter((file) => own.test(file));
}
