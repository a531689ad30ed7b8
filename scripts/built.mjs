// Builds if nothing is built yet: `npx -y pnpm@12 ackring` is the first thing that somebody with an older Node says. With
// `--again` also what is there, which takes seconds.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const isFirst = !existsSync(new URL('../tui/dist/ackring.js', import.meta.url));
// Standard output belongs to the program.
if (isFirst) console.error('Building ackring: a minute or so, this once.');
if (isFirst || process.argv.includes('--again'))
  execFileSync('pnpm', ['-s', 'build'], { stdio: ['ignore', 2, 2], shell: process.platform === 'win32' });
