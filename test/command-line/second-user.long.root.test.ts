import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { chown, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { type Emulator, startEmulator } from '@ackring/emulator/start';
import { outsideRun } from '@ackring/testkit/run/test-run';
import test from 'ava';
import { lines } from './every-command.js';
import { type Ackring, createAckring } from './run-ackring.js';

/** Another user of the machine, with the same program, everything they can see, and what they can guess. */

const nobody = 65_534;
const program = fileURLToPath(new URL('../../../tui/dist/ackring.js', import.meta.url));

/** As the keys of a scenario once were: anybody can make them. */
function guessedKey(name: string) {
  const hash = createHash('sha256').update(`access key ${name}`).digest('hex');
  return {
    ALIBABA_CLOUD_ACCESS_KEY_ID: `LTAI5t${hash.slice(0, 18)}`,
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: hash.slice(20, 50),
  };
}

/** A demo of the first user: a cloud, a kubeconfig with keys, a folder of their own. */
async function demo(t: { teardown(undo: () => unknown): void }) {
  const emulator = await startEmulator({
    scenario: { clusters: [{ name: 'prod', holders: { ops: { daysLeft: 90 } } }] },
  });
  t.teardown(() => emulator.stop());
  const ackring = await createAckring(t, emulator);
  const fetched = await ackring.run(['get', 'prod', '--long-term', '--no-verify']);
  if (fetched.code !== 0) throw new Error(fetched.stderr);
  const home = await mkdtemp(join(tmpdir(), 'ackring-second-'));
  t.teardown(() => rm(home, { recursive: true, force: true }));
  await chown(home, nobody, nobody);
  return {
    emulator,
    ackring,
    asSecond: (args: readonly string[], stdin = '') => run(args, { emulator, ackring, home, stdin }),
  };
}

interface Second {
  readonly emulator: Emulator;
  readonly ackring: Ackring;
  readonly home: string;
  readonly stdin: string;
}

async function run(args: readonly string[], { emulator, ackring, home, stdin }: Second) {
  // The addresses are no secret: every listener of a machine can be seen.
  const seen = Object.entries(emulator.environment).filter(([name]) => !name.includes('ACCESS_KEY'));
  const child = spawn(process.execPath, [program, ...args], {
    uid: nobody,
    gid: nobody,
    cwd: home,
    env: {
      PATH: process.env['PATH'],
      HOME: home,
      KUBECONFIG: ackring.kubeconfig,
      ALIBABA_CLOUD_ECS_METADATA_DISABLED: 'true',
      ...Object.fromEntries(seen),
      ...guessedKey('ops'),
      // What a run of tests keeps is not theirs to read either.
      ...outsideRun,
    },
  });
  child.stdin.on('error', () => undefined).end(stdin);
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return `${stdout}${stderr}`;
}

/** Everything in a folder with its content, mode and owner. */
async function contentOf(folder: string): Promise<readonly string[]> {
  const files = await readdir(folder, { recursive: true, withFileTypes: true });
  const told = files.map(async (file) => {
    const path = join(file.parentPath, file.name);
    const { mode, uid } = await stat(path);
    const content = file.isFile()
      ? createHash('sha256')
          .update(await readFile(path))
          .digest('hex')
      : '';
    return `${path} ${mode} ${uid} ${content}`;
  });
  return (await Promise.all(told)).toSorted();
}

const keys = /PRIVATE KEY|LS0tLS1CRUdJTi|k8s-ack-v2\./;

test('no command of a second user reaches anything of the first one’s demo', async (t) => {
  const { emulator, ackring, asSecond } = await demo(t);
  const before = await contentOf(ackring.home);
  const from = emulator.requests.all().length;
  t.regex(await asSecond(['clusters']), /InvalidAccessKeyId|access key/i, 'it is started, and refused');
  const words: Readonly<Record<string, string>> = {
    CLUSTER: emulator.world.clusters.named('prod')?.id ?? '',
    FOLDER: ackring.home,
    FILE: ackring.kubeconfig,
    TOKEN: ackring.kubeconfig,
    RULES: ackring.kubeconfig,
    CONFIG: join(ackring.home, 'rotation.yaml'),
  };
  for (const line of Object.values(lines)) {
    const told = await asSecond(line.map((word) => words[word] ?? word));
    t.notRegex(told, keys, line.join(' '));
  }
  const answered = emulator.requests
    .all()
    .slice(from)
    .filter(({ status }) => status !== null && status < 400);
  t.deepEqual(
    answered.map(({ service, operation }) => `${service} ${operation}`),
    [],
  );
  t.deepEqual(await contentOf(ackring.home), before);
});

test('no tool of an assistant of a second user does either', async (t) => {
  const { emulator, ackring, asSecond } = await demo(t);
  const from = emulator.requests.all().length;
  const names = ['list_clusters', 'list_contexts', 'kubeconfig_expiry', 'rotation_plan', 'kubeconfig_usage'];
  const ask = (id: number, method: string, params: object) =>
    `${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`;
  const clientInfo = { name: 'assistant', version: '1' };
  const hello = ask(1, 'initialize', { protocolVersion: '2025-06-18', capabilities: {}, clientInfo });
  const calls = names.map((name, index) => ask(index + 2, 'tools/call', { name, arguments: {} }));
  const told = await asSecond(['mcp'], [hello, ...calls].join(''));
  t.regex(told, /"serverInfo"/);
  t.notRegex(told, keys);
  t.notRegex(told, new RegExp(emulator.world.clusters.named('prod')?.id ?? 'nothing'));
  const answered = emulator.requests
    .all()
    .slice(from)
    .filter(({ status }) => status !== null && status < 400);
  t.deepEqual(answered, []);
  t.true((await stat(ackring.home)).isDirectory());
});

test('without the key of this start no function is made, invoked or read', async (t) => {
  const { emulator } = await demo(t);
  const { fc, control } = emulator.endpoints;
  for (const [url, method] of [
    [`${fc}/2023-03-30/functions`, 'POST'],
    [`${fc}/2023-03-30/functions/rotate/invocations`, 'POST'],
    [`${fc}/2021-04-06/services`, 'GET'],
    [`${control}/`, 'GET'],
  ] as const) {
    const { status } = await fetch(url, { method, headers: { authorization: 'Bearer guess' } });
    t.true(status === 401 || status === 403 || status === 400, `${url}: ${status}`);
  }
});
