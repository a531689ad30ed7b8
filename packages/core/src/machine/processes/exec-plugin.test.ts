import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '@ackring/testkit/until';
import test, { type ExecutionContext } from 'ava';
import { targetByCertificate } from '../../words/target.js';
import { createExecPluginRunner, startOf } from './exec-plugin.js';

const windows = { platform: 'win32', environment: { COMSPEC: 'C:\\Windows\\System32\\cmd.exe' } } as const;
const batch = 'C:\\Users\\An\\AppData\\Roaming\\npm\\ackring.cmd';

test('a program is started as it is', (t) => {
  const plugin = { command: '/usr/bin/tool', args: ['%PATH%', 'a&b'] };
  const asItIs = { isVerbatim: false };
  t.deepEqual(startOf(plugin, { platform: 'linux', environment: {} }), { ...plugin, ...asItIs });
  const program = { command: 'C:\\bin\\tool.exe', args: ['%PATH%', 'a&b'] };
  t.deepEqual(startOf(program, windows), { ...program, ...asItIs });
  t.deepEqual(startOf({ command: 'tool', args: [] }, windows), { command: 'tool', args: [], ...asItIs });
});

test('Windows starts a batch file by its command interpreter, with plain arguments', (t) => {
  t.deepEqual(startOf({ command: batch, args: ['exec-credential', '--region', 'cn-hangzhou'] }, windows), {
    command: 'C:\\Windows\\System32\\cmd.exe',
    args: ['/d', '/s', '/c', `""${batch}" exec-credential --region cn-hangzhou"`],
    isVerbatim: true,
  });
});

for (const text of ['a&calc', '%PATH%', 'a"b', 'a b', 'a|b', '^', '>x', '!x!', 'a\nb', '']) {
  test(`${JSON.stringify(text)} is passed to no batch file`, (t) => {
    t.is(startOf({ command: 'C:\\bin\\tool.CMD', args: [text] }, windows), null);
    t.is(startOf({ command: `C:\\${text}&\\tool.bat`, args: [] }, windows), null);
  });
}

const target = targetByCertificate({
  server: 'https://127.0.0.1:1',
  certificateAuthority: null,
  clientCertificate: null,
  clientKey: null,
});
const apiVersion = 'client.authentication.k8s.io/v1';
const answer = JSON.stringify({ kind: 'ExecCredential', apiVersion, status: { token: 't' } });

async function plugIn(t: ExecutionContext, script: string) {
  const folder = await mkdtemp(join(tmpdir(), 'ackring-exec-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  await writeFile(join(folder, 'tool'), `#!/bin/sh\ncd '${folder}'\n${script}\n`, { mode: 0o755 });
  const exec = { command: join(folder, 'tool'), args: [], env: {}, apiVersion };
  return {
    folder,
    exec: { ...exec, interactiveMode: 'Never', provideClusterInfo: false, installHint: null },
  };
}

const environment = { PATH: process.env['PATH'] };

async function isGone(pid: number): Promise<boolean> {
  // Whoever adopts it may take a moment to bury it.
  const state = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return state === '' || state.slice(state.lastIndexOf(')')).startsWith(') Z');
}

const stubborn = 'trap "" TERM INT; sleep 300 & echo $! > child.new; mv child.new child; ';
const hanging = [
  ['that hangs', 'sleep 300 & echo $! > child.new; mv child.new child; wait'],
  ['whose child holds its output', 'sleep 300 & echo $! > child.new; mv child.new child'],
  ['that will not end', `${stubborn} while :; do wait; done`],
] as const;

for (const [what, script] of hanging) {
  test(`a plug-in ${what} is ended with all that it started`, async (t) => {
    const { folder, exec } = await plugIn(t, script);
    const began = async (): Promise<number> =>
      Number(await until(() => readFile(join(folder, 'child'), 'utf8').catch(() => '')));
    const stop = new AbortController();
    const running = createExecPluginRunner({ environment }).run(exec, target, stop.signal);
    const child = await began();
    t.false(await isGone(child));
    stop.abort();
    await t.throwsAsync(running, { message: /./ });
    await until(() => isGone(child));
    t.pass();
  });
}

test('one that takes longer than kubectl’s users wait is given up', async (t) => {
  const { exec } = await plugIn(t, 'exec sleep 300');
  const outcome = await createExecPluginRunner({ environment, patienceMs: 200 }).run(exec, target);
  t.like(outcome, { kind: 'failed', problem: { phrase: 'it did not finish within {ms} ms' } });
});

test('a bare command is looked up in kubectl’s PATH, not in the one that its entry gives it', async (t) => {
  const { folder, exec } = await plugIn(t, `echo "$PATH" > path; echo '${answer}'`);
  const run = createExecPluginRunner({ environment: { PATH: `${folder}:${process.env['PATH']}` } }).run;
  const given = { ...exec, command: 'tool', env: { PATH: '/usr/bin:/bin' } };
  t.like(await run(given, target), { kind: 'credential', token: 't' });
  t.is(await readFile(join(folder, 'path'), 'utf8'), '/usr/bin:/bin\n');
  const elsewhere = { ...exec, command: 'tool', env: { PATH: folder } };
  t.deepEqual(await createExecPluginRunner({ environment }).run(elsewhere, target), { kind: 'missing' });
});
