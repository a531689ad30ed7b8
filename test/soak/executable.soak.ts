import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFile, cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { openTerminal } from '../terminal/driver.js';
import { expect } from './promise.js';

// The single executable for this machine runs in a root with nothing but itself, its libraries, /proc and /dev/null; that
// for arm64 in an emulator, where that is installed.
const run = promisify(execFile);
const root = fileURLToPath(new URL('../../..', import.meta.url));
const platform = `${process.platform}-${process.arch}`;
const emulated = 'linux-arm64';
/** Of Debian's qemu-user-static, and libc6, libstdc++6 and libatomic1 with `-arm64-cross`. */
const emulator = { program: 'qemu-aarch64-static', libraries: '/usr/aarch64-linux-gnu' };
const work = await mkdtemp(join(tmpdir(), 'ackring-executable-'));

try {
  if (platform !== 'linux-x64') {
    console.log(`not tried on ${platform}`);
  } else {
    const made = await release('one');
    const own = await unpacked(made, platform);
    await documentsLibraries(own);
    if (await mayMakeRoots()) await runsInBareRoot(own, made.version);
    else console.log('not tried in a bare root: this machine lets nobody make namespaces');
    // As package managers put it on the PATH.
    await symlink(own, join(work, 'linked'));
    await drawsFirstFrame([join(work, 'linked')]);
    if (await isInstalled(emulator.program)) await runsEmulated();
    else console.log(`not tried on ${emulated}: ${emulator.program} is not installed`);
  }
} finally {
  await rm(work, { recursive: true, force: true });
}

async function release(name: string, target = platform, own: NodeJS.ProcessEnv = {}) {
  const folder = join(work, name);
  await run(process.execPath, ['scripts/pack.mjs', folder, '--executables', target], {
    cwd: root,
    env: { PATH: process.env['PATH'] ?? '', ...own, HOME: work },
    maxBuffer: 1e8,
  });
  const sums = await readFile(join(folder, 'SHA256SUMS'), 'utf8');
  for (const line of sums.trim().split('\n')) {
    const [sum, path = ''] = line.split('  ');
    const found = createHash('sha256')
      .update(await readFile(join(folder, path)))
      .digest('hex');
    expect(found === sum, `${path} has the sum that is written down`);
  }
  const { version }: { version: string } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  return { folder, version };
}

async function unpacked(
  { folder, version }: { readonly folder: string; readonly version: string },
  name: string,
): Promise<string> {
  const place = join(work, name);
  await mkdir(place);
  const archive = join(folder, `ackring-${version}-${name}.tar.gz`);
  await run('tar', ['-xzf', archive, '-C', place, '--strip-components=1']);
  return join(place, 'ackring');
}

/** What it links besides glibc is not on every machine: people are told. */
async function documentsLibraries(executable: string): Promise<void> {
  const { stdout } = await run('readelf', ['--dynamic', '--wide', executable]);
  const needed = [...stdout.matchAll(/\(NEEDED\).*\[(.+)\]/g)].map(([, name = '']) => name);
  const others = needed.filter((name) => !/^(?:ld-linux.*|lib(?:c|m|dl|pthread|rt))\.so\.\d+$/.test(name));
  expect(
    needed.includes('libc.so.6') && others.length > 0,
    `libraries of ${executable}: ${needed.join(' ')}`,
  );
  const page = await readFile(join(root, 'docs', 'troubleshooting.md'), 'utf8');
  for (const name of others) expect(page.includes(`\`${name}\``), `docs/troubleshooting.md names ${name}`);
}

