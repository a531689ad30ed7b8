import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { specimenCluster } from '@ackring/testkit/cluster';
import { makeSpecimen, specimenNow } from '@ackring/testkit/specimen';
import test, { type ExecutionContext } from 'ava';
import { readKubeconfig } from '../kubeconfig/read.js';
import type { Endpoints } from '../words/endpoints.js';
import { AckringError } from '../words/errors.js';
import { fetchFromMaster, fetchOverSsh, masterExpectation } from './from-master.js';

const outer = 'https://203.0.113.10:6443';
const inner = 'https://192.168.0.10:6443';

function cluster(endpoints: Endpoints) {
  return specimenCluster({ type: 'Kubernetes', endpoints });
}

const both: Endpoints = { public: [outer], private: [inner] };

const servers: [destination: string, more: readonly string[]][] = [
  ['root@203.0.113.10', ['https://203.0.113.10']],
  ['203.0.113.10', ['https://203.0.113.10']],
  ['a@b@203.0.113.10', ['https://203.0.113.10']],
  ['root@master-1', []],
  ['root@127.0.0.1', []],
  ['root@127.1.2.3', []],
  ['root@::1', []],
];

test('a master may be dialled at the address of the login, if that leads there from here too', (t) => {
  for (const [destination, more] of servers) {
    const expected = masterExpectation(cluster(both), { destination, now: specimenNow });
    t.like(expected, { holder: { kind: 'anybody' }, life: { kind: 'any' }, now: specimenNow });
    t.deepEqual(expected.servers, [outer, inner, ...more], destination);
  }
});

interface Answer {
  readonly server: string;
  readonly endpoints?: Endpoints;
  readonly destination?: string;
}

/** The outcome for a master's kubeconfig that dials this server. */
async function merged({ server, endpoints = both, destination = 'root@203.0.113.10' }: Answer) {
  const { yaml } = await makeSpecimen({ server });
  let text = '';
  const fetched = await fetchFromMaster(
    { cluster: cluster(endpoints), destination, contextName: null, use: false },
    {
      clock: { now: () => specimenNow },
      ask: async () => ({ place: '/etc/kubernetes/kube.conf', text: yaml }),
      namePattern: '{name}',
      readFiles: async () => [
        {
          path: 'f',
          exists: false,
          isWritable: true,
          isMember: true,
          text: null,
          kubeconfig: null,
          problem: null,
        },
      ],
      edit: async (_, __, change) => {
        const made = change(null);
        text = made.text;
        return made;
      },
    },
    undefined,
  );
  const [context] = readKubeconfig(text, { file: 'f' }).contexts;
  return { ...fetched, access: context?.owner?.access, kind: context?.owner?.kind };
}

test('the access is that of the dialled address, whatever the master calls it', async (t) => {
  const place = '/etc/kubernetes/kube.conf';
  const usual = { place, file: 'f', kind: 'long-term' };
  t.like(await merged({ server: outer }), { ...usual, context: 'prod', access: 'public' });
  t.like(await merged({ server: inner }), { ...usual, context: 'prod/private', access: 'private' });
  // The cloud lists the master's own address as neither.
  const none = { public: [], private: ['https://10.0.0.1:6443'] };
  t.like(await merged({ server: outer, endpoints: none }), { access: 'public' });
  t.like(await merged({ server: inner, endpoints: none, destination: 'root@192.168.0.10' }), {
    access: 'private',
  });
  // An address within the network that the cloud lists as the public one.
  const odd = { public: [inner], private: [] };
  t.like(await merged({ server: inner, endpoints: odd }), { access: 'public' });
});

test('a kubeconfig that leads elsewhere is refused, and nothing is written', async (t) => {
  const error = await t.throwsAsync(merged({ server: 'https://198.51.100.1:6443' }), {
    instanceOf: AckringError,
  });
  t.is(error?.code, 'IssuedRefused');
});

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
