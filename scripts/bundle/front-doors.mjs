// Core is entered by front doors (`@ackring/core/<capability>`), each a list of names from many files. A bundle takes
// the files with the names it imports, and nothing else from a door: loading whole doors would cost the first frame,
// kubectl's plug-in and the function a fifth more code.
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';

const core = new URL('../../packages/core/', import.meta.url);
const staticImport = /^(import|export) \{([^}]*)\} from '@ackring\/core\/([\w-]+)';/gm;
const dynamicImport = /\bconst \{([^}]*)\} = await import\('@ackring\/core\/([\w-]+)'\)/g;
const shown = /^export \{([^}]*)\} from '([^']+)';/gm;

/** An esbuild plugin for the modules that `filter` matches. */
export function frontDoors(filter) {
  return {
    name: 'front-doors',
    setup({ onLoad }) {
      onLoad({ filter }, async ({ path }) => ({
        contents: await throughDoors(path, await readFile(path, 'utf8')),
        loader: extname(path).slice(1),
      }));
    },
  };
}

/** A module's source, its imports from doors redirected to the files that have the names. */
export async function throughDoors(path, source) {
  const doors = new Map();
  for (const [, door] of source.matchAll(/'@ackring\/core\/([\w-]+)'/g)) {
    doors.set(door, await filesBehind(door));
  }
  const led = source
    .replace(staticImport, (_, kind, clause, door) =>
      byFile(clause, doors.get(door))
        .map(([file, names]) => `${kind} { ${names.join(', ')} } from '${file}';`)
        .join(' '),
    )
    .replace(dynamicImport, (_, clause, door) => {
      const imports = byFile(clause, doors.get(door)).map(([file]) => `import('${file}')`);
      return `const {${clause}} = ${
        imports.length === 1
          ? `await ${imports[0]}`
          : `Object.assign({}, ...(await Promise.all([${imports.join(', ')}])))`
      }`;
    });
  if (/\bimport\('@ackring\/core\/[\w-]+'/.test(led)) {
    throw new Error(`${path}: say what is taken: const { … } = await import('@ackring/core/…')`);
  }
  return led;
}

/** An import's names, without types, by the file that has them. */
function byFile(clause, { shownFrom, door }) {
  const names = new Map();
  for (const part of clause.split(',').map((each) => each.trim())) {
    if (part === '' || part.startsWith('type ')) continue;
    const file = shownFrom.get(part.split(/ as |:/)[0].trim()) ?? door;
    names.set(file, [...(names.get(file) ?? []), part]);
  }
  return [...names];
}

const read = new Map();

/** The file of each name that a door exports; names it does not re-export are its own. */
async function filesBehind(name) {
  read.set(name, read.get(name) ?? readDoor(name));
  return read.get(name);
}

async function readDoor(name) {
  const { exports: doors } = JSON.parse(await readFile(new URL('package.json', core), 'utf8'));
  const url = new URL(doors[`./${name}`], core);
  const shownFrom = new Map();
  for (const [, clause, file] of (await readFile(url, 'utf8')).matchAll(shown)) {
    for (const each of clause.split(',')) shownFrom.set(each.trim(), fileURLToPath(new URL(file, url)));
  }
  return { shownFrom, door: fileURLToPath(url) };
}
