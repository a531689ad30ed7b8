// An OCI image of the executables, made without a daemon: the program on nothing but the libraries it links, which are
// those of Debian's or Ubuntu's packages on the machine that builds.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  realpathSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { create } from 'tar';

/** Where a platform's libraries are on a machine of its own kind, and on others; and where Linux looks for its loader. */
const machines = {
  'linux-x64': {
    architecture: 'amd64',
    folders: ['/lib/x86_64-linux-gnu', '/usr/x86_64-linux-gnu/lib'],
    loader: 'lib64/ld-linux-x86-64.so.2',
  },
  'linux-arm64': {
    architecture: 'arm64',
    folders: ['/lib/aarch64-linux-gnu', '/usr/aarch64-linux-gnu/lib'],
    loader: 'lib/ld-linux-aarch64.so.1',
  },
};

/** Of the executable, its libraries, and name lookups in them. */
const libraries = [
  'libatomic.so.1',
  'libc.so.6',
  'libdl.so.2',
  'libgcc_s.so.1',
  'libm.so.6',
  'libpthread.so.0',
  'libresolv.so.2',
  'libstdc++.so.6',
];

/** Nobody in particular, and not root. */
const user = 65_532;

/**
 * Writes an OCI archive with an image for each executable; returns the packages whose libraries are in them. Needs
 * `dpkg-query`. `work` is a folder of its own, `texts` the licences that go with the program.
 */
