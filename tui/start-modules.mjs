// What a start loads, and no more: which of our files, and what they use of Node.
import { realpathSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { frontDoors } from '../scripts/bundle/front-doors.mjs';

/** Files of the program and of core. */
export const own = /\/(tui\/src|packages\/core\/dist)\/.*\.(js|tsx?)$/;

const builtinImport = /\bimport \{([^}]*)\} from '(node:[^']+)'/g;

/** An esbuild plugin: what `files` import from Node is loaded when it is used. */
export async function builtinsOnUse(files) {
  const members = new Set(files);
  const builtins = await importedFromBuiltins(members);
  return {
    name: 'builtins-on-use',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^node:/ }, ({ path, kind, importer }) =>
        kind === 'import-statement' && members.has(importer) ? { path, namespace: 'builtin' } : undefined,
      );
      onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path }) => ({
        contents: lazyBuiltin(path, builtins.get(path) ?? []),
      }));
    },
  };
}

/** Names that `files` import from Node's own modules, by module. */
async function importedFromBuiltins(files) {
  const found = new Map();
  for (const file of files) {
    for (const [, clause, module] of (await readFile(file, 'utf8')).matchAll(builtinImport)) {
      const names = clause.split(',').map((each) => each.trim().replace(/ as .*/, ''));
      const isValue = (name) => /^\w+$/.test(name);
      found.set(module, new Set([...(found.get(module) ?? []), ...names.filter(isValue)]));
    }
  }
  return found;
}

/** Loads a Node module when something of it is used: crypto and net take 5 ms. */
function lazyBuiltin(module, names) {
  const getters = [...names].map((name) => `get ${name}() { return load().${name}; },`);
  return `const load = () => process.getBuiltinModule('${module}');
module.exports = { __esModule: true, ${getters.join(' ')} };`;
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
