import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { startRun } from './packages/testkit/dist/run/start-run.js';
import { assetsFolder, isExecutable } from './scripts/real-kubernetes/assets.mjs';
import { bySeed } from './scripts/tests/order.mjs';
import { tellTimes } from './scripts/tests/times.mjs';

// Servers are in a folder that is not on everybody's path.
const onPath = `${process.env.PATH ?? ''}${delimiter}/usr/sbin`.split(delimiter);
const assets = assetsFolder();

// A test that drives a real program names it: `x.kubectl.test.ts` needs kubectl.
const programs = [
  ...[
    'kubectl',
    'openssl',
    'sshd',
    'chromium',
    'bash',
    'zsh',
    'fish',
    'tmux',
    'promtool',
    'mandoc',
    'go',
    'helm',
  ].map((name) => ({
    name,
    folders: onPath,
    place: 'on PATH',
  })),
  { name: 'kube-apiserver', folders: [assets], place: `in ${assets} (npx -y pnpm@12 real-kubernetes)` },
];
// What a test needs stands in its name: `x.root.test.ts` makes files of other users, which only root can.
const needs = [
  ...programs.map(({ name, folders, place }) => ({
    name,
    isMet: folders.some((folder) => isExecutable(join(folder, name))),
    lack: `${name} is not ${place}`,
  })),
  { name: 'root', isMet: process.geteuid?.() === 0, lack: 'this user is not root' },
];
const unmet = needs.filter(({ isMet }) => !isMet);

// The tests must pass on a machine with just Node and npm, but nobody may believe that all of them ran: skipped ones
// are announced. `.ci/run` installs everything.
for (const { name, lack } of unmet) {
  console.error(`${lack}: the tests in *.${name}.test.ts are left out.`);
}

// Whole matrices, every step killed, real API servers for a minute: after the others, by `test:long`, which `.ci/run`
// calls too.
const isLong = process.env.ACKRING_LONG_TESTS === 'true';
const compiled = '{packages/*,functions/*,tui,test}/dist/**';

// Knip reads this file as well.
const isRun = /[\\/]ava[\\/]entrypoints[\\/]cli\.js$/.test(process.argv[1] ?? '');

// A user who may not write here, as in `calm`, has a folder elsewhere.
const kept = process.env.ACKRING_TESTS_KEPT || join(import.meta.dirname, 'node_modules/.cache/ackring-tests');

// `calm` runs them in another order each time; by AVA's own memory those that failed last would come first.
const { ACKRING_TEST_SEED: seed } = process.env;
const order = seed ? { sortTestFiles: bySeed(seed), cache: false } : {};

/** The tests' home has none of what Go has fetched and compiled: that of the user's serves, and else one that is kept. */
function goCache(name, own) {
  const folder = join(homedir(), own);
  return process.env[name] || (existsSync(folder) ? folder : join(kept, name));
}

// Compiled tests run twice as fast as tests transformed on the fly, and `tsc -b` has just checked them.
export default {
  ...order,
  files: [
    ...(isLong ? [`${compiled}/*.long{,.*}.test.js`] : [`${compiled}/*.test.js`]),
    ...(isLong ? [] : ['!**/*.long{,.*}.test.js']),
    ...unmet.map(({ name }) => `!**/*.${name}{,.*}.test.js`),
  ],
  concurrency: 7,
  // Without any result: a machine that does other work as well may need that for one long test.
  timeout: '5m',
  workerThreads: false,
  // Most processes are short, and would spend a twentieth of their time on making room.
  nodeArguments: ['--min-semi-space-size=16'],
  require: [
    'scripts/tests/loading.mjs',
    'packages/testkit/dist/run/worker.js',
    'scripts/tests/worker.mjs',
  ].map((name) => join(import.meta.dirname, name)),
  environmentVariables: {
    // Every process of the tests is kept on loopback, on ports of its own and out of the user's home.
    ...(isRun ? { ...startRun(process.env), ...tellTimes(join(kept, `times-${process.pid}`)) } : {}),
    ALIBABA_CLOUD_ECS_METADATA_DISABLED: 'true',
    KUBEBUILDER_ASSETS: assets,
    // A third of the tests' time went into compiling the same code and making RSA keys, process by process.
    NODE_COMPILE_CACHE: join(kept, 'compiled'),
    GOMODCACHE: goCache('GOMODCACHE', 'go/pkg/mod'),
    GOCACHE: goCache('GOCACHE', '.cache/go-build'),
    ACKRING_EMULATOR_KEYS: join(kept, 'keys'),
  },
};
