// Builds what is published, into dist/release or the given folder: the npm package `ackring` as one tarball without
// dependencies, the function's zip, a bill of materials for each, the changelog, checksums and a provenance statement.
// With `--executables all`, or platforms by name, single executables too, and package managers' manifests for them;
// with `--image`, an OCI image of those for Linux.
// Needs the output of `tsc -b`.
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { datedManPage } from './reference/man-page.mjs';
import { writeTarball, writeZip } from './release/archives.mjs';
import { billOfMaterials } from './release/bill-of-materials.mjs';
import { buildFacts } from './release/build-facts.mjs';
import { bundledPackages } from './release/bundled-packages.mjs';
import { changelog } from './release/changelog.mjs';
import { buildExecutables, packExecutable } from './release/executables.mjs';
import { filesUnder, sha256 } from './release/files.mjs';
import { writeImage } from './release/image.mjs';
import { archiveName, manifests } from './release/manifests.mjs';
import { noticesText } from './release/notices.mjs';
import { nodeVersion, platforms, pnpmVersion } from './release/platforms.mjs';
import { writeSums } from './release/sums.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const {
  values: { executables, image },
  positionals: [target],
} = parseArgs({
  options: { executables: { type: 'string', default: '' }, image: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const release = resolve(target ?? join(root, 'dist/release'));
const work = join(release, 'work');
const folder = join(work, 'package');
/** Node for other platforms, cached between releases. */
const cache = join(root, 'node_modules/.cache/ackring-release');
const facts = buildFacts();
const { version, license, engines, homepage } = readJson('package.json');

const [, pnpm] = /^pnpm\/(\S+)/.exec(process.env.npm_config_user_agent ?? '') ?? [];
if (executables === 'all' && pnpm !== undefined && pnpm !== pnpmVersion)
  throw new Error(
    `a release is made with pnpm ${pnpmVersion}, and this is ${pnpm}: npx -y pnpm@${pnpmVersion} pack:release`,
  );
rmSync(release, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const program = bundle('tui');
const rotate = bundle('functions/rotate');
stagePackage();
stageFunction();

const manifest = {
  name: 'ackring',
  version,
  description:
    'The key ring for Alibaba Cloud ACK clusters: find, fetch, merge, verify and rotate kubeconfigs',
  license,
  type: 'module',
  bin: { ackring: 'dist/ackring.js' },
  man: ['man/ackring.1'],
  engines,
  homepage,
  keywords: ['alibaba-cloud', 'ack', 'kubernetes', 'kubeconfig', 'kubectl'],
};
write('package.json', `${JSON.stringify(manifest, null, 2)}\n`);
const packages = bundledPackages([program, rotate]);
write('THIRD-PARTY-NOTICES.txt', noticesText(packages));
write('sbom.cdx.json', billOfMaterials({ manifest, date: facts.date, packages }));
for (const path of filesUnder(folder))
  chmodSync(join(folder, path), path === 'dist/ackring.js' ? 0o755 : 0o644);

await writeTarball({ folder, file: join(release, `ackring-${version}.tgz`), date: facts.date });
packFunction();
/** What every executable has in it. */
const node = { manifest: { name: 'node', version: nodeVersion, license: 'MIT' } };
const names = executables === 'all' ? Object.keys(platforms) : executables.split(',').filter(Boolean);
if (names.length > 0) await packExecutables();
rmSync(work, { recursive: true });
process.stdout.write(writeSums(release, homepage));

/** Bundles a workspace's program into a separate folder, away from the one that tests run. */
function bundle(workspace) {
  const target = join(work, workspace);
  execFileSync(process.execPath, ['bundle.mjs', target], { cwd: join(root, workspace), stdio: 'inherit' });
  const metafile = JSON.parse(readFileSync(join(target, 'metafile.json'), 'utf8'));
  return { target, metafile, folder: join(root, workspace) };
}

function stagePackage() {
  for (const name of ['LICENSE', 'README.md']) cpSync(join(root, name), join(folder, name));
  cpSync(join(root, 'docs/monitoring'), join(folder, 'monitoring'), { recursive: true });
  mkdirSync(join(folder, 'man'));
  const page = readFileSync(join(root, 'docs/reference/ackring.1'), 'utf8');
  write('man/ackring.1', datedManPage(page, { version, date: facts.date }));
  const text = changelog({ folder: join(root, 'changes'), version, date: facts.date });
  write('CHANGELOG.md', text);
  writeFileSync(join(release, 'CHANGELOG.md'), text);
  for (const name of ['ackring.js', 'bundle']) {
    cpSync(join(program.target, name), join(folder, 'dist', name), { recursive: true });
  }
}

/** The function as Serverless Devs deploys it: already built, beside its s.yaml. */
function stageFunction() {
  cpSync(join(rotate.target, 'code'), join(folder, 'function/code'), { recursive: true });
  for (const name of ['README.md', 'policy', 'terraform', 'silence']) {
    cpSync(join(root, 'functions/rotate', name), join(folder, 'function', name), { recursive: true });
  }
  const source = readFileSync(join(root, 's.yaml'), 'utf8');
  const built = source
    .replace(/^ {4}actions:\n(?: {6,}.*\n)+/m, '')
    .replace('code: ./functions/rotate/dist/code', 'code: ./code');
  if (/actions:|functions\/rotate\//.test(built.replace(/#.*/g, ''))) {
    throw new Error('s.yaml has changed: what must differ in the package is no longer found');
  }
  write('function/s.yaml', built.replaceAll('functions/rotate/', 'code/'));
}

function packFunction() {
  const name = `ackring-function-${version}`;
  writeZip({ folder: join(rotate.target, 'code'), file: join(release, `${name}.zip`) });
  const described = { name: 'ackring-function', version, license };
  const sbom = billOfMaterials({
    manifest: described,
    date: facts.date,
    packages: bundledPackages([rotate]),
  });
  writeFileSync(join(release, `${name}.cdx.json`), sbom);
}

/** An archive for each platform, and the manifests of package managers. */
async function packExecutables() {
  const built = buildExecutables({ folder, target: join(work, 'executables'), names, cache });
  const sums = {};
  if (image) await packImage(built.filter(({ name }) => name.startsWith('linux-')));
  for (const { name, file } of built) {
    const archive = join(release, archiveName(version, name));
    await packExecutable({ folder, executable: file, archive, date: facts.date });
    sums[name] = sha256(archive);
  }
  writeFileSync(
    join(release, `ackring-${version}-executables.cdx.json`),
    billOfMaterials({ manifest, date: facts.date, packages: [...packages, node] }),
  );
  if (names.length < Object.keys(platforms).length) return;
  const described = manifests({ version, homepage, license, sums, date: facts.date });
  for (const [path, text] of Object.entries(described)) {
    const file = join(release, 'manifests', path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}

async function packImage(linux) {
  const file = join(release, `ackring-${version}-image.tar`);
  const texts = ['LICENSE', 'THIRD-PARTY-NOTICES.txt'].map((name) => join(folder, name));
  const options = { texts, file, work: join(work, 'image'), version, license, date: facts.date };
  const system = await writeImage({ ...options, executables: linux });
  writeFileSync(
    file.replace(/\.tar$/, '.cdx.json'),
    billOfMaterials({ manifest, date: facts.date, packages: [...packages, node, ...system] }),
  );
}

function write(path, text) {
  writeFileSync(join(folder, path), text);
}

function readJson(path) {
  return JSON.parse(readFileSync(join(root, path), 'utf8'));
}
