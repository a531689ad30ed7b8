// Compiles changes, and reruns the named tests: test-watch tui/dist/shell/json.test.js
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const cwd = fileURLToPath(new URL('..', import.meta.url));
const compiler = spawn('node_modules/.bin/tsc', ['-b', '-w', '--preserveWatchOutput'], {
  cwd,
  stdio: 'ignore',
});
const tests = spawn('node_modules/.bin/ava', ['--watch', ...process.argv.slice(2)], {
  cwd,
  stdio: 'inherit',
});
tests.once('exit', (code) => {
  compiler.kill();
  process.exitCode = code ?? 1;
});