/** The whole demo, in which the executable runs the embedded cloud and the deployed function as well. */
async function runsInBareRoot(executable: string, version: string): Promise<void> {
  const bare = join(work, 'bare');
  await mkdir(join(bare, 'proc'), { recursive: true });
  await mkdir(join(bare, 'dev'));
  await copyFile(executable, join(bare, 'ackring'));
  const { stdout } = await run('ldd', [executable]);
  const libraries = [...stdout.matchAll(/(\/\S+\.so\S*) \(/g)].map(([, path = '']) => path);
  for (const path of libraries) {
    await mkdir(join(bare, dirname(path)), { recursive: true });
    await cp(path, join(bare, path), { dereference: true });
  }
  console.log(
    `a root with ${libraries.length} libraries: ${libraries.map((each) => each.split('/').at(-1)).join(' ')}`,
  );
  const script = `
    set -e
    mount -t proc proc ${bare}/proc
    touch ${bare}/dev/null && mount --bind /dev/null ${bare}/dev/null
    chroot=$(PATH="$PATH:/usr/sbin" command -v chroot)
    exec env -i HOME=/ TMPDIR=/ "$chroot" ${bare} /ackring "$@"`;
  const inside = async (...args: string[]) => {
    const child = spawn(
      'unshare',
      ['--mount', '--pid', '--fork', ...asRoot(), 'sh', '-c', script, 'sh', ...args],
      {
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    const [told, said] = await Promise.all([text(child.stdout), text(child.stderr)]);
    return { told, said };
  };
  // Without /proc it knows only the name that it was called by.
  const chroot = `PATH="$PATH:/usr/sbin"; chroot=$(command -v chroot); HOME=/ PATH=/ exec "$chroot" ${bare} ackring --version`;
  const called = await run('unshare', ['--mount', ...asRoot(), 'sh', '-c', chroot]);
  expect(called.stdout.startsWith(`ackring ${version} (`), `--version without /proc: ${called.stderr}`);
  const shown = await inside('--version');
  expect(shown.told.startsWith(`ackring ${version} (`), `--version in a bare root: ${shown.said}`);
  // In a layout that is left to the YAML library, a file beside the others.
  await mkdir(join(bare, '.kube'), { mode: 0o700 });
  await writeFile(
    join(bare, '.kube', 'config'),
    '{"kind":"Config","contexts":[{"name":"in-flow-style","context":{"cluster":"c","user":"u"}}]}',
    { mode: 0o600 },
  );
  const contexts = await inside('contexts');
  expect(contexts.told.includes('in-flow-style'), `contexts in a bare root: ${contexts.said}`);
  const demo = await inside('demo');
  expect(/read back/.test(demo.told), `the demo in a bare root rotates:\n${demo.told}${demo.said}`);
  console.log(`${shown.told.trim()}; the demo: ${demo.told.split('\n').length} lines`);
}

async function mayMakeRoots(): Promise<boolean> {
  return run('unshare', ['--mount', '--pid', '--fork', ...asRoot(), 'true']).then(
    () => true,
    () => false,
  );
}

/** Users other than root become root in a namespace of their own. */
function asRoot(): readonly string[] {
  return process.getuid?.() === 0 ? [] : ['--user', '--map-root-user'];
}

async function drawsFirstFrame(command: readonly [string, ...string[]], more = {}): Promise<void> {
  const home = await mkdtemp(join(work, 'home-'));
  await using terminal = await openTerminal({ command: [...command, 'demo'], home, environment: more });
  await terminal.seeFleet();
  console.log('the first frame, and then the fleet of the demo: drawn');
}

async function isInstalled(program: string): Promise<boolean> {
  return run(program, ['--version']).then(
    () => true,
    () => false,
  );
}

/** Without what starts it anew, as the function does: the kernel does not know it as a program. */
async function runsEmulated(): Promise<void> {
  // Its Node is not among what is installed: npm fetches it, as it is set up here.
  const foreign = await release('foreign', emulated, process.env).catch((error: Error) => {
    if (!error.message.includes('is not available from npm')) throw error;
    console.log(`not tried on ${emulated}: its Node is not available from npm`);
    return null;
  });
  if (foreign === null) return;
  const { version } = foreign;
  const executable = await unpacked(foreign, emulated);
  await documentsLibraries(executable);
  const environment = { QEMU_LD_PREFIX: emulator.libraries };
  const { stdout } = await run(emulator.program, [executable, '--version'], { env: environment });
  expect(stdout.startsWith(`ackring ${version} (`) && stdout.includes(emulated), `emulated: ${stdout}`);
  console.log(stdout.trim());
  await drawsFirstFrame([emulator.program, executable], environment);
}
