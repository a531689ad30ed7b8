// After archives of a release were signed: its manifests, provenance statement and checksums, made again from the
// files. It runs in a checkout where nothing is installed.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildFacts } from './release/build-facts.mjs';
import { sha256 } from './release/files.mjs';
import { archiveName, manifests } from './release/manifests.mjs';
import { platforms } from './release/platforms.mjs';
import { writeSums } from './release/sums.mjs';

const release = resolve(process.argv[2] ?? 'dist/release');
const root = fileURLToPath(new URL('..', import.meta.url));
const { license, homepage } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const { version, date } = buildFacts();
const sums = Object.fromEntries(
  Object.keys(platforms).map((name) => [name, sha256(join(release, archiveName(version, name)))]),
);
for (const [path, text] of Object.entries(manifests({ version, homepage, license, sums, date }))) {
  const file = join(release, 'manifests', path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
process.stdout.write(writeSums(release, homepage));
