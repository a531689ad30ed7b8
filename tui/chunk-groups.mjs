// Few files for what people, shells and kubectl wait for. Split by the bundler alone, `contexts` becomes thirty files
// of a few hundred bytes, and Node takes half a millisecond for each of them.
import { readFile } from 'node:fs/promises';
import { dirname, extname, resolve } from 'node:path';
import { throughDoors } from '../scripts/bundle/front-doors.mjs';
import { closure, own } from './start-modules.mjs';

/** What only the screen loads before its first frame. */
const features = /\/tui\/src\/(?!screen\/)/;
const staticImport = /\bfrom '([./][^']+)\.js'/g;
const dynamicImport = /\bimport\('([^']+)'\)/g;

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
  return {
    name: 'chunk-groups',
    setup({ onResolve, onLoad, resolve }) {
      onResolve({ filter: /^group:/ }, ({ path }) => ({ path, namespace: 'group' }));
      onLoad({ filter: /^group:startup$/, namespace: 'group' }, () => ({
        contents: [...first, 'node:child_process']
          .map((file) => `import ${JSON.stringify(file)};`)
          .join('\n'),
        resolveDir: folder,
      }));
      onLoad({ filter: /^group:shared$/, namespace: 'group' }, () => ({
        contents: second
          .map((file, index) => `export * as m${index} from ${JSON.stringify(file)};`)
          .join('\n'),
        resolveDir: folder,
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

/** Files that `some` import, except those in `taken`, and that others load too: commands, or capabilities of core. */
async function sharedBy(folder, some, others, taken) {
  const [one, another] = await Promise.all([closure(folder, some), closure(folder, others)]);
  const isShared = (file) => !taken.includes(file) && (another.includes(file) || !features.test(file));
  return one.filter(isShared);
}

/** The files that a source imports statically, by the form of its imports. */
function importedBeside(path, source) {
  return [...source.matchAll(staticImport)].flatMap(([, specifier]) => {
    const file = resolve(dirname(path), specifier);
    return [`${file}.ts`, `${file}.tsx`, `${file}.js`];
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
