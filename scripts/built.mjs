// Builds if nothing is built yet: `npx -y pnpm@12 ackring` is the first thing that somebody with an older Node says. With
// `--again` also what is there, if a source is newer.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const built = timeOf('tui/dist/ackring.js');
const isFirst = built === 0;
if (isFirst || (process.argv.includes('--again') && newest() > built)) {
  const shown = isFirst ? shownTime() : null;
  // Standard output belongs to the program.
  const build = spawn('pnpm', ['-s', 'build'], {
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  const [code] = await once(build, 'close');
  clearInterval(shown);
  if (isFirst && process.stderr.isTTY) process.stderr.write('\n');
  process.exitCode = code ?? 1;
}

/** When the last of the sources was written, or one was taken away, in milliseconds. */
function newest() {
  return Math.max(...['pnpm-lock.yaml', 'packages', 'functions', 'tui'].map(newestIn));
}

function newestIn(path) {
  const folder = factsOf(path)?.isDirectory() ? readdirSync(join(root, path)) : [];
  const parts = folder.filter((name) => !['dist', 'node_modules'].includes(name));
  return Math.max(timeOf(path), ...parts.map((name) => newestIn(join(path, name))));
}

/** 0 for what is not there. */
function timeOf(path) {
  return factsOf(path)?.mtimeMs ?? 0;
}

/** Nothing for a link that leads nowhere, as an editor's lock does. */
function factsOf(path) {
  return statSync(join(root, path), { throwIfNoEntry: false });
}

/** On a terminal, with the seconds that have passed. */
function shownTime() {
  const text = 'Building ackring: a minute or so, this once.';
  if (!process.stderr.isTTY) {
    console.error(text);
    return null;
  }
  const show = () => process.stderr.write(`\r${text} ${Math.round(process.uptime())} s `);
  show();
  return setInterval(show, 1_000);
}
