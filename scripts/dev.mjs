// Shows every edit in the running program: compiles changes and restarts it, on an embedded cloud that keeps running.
//   dev [ARGUMENTS…]     arguments of ackring; the full screen without any
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, watch } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startEmulator } from '../packages/emulator/dist/start.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const home = mkdtempSync(join(tmpdir(), 'ackring-dev-'));
const cloud = await startEmulator();
const { PATH, TERM, COLORTERM, LANG } = process.env;
const environment = { PATH, TERM, COLORTERM, LANG, HOME: home, ...cloud.environment };
// As compiled: bundling takes too long.
const program = [join(root, 'tui/dist/main.js'), ...process.argv.slice(2)];
const watched = ['tui/dist', 'packages/core/dist'];

const compiler = spawn(join(root, 'node_modules/.bin/tsc'), ['-b', '-w', '--preserveWatchOutput', 'tui'], {
  cwd: root,
  stdio: ['ignore', 'pipe', 'inherit'],
});
let problems = '';
compiler.stdout.on('data', (chunk) => {
  problems = /Found 0 errors/.test(chunk) ? '' : problems + chunk;
});

let running = null;
let isAgain = false;
let waiting;
for (const folder of watched) {
  watch(join(root, folder), { recursive: true }, (_, name) => {
    if (!name?.endsWith('.js') || name.endsWith('.test.js')) return;
    clearTimeout(waiting);
    // The compiler writes one file after the other.
    waiting = setTimeout(again, 50);
  });
}
start();

function start() {
  isAgain = false;
  running = spawn(process.execPath, program, { stdio: 'inherit', env: environment });
  running.once('exit', (code) => (isAgain ? start() : end(code ?? 1)));
}

/** The program restores the terminal before it exits. */
function again() {
  isAgain = true;
  running.kill('SIGTERM');
}

async function end(code) {
  compiler.kill();
  await cloud.stop();
  rmSync(home, { recursive: true });
  if (problems !== '') console.error(problems);
  process.exit(code);
}
