import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, openSync, writeSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { startEmulator } from '@ackring/emulator/start';
import test, { type ExecutionContext } from 'ava';
import { createAckring } from './run-ackring.js';

test('Ctrl-C ends with 130 and leaves nothing half done', async (t) => {
  const emulator = await startEmulator({ scenario: { clusters: [{ name: 'prod' }] } });
  t.teardown(() => emulator.stop());
  const ackring = await createAckring(t, emulator);
  emulator.faults.add({ operation: 'DescribeClusterUserKubeconfig', effect: { kind: 'delay', ms: 20_000 } });
  const child = ackring.start(['get', 'prod']);
  const closed = once(child, 'close');
  const fleetRequested = emulator.requests.reached('DescribeClustersForRegion', 1);
  await fleetRequested;
  child.kill('SIGINT');
  const [code] = await closed;
  t.is(code, 130);
  t.deepEqual((await ackring.run(['contexts', '--json'])).json(), []);
  t.deepEqual((await ackring.run(['history', '--json'])).json(), []);
});

test('a reader that stops reading is not a failure', async (t) => {
  const ackring = await createAckring(t, null);
  const child = ackring.start(['help']);
  child.stdout.destroy();
  const [stderr, [code]] = await Promise.all([text(child.stderr), once(child, 'close')]);
  t.is(code, 0);
  t.is(stderr, '');
});

/** A pipe that is full and never read. It blocks again once it is a program's. */
function fullPipe(t: ExecutionContext, folder: string): number {
  const path = join(folder, 'pipe');
  execFileSync('mkfifo', [path]);
  const pipe = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
  t.teardown(() => closeSync(pipe));
  t.throws(
    () => {
      for (;;) writeSync(pipe, Buffer.alloc(4096));
    },
    { code: 'EAGAIN' },
  );
  return pipe;
}

const lengths: [what: string, contexts: number][] = [
  ['a short text', 1],
  ['a long text', 1_000],
];

for (const [what, contexts] of lengths) {
  test(`a signal ends a program whose reader never reads ${what}`, async (t) => {
    const ackring = await createAckring(t, null);
    const good = join(ackring.home, 'good');
    const names = Array.from(
      { length: contexts },
      (_, index) => `- {name: c${index}, context: {cluster: none}}`,
    );
    await writeFile(good, `contexts:\n${names.join('\n')}\n`);
    const bad = join(ackring.home, 'bad');
    await writeFile(bad, 'contexts: [');
    const child = ackring.start(['contexts', '--kubeconfig', good, '--kubeconfig', bad], {
      stdout: fullPipe(t, ackring.home),
    });
    t.teardown(() => child.kill('SIGKILL'));
    const closed = once(child, 'close');
    // What cannot be read is reported after the rest was written, as far as the program can tell.
    await once(child.stderr, 'data');
    child.kill('SIGTERM');
    t.deepEqual(await closed, [143, null]);
  });
}

test('--version prints the version of the package', async (t) => {
  const ackring = await createAckring(t, null);
  const manifest = fileURLToPath(new URL('../../../package.json', import.meta.url));
  const { version } = JSON.parse(await readFile(manifest, 'utf8'));
  const run = await ackring.run(['--version']);
  t.is(run.code, 0);
  t.true(run.stdout.startsWith(`ackring ${version} `), run.stdout);
});

test('every command has a help page, and the program lists it', async (t) => {
  const ackring = await createAckring(t, null);
  const all = (await ackring.run(['help'])).stdout;
  for (const name of ['clusters', 'get', 'rotate plan', 'expiry', 'clean', 'doctor', 'san']) {
    t.regex(all, new RegExp(`^  ${name} `, 'm'));
    const page = await ackring.run([...name.split(' '), '--help']);
    t.is(page.code, 0, page.stderr);
    t.regex(page.stdout, new RegExp(`Usage: ackring ${name}`));
  }
});

test('names with control characters cannot act on the terminal', async (t) => {
  const emulator = await startEmulator({ scenario: { clusters: [{ name: 'evil\u001b[31m\u202egnp' }] } });
  t.teardown(() => emulator.stop());
  const ackring = await createAckring(t, emulator);
  for (const args of [['clusters'], ['clusters', '--json'], ['get', 'evli']]) {
    const { stdout, stderr } = await ackring.run(args);
    t.notRegex(stdout + stderr, /[\u001b\u202e\u009b]/);
  }
  t.regex((await ackring.run(['clusters'])).stdout, /evil\\x1b\[31m\\u\{202e\}gnp/);
});

test('completion answers from files, without asking the cloud', async (t) => {
  const emulator = await startEmulator({ scenario: { clusters: [{ name: 'prod' }] } });
  t.teardown(() => emulator.stop());
  const ackring = await createAckring(t, emulator);
  await ackring.run(['clusters']);
  emulator.requests.clear();
  t.regex((await ackring.run(['complete', '--', 'get', 'p'])).stdout, /^prod\t/m);
  t.is(emulator.requests.count(), 0);
  for (const shell of ['bash', 'zsh', 'fish']) t.is((await ackring.run(['completion', shell])).code, 0);
});
