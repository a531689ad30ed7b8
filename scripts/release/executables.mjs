// Single executables: Node with the package's files in it, made by Node's own `--build-sea`, which also writes
// executables for other systems. Those for macOS must be signed on a Mac before they run.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { extract } from 'tar';
import { nodeOf } from '../nodes.mjs';
import { writeArchive, writeZip } from './archives.mjs';
import { filesUnder } from './files.mjs';
import { nodeVersion, platforms } from './platforms.mjs';

const boot = fileURLToPath(new URL('executable/', import.meta.url));

/**
 * Makes the executables of `folder`, a staged package, for the given platforms; returns them in that order. `cache`
 * keeps the Node of each platform between releases.
 */
export function buildExecutables({ folder, target, names, cache }) {
  const assets = Object.fromEntries(
    filesUnder(folder)
      .filter(
        (path) => /^(dist|function\/code)\//.test(path) || /^(LICENSE|THIRD-PARTY-NOTICES\.txt)$/.test(path),
      )
      .map((path) => [path, join(folder, path)]),
  );
  return names.map((name) => {
    const file = join(target, name, platforms[name].executable);
    mkdirSync(dirname(file), { recursive: true });
    build({ assets, node: nodeFor(name, cache), file, work: join(target, `${name}.json`) });
    return { name, file };
  });
}

/** The archive of one executable, with what a package manager installs beside it. */
export async function packExecutable({ folder, executable, archive, date }) {
  const name = basename(archive).replace(/\.(tar\.gz|zip)$/, '');
  const staged = join(dirname(executable), name);
  mkdirSync(join(staged, 'man'), { recursive: true });
  mkdirSync(join(staged, 'completions'));
  renameSync(executable, join(staged, basename(executable)));
  for (const file of ['LICENSE', 'README.md', 'CHANGELOG.md', 'THIRD-PARTY-NOTICES.txt', 'man/ackring.1'])
    cpSync(join(folder, file), join(staged, file));
  const program = join(folder, 'dist/ackring.js');
  for (const [shell, file] of Object.entries({ bash: 'ackring.bash', zsh: '_ackring', fish: 'ackring.fish' }))
    writeFileSync(join(staged, 'completions', file), completion(program, shell));
  for (const file of filesUnder(staged))
    chmodSync(join(staged, file), file === basename(executable) ? 0o755 : 0o644);
  // More effort does not make an executable smaller.
  if (archive.endsWith('.zip')) writeZip({ folder: staged, file: archive, prefix: `${name}/`, level: 6 });
  else await writeArchive({ folder: staged, file: archive, date });
}

function completion(program, shell) {
  const home = mkdtempSync(join(tmpdir(), 'ackring-release-'));
  try {
    const env = { PATH: process.env.PATH, HOME: home };
    return execFileSync(process.execPath, [program, 'completion', shell], { encoding: 'utf8', env });
  } finally {
    rmSync(home, { recursive: true });
  }
}

function build({ assets, node, file, work }) {
  // An executable holds the path of its main script as it is written here: as a mere name it tells nothing of this machine.
  const settings = {
    main: 'boot.mjs',
    mainFormat: 'module',
    output: file,
    executable: node,
    disableExperimentalSEAWarning: true,
    assets,
  };
  writeFileSync(work, JSON.stringify(settings));
  const environment = { ...process.env, NODE_OPTIONS: '' };
  execFileSync(builder(), ['--build-sea', work], {
    cwd: boot,
    env: environment,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  rmSync(work);
  chmodSync(file, 0o755);
}

/** The Node that builds has the version that is built in, since their formats must agree. */
function builder() {
  const node = nodeOf('node26');
  const version = execFileSync(node, ['--version'], { encoding: 'utf8' }).trim();
  if (version !== `v${nodeVersion}`)
    throw new Error(`${node} is ${version}, platforms.json wants ${nodeVersion}`);
  return node;
}

function download(name, folder) {
  try {
    return execFileSync('npm', ['pack', '--json', name], { cwd: folder, encoding: 'utf8' });
  } catch (cause) {
    const names = Object.keys(platforms).join(',');
    throw new Error(`${name} is not available from npm; choose what to build: --executables ${names}`, {
      cause,
    });
  }
}

/** Downloaded from npm, and unchanged since its checksum was recorded. */
function nodeFor(name, cache) {
  if (name === `${process.platform}-${process.arch}`) return builder();
  const { package: from, integrity, file } = platforms[name];
  const folder = join(cache, `${from}-${nodeVersion}`);
  if (existsSync(folder)) return join(folder, file);
  // Moved into place as a whole: a download that was cut off must not pass for Node.
  const fresh = `${folder}.${process.pid}`;
  mkdirSync(fresh, { recursive: true });
  const [packed] = JSON.parse(download(`${from}@${nodeVersion}`, fresh));
  const tarball = join(fresh, packed.filename);
  const found = `sha512-${createHash('sha512').update(readFileSync(tarball)).digest('base64')}`;
  if (found !== integrity)
    throw new Error(`${from}@${nodeVersion} has ${found}, platforms.json wants ${integrity}`);
  extract({ file: tarball, cwd: fresh, strip: 1, sync: true });
  rmSync(tarball);
  renameSync(fresh, folder);
  return join(folder, file);
}
