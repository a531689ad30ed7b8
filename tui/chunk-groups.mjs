// Few files for what people, shells and kubectl wait for. Split by the bundler alone, `contexts` becomes thirty files
// of a few hundred bytes, and Node takes half a millisecond for each of them.
import { readFile } from 'node:fs/promises';
import { dirname, extname, resolve } from 'node:path';
import { throughDoors } from '../scripts/bundle/front-doors.mjs';
import { closure, own } from './start-modules.mjs';

/** What only the screen loads before its first frame. */
const features = /\/tui\/src\/(?!screen\/)/;
const staticImport = /^(?:import|export) (?!type\b)[^;']*?\bfrom '([./][^']+)\.js'/gm;
const dynamicImport = /\bimport\('([^']+)'\)/g;
/** Loaded when the program runs: what both use is in the first chunk, not in one of its own. */
const emulator = /\/packages\/emulator\/dist\/.*\.js$/;
/** CommonJS, of which only the default export is used: the module itself. */
const sdk = /^(@alicloud|@darabonba|ali-oss|httpx)\b/;

/**
 * An esbuild plugin that keeps modules together. `startup` and everything that it imports become one chunk, which
 * every other module of ours imports first, so that it is not split by its users. What the program imports both from
 * `screen` and from `commands` beyond that becomes another, `shared`. Each list of `later` is one more, with what it
 * imports beyond the groups before it, and with the SDK's packages that it loads. Such a group is imported whole. All
 * are lists of files under `folder`. A dynamic import within a group is a lookup instead of another file.
 */
export async function chunkGroups(folder, { startup, screen, commands, later }) {
  const first = await closure(folder, startup);
  const groups = [{ name: 'shared', files: await sharedBy(folder, screen, commands, first) }];
  for (const [name, roots] of Object.entries(later)) {
    const taken = [first, ...groups.map(({ files }) => files)].flat();
    const files = (await closure(folder, roots)).filter((file) => !taken.includes(file));
    groups.push({ name, files });
  }
  return {
    name: 'chunk-groups',
    setup({ onResolve, onLoad, resolve }) {
      onResolve({ filter: /^group:/ }, ({ path }) => ({ path, namespace: 'group' }));
      onLoad({ filter: /^group:startup$/, namespace: 'group' }, () => ({
        contents: [...first, 'node:child_process', 'node:http', 'node:https', 'node:stream', 'yaml']
          .map((file) => `import ${JSON.stringify(file)};`)
          .join('\n'),
        resolveDir: folder,
      }));
      for (const { name, files } of groups) {
        onLoad({ filter: new RegExp(`^group:${name}$`), namespace: 'group' }, () => ({
          contents: files
            .map((file, index) => `export * as m${index} from ${JSON.stringify(file)};`)
            .join('\n'),
          resolveDir: folder,
        }));
      }
      onLoad({ filter: emulator }, async ({ path }) => ({
        contents: `import 'group:startup';\n${await readFile(path, 'utf8')}`,
      }));
      onLoad({ filter: own }, async ({ path }) => {
        const resolveFrom = { resolveDir: dirname(path), kind: 'dynamic-import' };
        const source = await throughDoors(path, await readFile(path, 'utf8'));
        const targets = new Map();
        for (const [, specifier] of source.matchAll(dynamicImport)) {
          targets.set(specifier, (await resolve(specifier, resolveFrom)).path);
        }
        const contents = joined(path, source, targets);
        return { contents: groupsBefore(path, source) + contents, loader: extname(path).slice(1) };
      });
    },
  };

  function groupsBefore(path, source) {
    if (first.includes(path)) return '';
    const beside = importedBeside(path, source);
    const calls = [...source.matchAll(dynamicImport)].some(([, specifier]) => sdk.test(specifier));
    const needed = groups.filter(
      ({ name, files }) =>
        !files.includes(path) && (beside.some((file) => files.includes(file)) || (calls && name === 'cloud')),
    );
    return ['startup', ...needed.map(({ name }) => name)].map((name) => `import 'group:${name}';\n`).join('');
  }

  /** The source with its dynamic imports redirected: to modules nearby directly, to another group as a whole. */
  function joined(path, source, targets) {
    const home = groups.find(({ files }) => files.includes(path));
    const near = new Set([...first, ...(home?.files ?? [])]);
    const statics = [...targets].filter(([, file]) => near.has(file)).map(([specifier]) => specifier);
    const imports = statics.map((specifier, index) => `import * as near${index} from '${specifier}';\n`);
    const text = source.replace(dynamicImport, (call, specifier) => {
      if (statics.includes(specifier)) return `Promise.resolve(near${statics.indexOf(specifier)})`;
      if (sdk.test(specifier)) return `Promise.resolve().then(() => ({ default: require('${specifier}') }))`;
      const file = targets.get(specifier);
      const group = groups.find(({ files }) => files.includes(file));
      if (group === undefined) return call;
      return `import('group:${group.name}').then((group) => group.m${group.files.indexOf(file)})`;
    });
    return imports.join('') + text;
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
