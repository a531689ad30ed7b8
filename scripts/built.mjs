// Builds if nothing is built yet: `npx -y pnpm@12 ackring` is the first thing that somebody with an older Node says. With
// `--again` also what is there, which takes seconds.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';

const isFirst = !existsSync(new URL('../tui/dist/ackring.js', import.meta.url));
if (isFirst || process.argv.includes('--again')) {
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
