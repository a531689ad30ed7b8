import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { AckringError } from '../words/errors.js';
import { fetchOverSsh } from './ssh.js';

// How ssh's output is handled, with a script of that name as the only program on the PATH.

/** A folder with an `ssh` that is this shell script. */
async function sshThat(t: ExecutionContext, script: string): Promise<Record<string, string>> {
  const folder = await mkdtemp(join(tmpdir(), 'ackring-ssh-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  await writeFile(join(folder, 'ssh'), `#!/bin/sh\n${script}\n`);
  await chmod(join(folder, 'ssh'), 0o755);
  return { PATH: `${folder}:/usr/bin:/bin`, ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'secret' };
}

async function failure(t: ExecutionContext, work: Promise<unknown>): Promise<AckringError> {
  return t.throwsAsync(work, { instanceOf: AckringError });
}

const destination = 'root@203.0.113.10';

test('the file that the master names is taken, without what a login script prints first', async (t) => {
  for (const [printed, place, text] of [
    ['/etc/kubernetes/kube.conf\\nkind: Config\\n', '/etc/kubernetes/kube.conf', 'kind: Config\n'],
    ['Welcome\\n/root/.kube/config\\r\\nkind: Config\\n', '/root/.kube/config', 'kind: Config\n'],
    ['/etc/kubernetes/admin.conf\\n', '/etc/kubernetes/admin.conf', ''],
  ]) {
    const environment = await sshThat(t, `printf '${printed}'`);
    t.deepEqual(await fetchOverSsh({ destination, environment }), { place, text });
  }
});

test('ssh must not prompt, checks the host, and gets no key of the cloud', async (t) => {
  const environment = await sshThat(
    t,
    `echo /root/.kube/config; for each in "$@"; do echo "$each"; done; echo "key: $ALIBABA_CLOUD_ACCESS_KEY_SECRET."`,
  );
  const { text } = await fetchOverSsh({ destination, environment });
  t.regex(text, /^BatchMode=yes$/m);
  t.regex(text, /^StrictHostKeyChecking=yes$/m);
  t.regex(text, /^--\nroot@203\.0\.113\.10$/m);
  t.regex(text, /^key: \.$/m);
});

const outcomes: [what: string, script: string, code: AckringError['code'], message: RegExp][] = [
  ['nothing of that kind there', 'exit 44', 'ResourceNotFound', /has no kubeconfig in/],
  ['a login that was refused', 'echo noise >&2; echo " no key " >&2; exit 255', 'Unreachable', /\(no key\)/],
  ['a login that was refused without a word', 'exit 255', 'Unreachable', /\(exit 255\)/],
  ['a command that failed there', 'echo secret >&2; exit 3', 'Unreachable', /\(exit 3\)/],
  ['an end by signal', 'kill -9 $$', 'Unreachable', /\(ended by a signal\)/],
  ['something else', 'echo hello', 'ResponseUnreadable', /something else/],
  ['an invalid destination', 'echo /etc/shadow; echo x', 'ResponseUnreadable', /something else/],
  ['more than can be', 'head -c 2000000 /dev/zero', 'ResponseUnreadable', /more than 1048576 bytes/],
];

for (const [what, script, code, message] of outcomes) {
  test(`${what}: ${code}`, async (t) => {
    const error = await failure(t, fetchOverSsh({ destination, environment: await sshThat(t, script) }));
    t.is(error.code, code);
    t.regex(error.message, message);
  });
}

test('the largest permitted answer is taken whole', async (t) => {
  const head = '/root/.kube/config\n';
  const environment = await sshThat(t, `printf '${head}'; head -c ${1_048_576 - head.length} /dev/zero`);
  t.is((await fetchOverSsh({ destination, environment })).text.length, 1_048_576 - head.length);
});

test('only the end of a long error message is quoted', async (t) => {
  const long = 'x'.repeat(400);
  const script = `head -c 5000 /dev/zero | tr '\\0' y >&2; echo >&2; echo ${long} >&2; exit 255`;
  const { message } = await failure(t, fetchOverSsh({ destination, environment: await sshThat(t, script) }));
  t.true(message.includes(`(${'x'.repeat(300)})`), message);
});

test('an option or two words are not a destination; ssh is not started', async (t) => {
  const environment = { PATH: '/nonexistent' };
  for (const odd of ['-oProxyCommand=x', 'root@a b', 'a\tb']) {
    t.is((await failure(t, fetchOverSsh({ destination: odd, environment }))).code, 'UsageInvalid', odd);
  }
  t.is((await failure(t, fetchOverSsh({ destination, environment }))).code, 'FileNotFound');
});

test('a hanging ssh is ended, in time or on cancel', async (t) => {
  const environment = await sshThat(t, 'exec sleep 600');
  const late = await failure(t, fetchOverSsh({ destination, environment, timeoutMs: 50 }));
  t.is(late.code, 'TimedOut');
  t.regex(late.message, /within 0\.05 s/);
  const stop = new AbortController();
  const waiting = failure(t, fetchOverSsh({ destination, environment, signal: stop.signal }));
  stop.abort();
  t.is((await waiting).code, 'Cancelled');
  t.is(
    (await failure(t, fetchOverSsh({ destination, environment, signal: AbortSignal.abort() }))).code,
    'Cancelled',
  );
});
