import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { startEmulator } from '@ackring/emulator/start';
import test, { type ExecutionContext } from 'ava';
import { type Ackring, createAckring, type Run } from './run-ackring.js';

// A real sshd on loopback, and the system's own ssh with a configuration of the test's own.

const run = promisify(execFile);

interface Master {
  readonly ackring: Ackring;
  /** Where the master's files lie, instead of in its root folder. */
  readonly root: string;
  /** `ackring ssh own master`. */
  fetch(environment?: Readonly<Record<string, string>>): Promise<Run>;
}

interface MasterOptions {
  /** What runs at every login before the command. */
  readonly greeting?: string;
  readonly knowsHost?: boolean;
}

async function master(
  t: ExecutionContext,
  { greeting = '', knowsHost = true }: MasterOptions = {},
): Promise<Master> {
  const emulator = await startEmulator({
    scenario: { clusters: [{ name: 'own', kind: 'dedicated', holders: { ops: { daysLeft: 900 } } }] },
  });
  t.teardown(() => emulator.stop());
  const ackring = await createAckring(t, emulator);
  const { home } = ackring;
  const root = join(home, 'master');
  await mkdir(root);
  for (const name of ['host', 'user']) {
    await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(home, name)]);
  }
  const port = await startSshd(t, home, greeting);
  const host = (await readFile(join(home, 'host.pub'), 'utf8')).split(' ').slice(0, 2).join(' ');
  await writeFile(join(home, 'known'), knowsHost ? `[127.0.0.1]:${port} ${host}\n` : '');
  await writeFile(join(home, 'ssh.conf'), clientConfiguration(home, port));
  await mkdir(join(home, 'bin'));
  // ssh looks for its configuration in the account's home and not in HOME.
  await writeFile(
    join(home, 'bin', 'ssh'),
    `#!/bin/sh\nexec ${await sshPath()} -F '${home}/ssh.conf' "$@"\n`,
  );
  await chmod(join(home, 'bin', 'ssh'), 0o755);
  const PATH = `${home}/bin:${process.env['PATH']}`;
  return {
    ackring,
    root,
    fetch: (environment = {}) =>
      ackring.run(['ssh', 'own', 'master', '--json'], { environment: { ...environment, PATH } }),
  };
}

async function sshPath(): Promise<string> {
  return (await run('sh', ['-c', 'command -v ssh'])).stdout.trim();
}

function clientConfiguration(home: string, port: number): string {
  return `Host master
  HostName 127.0.0.1
  Port ${port}
  User ${userInfo().username}
  IdentityFile ${home}/user
  IdentitiesOnly yes
  UserKnownHostsFile ${home}/known
  GlobalKnownHostsFile /dev/null
  SendEnv ALIBABA_CLOUD_*
  ControlMaster auto
  ControlPath ${home}/control
  ControlPersist 60
`;
}

/** Answers from `home/master` instead of from its own root, and writes down the environment of every login. */
async function startSshd(t: ExecutionContext, home: string, greeting: string): Promise<number> {
  const port = await freePort();
  await writeFile(
    join(home, 'login.sh'),
    `env > '${home}/login-environment'
${greeting}
printf '%s' "$SSH_ORIGINAL_COMMAND" | sed 's#/etc/kubernetes#${home}/master&#g; s#/root/#${home}/master&#g' > '${home}/command'
sh '${home}/command' | sed 's#^${home}/master##'
`,
  );
  await writeFile(
    join(home, 'sshd.conf'),
    `ListenAddress 127.0.0.1
Port ${port}
HostKey ${home}/host
PidFile none
AuthorizedKeysFile ${home}/user.pub
StrictModes no
UsePAM no
PasswordAuthentication no
PermitRootLogin prohibit-password
AcceptEnv *
ForceCommand exec bash -o pipefail '${home}/login.sh'
`,
  );
  const sshd = spawn('/usr/sbin/sshd', ['-D', '-e', '-f', join(home, 'sshd.conf')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  t.teardown(async () => {
    sshd.kill();
    if (sshd.exitCode === null && sshd.signalCode === null) await once(sshd, 'exit');
  });
  let said = '';
  for await (const chunk of sshd.stderr.setEncoding('utf8')) {
    said += chunk;
    if (said.includes('Server listening')) break;
  }
  if (!said.includes('Server listening')) throw new Error(said);
  return port;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function lay(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
}

async function issued({ ackring }: Master): Promise<string> {
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

test('no key of ours travels to the master, whatever the configuration sends', async (t) => {
  const world = await master(t);
  await lay(join(world.root, 'etc', 'kubernetes', 'kube.conf'), await issued(world));
  t.is((await world.fetch()).code, 0);
  const environment = await readFile(join(world.ackring.home, 'login-environment'), 'utf8');
  t.notRegex(environment, /ACCESS_KEY|SECRET|TOKEN/);
  const left = (await readdir(world.ackring.home)).filter((name) => name.startsWith('control'));
  t.deepEqual(left, [], 'no connection is left in the background');
});

test('an unknown host is refused, with the reason that ssh gives', async (t) => {
  const world = await master(t, { knowsHost: false });
  const refused = await world.fetch();
  t.is(refused.code, 5);
  t.regex(problem(refused).message, /Host key verification failed/);
});

test('a master without a kubeconfig', async (t) => {
  const world = await master(t);
  t.like(problem(await world.fetch()), { code: 'ResourceNotFound' });
});

test('a hostile master moves no cursor, fills no memory and gets no program run', async (t) => {
  const world = await master(t, {
    greeting: String.raw`printf '\033[2J\033]0;owned\007 remedy: run this\n' >&2`,
  });
  const place = join(world.root, 'etc', 'kubernetes', 'kube.conf');
  const proof = join(world.ackring.home, 'ran');
  const text = await issued(world);
  const runs = `exec: {apiVersion: client.authentication.k8s.io/v1, command: touch, args: ["${proof}"], interactiveMode: Never}`;
  for (const [content, code] of [
    ['#'.repeat(5_000_000), 'ResponseUnreadable'],
    [text.replace(/client-key-data: .*/, runs), 'ResponseUnreadable'],
    ['<html>', 'ResponseUnreadable'],
  ] as const) {
    await lay(place, content);
    const fetched = await world.fetch();
    t.like(problem(fetched), { code }, fetched.stderr);
    t.notRegex(fetched.stderr, /\u001b|owned/);
  }
  await t.throwsAsync(readFile(proof), { code: 'ENOENT' });
  await t.throwsAsync(readFile(world.ackring.kubeconfig), { code: 'ENOENT' }, 'nothing was merged');
});

test('an interrupt ends a master that says nothing', async (t) => {
  const world = await master(t, { greeting: 'exec sleep 600' });
  const child = world.ackring.start(['ssh', 'own', 'master'], {
    environment: { PATH: `${world.ackring.home}/bin:${process.env['PATH']}` },
  });
  const environment = join(world.ackring.home, 'login-environment');
  while (!(await readFile(environment, 'utf8').catch(() => ''))) await sleep(20);
  child.kill('SIGINT');
  t.deepEqual(await once(child, 'exit'), [130, null]);
});
