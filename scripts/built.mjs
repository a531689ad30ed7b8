// Builds if nothing is built yet: `npx -y pnpm@12 ackring` is the first thing that somebody with an older Node says.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

if (!existsSync(new URL('../tui/dist/ackring.js', import.meta.url))) {
  // Standard output belongs to the program.
  execFileSync('pnpm', ['-s', 'build'], { stdio: ['ignore', 2, 2], shell: process.platform === 'win32' });
}