export async function writeImage({ executables, texts, file, work, version, license, date }) {
  const layout = join(work, 'layout');
  mkdirSync(join(layout, 'blobs/sha256'), { recursive: true });
  const put = (bytes) => {
    const digest = createHash('sha256').update(bytes).digest('hex');
    writeFileSync(join(layout, 'blobs/sha256', digest), bytes);
    return { digest: `sha256:${digest}`, size: bytes.length };
  };
  const packages = new Map();
  const manifests = [];
  for (const { name, file: executable } of executables) {
    const { architecture, ...machine } = machines[name];
    const system = join(work, name, 'system');
    for (const found of stageLibraries(system, machine)) packages.set(found.purl, found);
    const program = join(work, name, 'program');
    stageProgram(program, { executable, texts });
    const layers = [];
    for (const folder of [system, program]) layers.push(await layerOf(folder, date, put));
    const config = imageConfig({ architecture, layers, version, license, date });
    const descriptor = put(Buffer.from(JSON.stringify(config)));
    const manifest = {
      schemaVersion: 2,
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      config: { mediaType: 'application/vnd.oci.image.config.v1+json', ...descriptor },
      layers: layers.map(({ diffId: _, ...layer }) => layer),
    };
    manifests.push({
      mediaType: manifest.mediaType,
      ...put(Buffer.from(JSON.stringify(manifest))),
      platform: { architecture, os: 'linux' },
    });
  }
  const index = { schemaVersion: 2, mediaType: 'application/vnd.oci.image.index.v1+json', manifests };
  const whole = { ...put(Buffer.from(JSON.stringify(index))), mediaType: index.mediaType };
  const named = { ...whole, annotations: { 'org.opencontainers.image.ref.name': version } };
  writeFileSync(join(layout, 'index.json'), JSON.stringify({ ...index, manifests: [named] }));
  writeFileSync(join(layout, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}');
  await create({ ...tarOf(layout, date), file }, everythingUnder(layout));
  return [...packages.values()];
}

/** Copies what the program links, each under the name it is looked for by; returns the packages that it is from. */
function stageLibraries(folder, { folders, loader }) {
  const find = (name) => {
    const found = folders.map((each) => join(each, name)).find(existsSync);
    if (found === undefined) throw new Error(`${name} is in none of ${folders.join(', ')}`);
    return realpathSync(found);
  };
  const all = [[loader, find(basename(loader))], ...libraries.map((name) => [`lib/${name}`, find(name)])];
  for (const [target, source] of all) place(join(folder, target), source, 0o700);
  place(join(folder, 'etc/passwd'), `ackring:x:${user}:${user}::/tmp:/ackring\n`);
  place(join(folder, 'etc/group'), `ackring:x:${user}:\n`);
  mkdirSync(join(folder, 'tmp'));
  const packages = [...new Set(all.map(([, source]) => packageOf(source)))].map(describe);
  for (const { manifest, copyright } of packages)
    place(join(folder, 'licenses', manifest.name), realpathSync(copyright));
  return packages;
}

function stageProgram(folder, { executable, texts }) {
  place(join(folder, 'ackring'), executable, 0o700);
  for (const text of texts) place(join(folder, 'licenses/ackring', basename(text)), text);
}

/** A copy of a file, or of a text that ends in a line. */
function place(target, source, mode = 0o600) {
  mkdirSync(dirname(target), { recursive: true });
  if (source.endsWith('\n')) writeFileSync(target, source);
  else copyFileSync(source, target);
  chmodSync(target, mode);
}

/** `libc6:amd64`; Debian lists files in `/usr/lib` under `/lib`. */
function packageOf(file) {
  const paths = [file, file.replace(/^\/usr(?=\/lib)/, '')];
  for (const path of paths) {
    try {
      const said = execFileSync('dpkg-query', ['-S', path], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      return said.slice(0, said.indexOf(': '));
    } catch {}
  }
  throw new Error(`${file} is of no package`);
}

function describe(name) {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg-query fills it in.
  const format = '${Package} ${Version} ${Architecture}';
  const said = execFileSync('dpkg-query', ['-W', '-f', format, name], { encoding: 'utf8' });
  const [plain, version, architecture] = said.split(' ');
  const purl = `pkg:deb/debian/${plain}@${encodeURIComponent(version)}?arch=${architecture}`;
  return { manifest: { name: plain, version }, purl, copyright: `/usr/share/doc/${plain}/copyright` };
}

/** A folder's files as a layer, packed and unpacked the same everywhere. */
async function layerOf(folder, date, put) {
  const chunks = [];
  for await (const chunk of create(tarOf(folder, date), everythingUnder(folder))) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  const diffId = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
  const mediaType = 'application/vnd.oci.image.layer.v1.tar+gzip';
  return { mediaType, ...put(gzipSync(bytes, { level: 6 })), diffId };
}

/** Folders too, each before what is in it. */
function everythingUnder(folder) {
  return readdirSync(folder, { recursive: true }).sort();
}

/** The same bytes of the same files: of root, at one time, whatever the mask. */
function tarOf(cwd, date) {
  const onWriteEntry = openToAll;
  return { cwd, portable: true, noDirRecurse: true, mtime: new Date(date ?? 0), onWriteEntry };
}

/** Anybody may read, and write to /tmp, which `portable` would leave to its owner. */
function openToAll(entry) {
  const { mode } = entry.stat;
  entry.stat.mode = (mode & 0o170000) | (entry.type === 'Directory' || mode & 0o100 ? 0o755 : 0o644);
  if (!/^tmp\/?$/.test(entry.path)) return;
  const stat = { mode: 0o41777, uid: 0, gid: 0, size: 0 };
  Object.assign(entry, { portable: false, noPax: true, myuid: -1, stat });
}

function imageConfig({ architecture, layers, version, license, date }) {
  const created = date ?? new Date(0).toISOString();
  return {
    architecture,
    os: 'linux',
    created,
    config: {
      User: `${user}:${user}`,
      Entrypoint: ['/ackring'],
      Env: ['PATH=/', 'HOME=/tmp'],
      WorkingDir: '/tmp',
      Labels: {
        'org.opencontainers.image.title': 'ackring',
        'org.opencontainers.image.version': version,
        'org.opencontainers.image.licenses': license,
      },
    },
    rootfs: { type: 'layers', diff_ids: layers.map(({ diffId }) => diffId) },
    history: ['libraries', 'ackring'].map((what) => ({ created, created_by: `ackring pack: ${what}` })),
  };
}
