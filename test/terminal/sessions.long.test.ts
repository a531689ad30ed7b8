import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Emulator, startEmulator } from '@ackring/emulator/start';
import test, { type ExecutionContext } from 'ava';
import { openTerminal, type Terminal, temporaryHome } from './driver.js';

let cloud: Emulator;
test.before(async () => {
  const holders = { ops: { daysLeft: 900 } };
  cloud = await startEmulator({
    scenario: {
      clusters: [
        { name: 'prod-a', holders },
        { name: 'prod-b', holders },
      ],
    },
  });
});
test.after.always(() => cloud?.stop());

/** A program that stands in for a user's shell or k9s, by its absolute path. */
async function program(home: string, name: string, lines: readonly string[]): Promise<string> {
  const path = join(home, 'bin', name);
  await mkdir(join(home, 'bin'), { recursive: true });
  await writeFile(path, ['#!/bin/sh', ...lines, ''].join('\n'), { mode: 0o755 });
  return path;
}

async function nothingIsLeft(t: ExecutionContext, { home }: Pick<Terminal, 'home'>): Promise<void> {
  const sessions = join(home, '.local', 'state', 'ackring', 'sessions');
  t.deepEqual(await readdir(sessions), []);
}

test('s opens one’s own shell for the selected cluster, and the screen comes back', async (t) => {
  await using folder = await temporaryHome();
  const { home } = folder;
  const shell = await program(home, 'ash', [
    'stty -a | grep -q " icanon" && echo "a terminal as shells know it"',
    'echo "in $ACKRING_CLUSTER_NAME: $(grep -c client-key-data "$KUBECONFIG") key, $(env | grep -c ALIBABA) of the cloud"',
    'read -r typed',
    'exit 3',
  ]);
  await using terminal = await openTerminal({ cloud, home, environment: { SHELL: shell } });
  await terminal.seeFleet();
  await terminal.press('j', 's');
  await terminal.see('in prod-b: 1 key, 0 of the cloud');
  t.is(terminal.xterm.buffer.active.type, 'normal');
  await terminal.see(/a terminal as shells know it/);
  await terminal.see(/ackring: in prod-b until /);
  // Ctrl-C is the shell's: the screen behind it stays.
  terminal.resize(90, 24);
  await terminal.press('enter');
  await terminal.see('✓ left prod-b: its certificate is gone (last status: 3)');
  t.is(terminal.xterm.buffer.active.type, 'alternate');
  await nothingIsLeft(t, terminal);
  await terminal.press('k', '?');
  await terminal.see('Keys');
});

test('K opens ACKRING_SHELL, Ctrl-C there is its own, and without it a missing k9s is reported', async (t) => {
  await using folder = await temporaryHome();
  const { home } = folder;
  const lens = await program(home, 'lens', [
    'trap "echo interrupted; exit 0" INT',
    'echo "navigating $1"',
    'while :; do sleep 0.05; done',
  ]);
  const environment = { ACKRING_SHELL: `'${lens}' around` };
  await using terminal = await openTerminal({ cloud, home, environment });
  await terminal.seeFleet();
  await terminal.press('K');
  await terminal.see('navigating around');
  await terminal.press('ctrl-c');
  await terminal.see('left prod-a: ');
  t.regex(terminal.output(), /interrupted/);
  await nothingIsLeft(t, terminal);
  await terminal.press('6');
  await terminal.see('lens in prod-a');
  await using without = await openTerminal({ cloud, home, environment: { PATH: '/proc/nowhere' } });
  await without.seeFleet();
  await without.press('K');
  await without.see('there is no k9s on the PATH · Install k9s');
});

test('in read-only mode it gets no key, and refusals are shown at the end', async (t) => {
  await using folder = await temporaryHome();
  const { home } = folder;
  const shell = await program(home, 'ash', [
    'echo "$(grep -c client-key-data "$KUBECONFIG") key, $(grep -c token: "$KUBECONFIG") token"',
    'server=$(sed -n "s/.*server: //p" "$KUBECONFIG"); token=$(sed -n "s/.*token: //p" "$KUBECONFIG")',
    `"${process.execPath}" -e "fetch('$server/api/v1/secrets',{headers:{authorization:'Bearer $token'}}).then(r=>console.log('refused with',r.status))"`,
    'read -r typed',
  ]);
  // For the shell; Node warns of that.
  const environment = { SHELL: shell, NODE_TLS_REJECT_UNAUTHORIZED: '0', NODE_REDIRECT_WARNINGS: '' };
  await using terminal = await openTerminal({ cloud, home, environment, args: ['--read-only'] });
  await terminal.seeFleet();
  await terminal.press('s');
  await terminal.see('0 key, 1 token');
  await terminal.see('refused with 403');
  await terminal.press('enter');
  await terminal.see('1 request was not let through');
  await terminal.see('GET /api/v1/secrets: Secrets are not shown');
  t.notRegex(terminal.output(), /client-key-data:/);
});

test('! runs a command on the marked ones and shows the output; one not known to read asks for their number', async (t) => {
  await using terminal = await openTerminal({ cloud });
  await terminal.seeFleet();
  await terminal.press('ctrl-a', '!');
  await terminal.see('Run for 2 clusters');
  await terminal.type('echo "here is $ACKRING_CLUSTER_NAME"');
  await terminal.press('enter');
  await terminal.see('May change something: echo');
  await terminal.type('1');
  await terminal.press('enter');
  await terminal.see('letter for letter');
  await terminal.press('backspace');
  await terminal.type('2');
  await terminal.press('enter');
  await terminal.see('Output of echo');
  await terminal.see('prod-a: here is prod-a');
  await terminal.see('prod-b: here is prod-b');
  await terminal.press('esc');
  await terminal.see('2 of 2 done');
  await nothingIsLeft(t, terminal);
});
