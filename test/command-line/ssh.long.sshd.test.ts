import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Emulator, startEmulator } from '@ackring/emulator/start';
import { ownPort } from '@ackring/testkit/run/own-ports';
import { until } from '@ackring/testkit/until';
import test, { type ExecutionContext } from 'ava';
import { misissue, misissued, rawKubeconfig } from './misissued.js';
import { type Ackring, createAckring, type Run } from './run-ackring.js';
import { type Master, type MasterOptions, startMaster } from './sshd.js';

interface World extends Master {
  readonly emulator: Emulator;
  readonly ackring: Ackring;
  /** `ackring ssh own master`. */
  fetch(): Promise<Run>;
}

async function master(t: ExecutionContext, options: MasterOptions = {}): Promise<World> {
  const emulator = await startEmulator({
    scenario: {
      clusters: [
        { name: 'own', kind: 'dedicated', holders: { ops: { daysLeft: 900 } } },
        { name: 'other', holders: { ops: { daysLeft: 900 } } },
      ],
    },
  });
  t.teardown(() => emulator.stop());
  const ackring = await createAckring(t, emulator);
  const started = await startMaster(t, ackring.home, options);
  const environment = { PATH: started.path };
  return {
    ...started,
    emulator,
    ackring,
    fetch: () => ackring.run(['ssh', 'own', 'master', '--json'], { environment }),
  };
}

async function lay(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
}

async function issued({ ackring }: World): Promise<string> {
  return (await ackring.run(['get', 'own', '--long-term', '--stdout', '--quiet'])).stdout;
}

function problem({ stderr }: Run): { code: string; message: string } {
  return JSON.parse(stderr.slice(stderr.indexOf('{'))).error;
}

test('the best known place is read, whatever a login script prints before', async (t) => {
  const world = await master(t, { greeting: 'echo "Welcome to the cluster"' });
  const text = await issued(world);
  await lay(join(world.root, 'etc', 'kubernetes', 'admin.conf'), 'not this one');
  await lay(join(world.root, 'root', '.kube', 'config'), text);
  const fetched = await world.fetch();
  t.is(fetched.code, 0, fetched.stderr);
  t.like(fetched.json(), { place: '/root/.kube/config', verified: true });
});

test('no key of ours is sent to the master, whatever the ssh configuration sends', async (t) => {
  const world = await master(t);
  await lay(join(world.root, 'etc', 'kubernetes', 'kube.conf'), await issued(world));
  t.is((await world.fetch()).code, 0);
  const environment = await readFile(join(world.ackring.home, 'login-environment'), 'utf8');
  t.notRegex(environment, /ACCESS_KEY|SECRET|TOKEN/);
  const left = (await readdir(world.ackring.home)).filter((name) => name.startsWith('control'));
  t.deepEqual(left, [], 'no connection is left in the background');
});

test('a master is lent no agent, port, display or command, and writes no host key of its own', async (t) => {
  const port = await ownPort();
  const world = await master(t, {
    configuration: [
      'ForwardAgent yes',
      'ForwardX11 yes',
      'ForwardX11Trusted yes',
      `RemoteForward 127.0.0.1:${port} 127.0.0.1:1`,
      'ExitOnForwardFailure no',
      'PermitLocalCommand yes',
      'LocalCommand touch local-command-ran',
      'RemoteCommand echo instead',
      'RequestTTY force',
      'UpdateHostKeys yes',
    ],
    greeting: `(exec 3<>/dev/tcp/127.0.0.1/${port}) 2>/dev/null && touch "\${0%/*}/forwarded"`,
  });
  const { home } = world.ackring;
  const agent = await startAgent(t, join(home, 'agent'));
  const known = await readFile(join(home, 'known'), 'utf8');
  await lay(join(world.root, 'etc', 'kubernetes', 'kube.conf'), await issued(world));
  const environment = { PATH: world.path, SSH_AUTH_SOCK: agent, DISPLAY: ':0' };
  const fetched = await world.ackring.run(['ssh', 'own', 'master', '--json'], { environment });
  t.is(fetched.code, 0, fetched.stderr);
  const login = await readFile(join(home, 'login-environment'), 'utf8');
  t.notRegex(login, /^(?:SSH_AUTH_SOCK|DISPLAY|SSH_TTY)=/m);
  t.is(await readFile(join(home, 'known'), 'utf8'), known);
  const made = await readdir(home);
  t.deepEqual(
    made.filter((name) => /forwarded|command-ran/.test(name)),
    [],
  );
});

