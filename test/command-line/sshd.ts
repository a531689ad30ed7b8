import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ownPort } from '@ackring/testkit/run/own-ports';
import type { ExecutionContext } from 'ava';

// A real sshd on loopback, and the system's own ssh with the test's configuration.

const run = promisify(execFile);

/** A user's home with a reachable master. */
export interface Master {
  /** Where the master's files are, instead of its root folder. */
  readonly root: string;
  /** With an `ssh` that knows the host `master`. */
  readonly path: string;
}

export interface MasterOptions {
  /** Runs at every login before the command. */
  readonly greeting?: string;
  readonly knowsHost?: boolean;
  /** Lines of the user's configuration for the host. */
  readonly configuration?: readonly string[];
}

export async function startMaster(
  t: ExecutionContext,
  home: string,
  { greeting = '', knowsHost = true, configuration = [] }: MasterOptions = {},
): Promise<Master> {
  const root = join(home, 'master');
  await mkdir(root);
  for (const name of ['host', 'other-host', 'user']) {
    await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(home, name)]);
  }
  const port = await startSshd(t, home, greeting);
  const host = (await readFile(join(home, 'host.pub'), 'utf8')).split(' ').slice(0, 2).join(' ');
  await writeFile(join(home, 'known'), knowsHost ? `[127.0.0.1]:${port} ${host}\n` : '');
  const configured = configuration.map((line) => `  ${line}\n`).join('');
  await writeFile(join(home, 'ssh.conf'), clientConfiguration(home, port) + configured);
  await mkdir(join(home, 'bin'));
  // ssh looks for its configuration in the account's home and not in HOME.
  await writeFile(
    join(home, 'bin', 'ssh'),
    `#!/bin/sh\nexec ${await sshPath()} -F '${home}/ssh.conf' "$@"\n`,
  );
  await chmod(join(home, 'bin', 'ssh'), 0o755);
  return { root, path: `${home}/bin:${process.env['PATH']}` };
}

async function sshPath(): Promise<string> {
  return (await run('sh', ['-c', 'command -v ssh'])).stdout.trim();
}

function clientConfiguration(home: string, port: number): string {
  return `Host master
  HostName 127.0.0.1
  Port ${port}
  User ${userInfo().username}
  IdentityFile "${home}/user"
  IdentitiesOnly yes
  UserKnownHostsFile "${home}/known"
  GlobalKnownHostsFile /dev/null
  SendEnv ALIBABA_CLOUD_*
  ControlMaster auto
  ControlPath "${home}/control"
  ControlPersist 60
`;
}

/** Answers from `home/master` instead of its own root, and records the environment of every login. */
async function startSshd(t: ExecutionContext, home: string, greeting: string): Promise<number> {
  const port = await ownPort();
  await writeFile(
    join(home, 'login.sh'),
    `env > '${home}/login-environment'
${greeting}
printf '%s' "$SSH_ORIGINAL_COMMAND" | sed 's#/etc/kubernetes#.&#g; s#/root/#.&#g' > '${home}/command'
cd '${home}/master'
sh '${home}/command' | sed 's#^\\./#/#'
`,
  );
  await writeFile(
    join(home, 'sshd.conf'),
    `ListenAddress 127.0.0.1
Port ${port}
HostKey "${home}/host"
HostKey "${home}/other-host"
X11Forwarding yes
PidFile none
AuthorizedKeysFile "${home}/user.pub"
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
