// Few files for what people, shells and kubectl wait for. Split by the bundler alone, `contexts` becomes thirty files
// of a few hundred bytes, and Node takes half a millisecond for each of them.
import { realpathSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import { build } from 'esbuild';
import { frontDoors, throughDoors } from '../scripts/bundle/front-doors.mjs';

const own = /\/(tui\/src|packages\/core\/dist)\/.*\.(js|tsx?)$/;
const program = /\/tui\/src\//;
const staticImport = /\bfrom '(\.[^']+)\.js'/g;
const dynamicImport = /\bimport\('([^']+)'\)/g;
const builtinImport = /\bimport \{([^}]*)\} from '(node:[^']+)'/g;

/**
 * An esbuild plugin that keeps modules together. `startup` and everything that it imports become one chunk, which
 * every other module of ours imports first, so that it is not split by its users. What the program imports both from
 * `screen` and from `commands` beyond that becomes another, which is imported whole. All are lists of files under
 * `folder`. A dynamic import within a group is a lookup instead of another file.
 */
export async function chunkGroups(folder, { startup, screen, commands }) {
  const first = await closure(folder, startup);
  const second = await sharedBy(folder, screen, commands, first);
  const members = new Set([...first, ...second]);
  const builtins = await importedFromBuiltins(members);
  return {
    name: 'chunk-groups',
    setup({ onResolve, onLoad, resolve }) {
      onResolve({ filter: /^group:/ }, ({ path }) => ({ path, namespace: 'group' }));
      onLoad({ filter: /^group:startup$/, namespace: 'group' }, () => ({
        contents: first.map((file) => `import ${JSON.stringify(file)};`).join('\n'),
        resolveDir: folder,
      }));
      onLoad({ filter: /^group:shared$/, namespace: 'group' }, () => ({
        contents: second
          .map((file, index) => `export * as m${index} from ${JSON.stringify(file)};`)
          .join('\n'),
        resolveDir: folder,
      }));
      onResolve({ filter: /^node:/ }, ({ path, kind, importer }) =>
        kind === 'import-statement' && members.has(importer) ? { path, namespace: 'builtin' } : undefined,
      );
      onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path }) => ({
        contents: lazyBuiltin(path, builtins.get(path) ?? []),
      }));
      onLoad({ filter: own }, async ({ path }) => {
        const resolveFrom = { resolveDir: dirname(path), kind: 'dynamic-import' };
        const source = await throughDoors(path, await readFile(path, 'utf8'));
        const targets = new Map();
        for (const [, specifier] of source.matchAll(dynamicImport)) {
          targets.set(specifier, (await resolve(specifier, resolveFrom)).path);
        }
        const contents = joined(source, {
          targets,
          near: new Set(second.includes(path) ? members : first),
          second,
        });
        return { contents: groupsBefore(path, source) + contents, loader: extname(path).slice(1) };
      });
    },
  };

  function groupsBefore(path, source) {
    if (first.includes(path)) return '';
    const isNeeding =
      !second.includes(path) && importedBeside(path, source).some((file) => second.includes(file));
    return `import 'group:startup';\n${isNeeding ? "import 'group:shared';\n" : ''}`;
  }
}

/** Files of the program, not of core, that both lists import, except those in `taken`. */
async function sharedBy(folder, some, others, taken) {
  const [one, another] = await Promise.all([closure(folder, some), closure(folder, others)]);
  const isShared = (file) => another.includes(file) && !taken.includes(file) && program.test(file);
  return one.filter(isShared);
}

/** The files of the program that a source imports statically, by the form of its imports. */
function importedBeside(path, source) {
  return [...source.matchAll(staticImport)].flatMap(([, specifier]) => {
    const file = join(dirname(path), specifier);
    return [`${file}.ts`, `${file}.tsx`];
  });
}

/** The source with its dynamic imports redirected to `near` modules directly, and to the `second` group as a whole. */
function joined(source, { targets, near, second }) {
  const statics = [...targets].filter(([, file]) => near.has(file)).map(([specifier]) => specifier);
  const imports = statics.map((specifier, index) => `import * as near${index} from '${specifier}';\n`);
  const text = source.replace(dynamicImport, (call, specifier) => {
    if (statics.includes(specifier)) return `Promise.resolve(near${statics.indexOf(specifier)})`;
    const index = second.indexOf(targets.get(specifier));
    return index < 0 ? call : `import('group:shared').then((group) => group.m${index})`;
  });
  return imports.join('') + text;
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
async function closure(folder, roots) {
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