async function startAgent(t: ExecutionContext, socket: string): Promise<string> {
  const agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: 'ignore' });
  t.teardown(async () => {
    agent.kill();
    if (agent.exitCode === null && agent.signalCode === null) await once(agent, 'exit');
  });
  await until(() => stat(socket).catch(() => null));
  return socket;
}

test("an unknown host is refused, with ssh's reason", async (t) => {
  const world = await master(t, { knowsHost: false });
  const refused = await world.fetch();
  t.is(refused.code, 5);
  t.regex(problem(refused).message, /Host key verification failed/);
});

test('a master without a kubeconfig', async (t) => {
  const world = await master(t);
  t.like(problem(await world.fetch()), { code: 'ResourceNotFound' });
});

test('a hostile master moves no cursor, fills no memory and runs no program', async (t) => {
  const world = await master(t, {
    greeting: String.raw`printf '\033[2J\033]0;owned\007 remedy: run this\n' >&2`,
  });
  const place = join(world.root, 'etc', 'kubernetes', 'kube.conf');
  const proof = join(world.ackring.home, 'ran');
  const text = await issued(world);
  const runs = `exec: {apiVersion: client.authentication.k8s.io/v1, command: touch, args: ["${proof}"], interactiveMode: Never}`;
  for (const [content, code] of [
    ['#'.repeat(5_000_000), 'ResponseUnreadable'],
    [text.replace(/client-key-data: .*/, runs), 'IssuedRefused'],
    ['<html>', 'IssuedRefused'],
  ] as const) {
    await lay(place, content);
    const fetched = await world.fetch();
    t.like(problem(fetched), { code }, fetched.stderr);
    t.notRegex(fetched.stderr, /\u001b|owned/);
  }
  await t.throwsAsync(readFile(proof), { code: 'ENOENT' });
  await t.throwsAsync(readFile(world.ackring.kubeconfig), { code: 'ENOENT' }, 'nothing was merged');
});

test('a master’s kubeconfig is refused like the cloud’s, completely, and existing entries stay', async (t) => {
  t.timeout(1_200_000);
  const world = await master(t);
  const { emulator, ackring } = world;
  const place = join(world.root, 'etc', 'kubernetes', 'kube.conf');
  const marker = join(ackring.home, 'ran');
  await lay(place, await rawKubeconfig(emulator, 'own'));
  t.is((await world.fetch()).code, 0);
  const before = await readFile(ackring.kubeconfig, 'utf8');
  for (const { flaw, objection, soundFor = [] } of misissued) {
    if (soundFor.includes('master')) continue;
    const undo = misissue(emulator, flaw, marker);
    await lay(place, await rawKubeconfig(emulator, 'own'));
    undo();
    const fetched = await world.fetch();
    t.is(fetched.code, 6, flaw + fetched.stdout);
    t.is(fetched.stdout, '', flaw);
    const { code, message } = problem(fetched);
    t.is(code, 'IssuedRefused', flaw);
    t.regex(message, objection, flaw);
    t.is(await readFile(ackring.kubeconfig, 'utf8'), before, flaw);
  }
  await t.throwsAsync(readFile(marker), { code: 'ENOENT' }, 'a planted program was run');
  await lay(place, await rawKubeconfig(emulator, 'own'));
  t.is((await world.fetch()).code, 0);
});

test('an interrupt ends a master that says nothing', async (t) => {
  const world = await master(t, { greeting: 'exec sleep 600' });
  const child = world.ackring.start(['ssh', 'own', 'master'], {
    environment: { PATH: world.path },
  });
  const environment = join(world.ackring.home, 'login-environment');
  await until(() => readFile(environment, 'utf8').catch(() => ''));
  child.kill('SIGINT');
  t.deepEqual(await once(child, 'exit'), [130, null]);
});
