import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

// Mutated kubeconfigs and answers of the cloud: the tests' own fuzz, with ten and a hundred times its rounds.
const rounds = process.env['ACKRING_SOAK'] === 'full' ? 200_000 : 20_000;
const root = fileURLToPath(new URL('../../../', import.meta.url));
const fuzzes = [
  'packages/core/dist/fetch/issued-proof.fuzz.test.js',
  'packages/core/dist/kubeconfig/fuzz.test.js',
];

const ava = spawn('node_modules/.bin/ava', ['--timeout=60m', ...fuzzes], {
  cwd: root,
  env: { ...process.env, ACKRING_FUZZ_ROUNDS: `${rounds}` },
  stdio: 'inherit',
});
const [code] = await once(ava, 'exit');
process.exitCode = code === 0 ? 0 : 1;
