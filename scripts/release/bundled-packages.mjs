import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/**
 * The packages whose code is in bundles, by esbuild's own metadata: exactly those, sorted by name, each with its
 * manifest and the texts of its licence.
 */
export function bundledPackages(metafiles) {
  const folders = new Set();
  for (const { metafile, folder } of metafiles) {
    for (const input of bundledInputs(metafile)) {
      const path = resolve(folder, input);
      if (path.includes('/node_modules/')) folders.add(packageFolder(path));
    }
  }
  const found = new Map();
  for (const folder of folders) {
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const license = spdx(manifest.license);
    found.set(`${manifest.name}@${manifest.version}`, {
      manifest: { ...manifest, license },
      texts: licenceTexts(folder),
    });
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, entry]) => entry);
}

/** An input that tree shaking removed is not in the bundle. */
function bundledInputs(metafile) {
  return Object.values(metafile.outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? [path] : [])),
  );
}

// Some packages have nameless package.json files in subfolders, only for their `"type"`.
function packageFolder(path) {
  for (let folder = dirname(path); folder !== dirname(folder); folder = dirname(folder)) {
    const manifest = join(folder, 'package.json');
    if (existsSync(manifest) && JSON.parse(readFileSync(manifest, 'utf8')).version !== undefined)
      return folder;
  }
  throw new Error(`${path} belongs to no package`);
}

/** Old manifests state licences differently; undefined if they state none. */
function spdx(license) {
  const names = [license].flat().map((entry) => entry?.type ?? entry);
  const spelt = names.map((name) => (/^apache.*2/i.test(name) ? 'Apache-2.0' : name));
  return spelt.join(' OR ') || undefined;
}

/** The licence texts in a package; if there are none, that chapter of its README. */
function licenceTexts(folder) {
  const names = readdirSync(folder).sort();
  const files = names.filter((name) => /^(licen[cs]e|notice|copying)([.-].*)?$/i.test(name));
  const readmes = names.filter((name) => /^readme/i.test(name));
  const texts = files.length > 0 ? files.map(read) : readmes.flatMap((name) => chapter(read(name)) ?? []);
  return texts.map((text) => text.trim());

  function read(name) {
    return readFileSync(join(folder, name), 'utf8').replaceAll('\r\n', '\n');
  }
}

function chapter(text) {
  return /^(?:#+ *licen[cs]e.*|licen[cs]e\n-+)\n+([\s\S]*?)(?=\n#|$(?![\s\S]))/im.exec(text)?.[1];
}
