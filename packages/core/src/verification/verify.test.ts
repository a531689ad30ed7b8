import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { connect, createServer as createNetServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Emulator, startEmulator } from '@ackring/emulator/start';
import { specimenContext, specimenFacts } from '@ackring/testkit/context-entry';
import { ownPort } from '@ackring/testkit/run/own-ports';
import test from 'ava';
import { createAck } from '../cloud/ack/ack.js';
import { resolveEndpoint } from '../cloud/openapi/endpoints.js';
import { createRateLimiter } from '../cloud/rate-limit.js';
import type { ContextEntry } from '../kubeconfig/context-entry.js';
import { listContexts } from '../kubeconfig/contexts.js';
import { readKubeconfig } from '../kubeconfig/read.js';
import { apiServerTarget } from '../kubeconfig/target.js';
import { createApiServer } from '../machine/api-server/api-server.js';
import { systemClock } from '../machine/clock.js';
import { createExecPluginRunner, noExecPlugins } from '../machine/processes/exec-plugin.js';
import type { Cluster } from '../words/cluster.js';
import { resolveAccess } from '../words/endpoints.js';
import { AckringError } from '../words/errors.js';
import { say } from '../words/say.js';
import type { ApiServerTarget, ExecPlugin } from '../words/target.js';
import type { Verdict } from './verdict.js';
import { laterName, type VerifyOptions, verifyContext } from './verify.js';

// One after the other: on a busy machine, dozens of clouds at once in one process miss the deadlines of requests.

const region = 'ap-northeast-1';

const plugIns = (patienceMs?: number) =>
  createExecPluginRunner({
    environment: { PATH: process.env['PATH'] },
    ...(patienceMs === undefined ? {} : { patienceMs }),
  });

interface Held {
  readonly cluster: Cluster;
  readonly target: ApiServerTarget;
  verify(
    change?: Partial<VerifyOptions>,
    target?: Partial<ApiServerTarget>,
    entry?: Partial<ContextEntry>,
  ): Promise<Verdict>;
}

function ackOn(emulator: Emulator, as: string) {
  const { accessKeyId = '', accessKeySecret = '' } = emulator.identities[as] ?? {};
  return createAck({
    credentials: { get: async () => ({ accessKeyId, accessKeySecret, securityToken: null }) },
    endpoint: (name) => resolveEndpoint('cs', name, emulator.environment),
    clock: systemClock,
    limiter: createRateLimiter(systemClock),
  });
}

/** A kubeconfig of the first cluster, fetched over the wire, and what verifying it needs. */
async function fetched(
  emulator: Emulator,
  options: { as?: string; minutes?: number | null } = {},
): Promise<Held> {
  const { as = 'ops', minutes = null } = options;
  const ack = ackOn(emulator, as);
  const ops = ackOn(emulator, 'ops');
  const [listed] = await ops.listClusters(region);
  if (listed === undefined) throw new Error('the scenario has no cluster');
  const cluster = await ops.describeCluster(listed);
  const access = resolveAccess(cluster.endpoints, 'auto') ?? 'public';
  const { yaml } = await ack.fetchKubeconfig({ cluster, access, durationMinutes: minutes });
  const kubeconfig = readKubeconfig(yaml, { file: 'issued' });
  const [entry] = listContexts([kubeconfig], new Date());
  if (entry === undefined) throw new Error('the kubeconfig has no context');
  const target = apiServerTarget(kubeconfig, entry.context);
  const verify: Held['verify'] = (change = {}, changedTarget = {}, changedEntry = {}) =>
    verifyContext({
      entry: { ...entry, server: changedTarget.server ?? entry.server, ...changedEntry },
      target: () => ({ ...target, ...changedTarget }),
      apiServer: createApiServer(),
      isTrusted: true,
      execPlugins: plugIns(),
      clock: systemClock,
      cluster,
      ...change,
    });
  return { cluster, target, verify };
}

const scenario = { clusters: [{ name: 'one', holders: { ops: { daysLeft: 900 } } }] };
const quick = { sharedKeys: 2 };

test.serial('a kubeconfig fresh from the cloud is ok, with the identity the server sees', async (t) => {
  await using emulator = await startEmulator({ scenario, ...quick });
  const verdict = await (await fetched(emulator)).verify();
  t.is(verdict.verdict, 'ok', verdict.detail);
  t.regex(verdict.identity?.username ?? '', new RegExp(`^${emulator.identities['ops']?.uid}-\\d+$`));
  t.true(verdict.identity?.groups.includes('system:users'));
  t.true((verdict.latencyMs ?? -1) > 0);
});

test.serial('an ended one is expired', async (t) => {
  const clusters = [{ name: 'one', holders: { ops: { daysLeft: -12 } } }];
  await using emulator = await startEmulator({ scenario: { clusters }, ...quick });
  const held = await fetched(emulator, { minutes: 30 });
  await emulator.clock.advance(3_600_000);
  const clock = { ...systemClock, now: () => emulator.clock.now() };
  const verdict = await held.verify({ clock });
  t.is(verdict.cause, 'expired', verdict.detail);
});

test.serial('if only by the server’s clock, it is clock skew', async (t) => {
  await using emulator = await startEmulator({ scenario, ...quick });
  const held = await fetched(emulator, { minutes: 30 });
  await emulator.clock.advance(3_600_000);
  const verdict = await held.verify();
  t.is(verdict.cause, 'clockSkew', verdict.detail);
});

test.serial(
  'after a revoke the old one is revoked once the cloud has another name; the server’s answer alone proves nothing',
  async (t) => {
    await using emulator = await startEmulator({ scenario, ...quick });
    const held = await fetched(emulator);
    await ackOn(emulator, 'ops').revokeKubeconfig(held.cluster);
    const verdict = await held.verify();
    t.is(verdict.cause, 'forbidden', verdict.detail);
    t.is((await held.verify({ currentCommonName: async () => 'another-1' })).cause, 'revoked');
    t.is((await (await fetched(emulator)).verify()).verdict, 'ok');
  },
);

test.serial('a user without any grant is recognized once the cloud is asked', async (t) => {
  const identities = [{ name: 'mei' }];
  const clusters = [{ name: 'one', holders: { mei: { daysLeft: 300, roles: [] } } }];
  await using emulator = await startEmulator({ scenario: { identities, clusters }, ...quick });
  const held = await fetched(emulator, { as: 'mei' });
  const first = await held.verify();
  const current = first.identity?.username ?? '';
  const verdict = await held.verify({ currentCommonName: async () => current });
  t.is(verdict.cause, 'forbidden', verdict.detail);
});

test.serial('rights in one namespace are enough for a context with that namespace', async (t) => {
  const identities = [{ name: 'mei' }];
  const clusters = [{ name: 'one', holders: { mei: { daysLeft: 300, roles: ['view@default'] } } }];
  await using emulator = await startEmulator({ scenario: { identities, clusters }, ...quick });
  const verdict = await (await fetched(emulator, { as: 'mei' })).verify();
  t.is(verdict.verdict, 'ok', verdict.detail);
  t.regex(verdict.detail, /rights seen in namespace default/);
});

test.serial(
  'another cluster’s authority is the wrong one, and another’s certificate unauthorized',
  async (t) => {
    const clusters = [...scenario.clusters, { name: 'two', holders: { ops: { daysLeft: 900 } } }];
    // Separate keys: with shared ones, the authorities of two clusters may be the same.
    await using emulator = await startEmulator({ scenario: { clusters } });
    const one = await fetched(emulator);
    const [, two] = await ackOn(emulator, 'ops').listClusters(region);
    if (two === undefined) return t.fail();
    const issued = await ackOn(emulator, 'ops').fetchKubeconfig({
      cluster: two,
      access: 'public',
      durationMinutes: 60,
    });
    const kubeconfig = readKubeconfig(issued.yaml, { file: 'two' });
    const other = apiServerTarget(kubeconfig, kubeconfig.contexts[0]?.name ?? '');
    const wrongAuthority = await one.verify({}, { certificateAuthority: other.certificateAuthority });
    t.is(wrongAuthority.cause, 'wrongCertificateAuthority', wrongAuthority.detail);
    const { clientCertificate, clientKey } = other;
    const stranger = await one.verify({}, { clientCertificate, clientKey });
    t.is(stranger.cause, 'unauthorized', stranger.detail);
    const torn = await one.verify({}, { clientKey });
    t.is(torn.cause, 'credentialUnreadable', torn.detail);
  },
);

test.serial('a certificate that does not name the dialled address reports the names it has', async (t) => {
  const clusters = [{ name: 'one', missingSans: ['public' as const], holders: { ops: { daysLeft: 900 } } }];
  await using emulator = await startEmulator({ scenario: { clusters }, ...quick });
  const held = await fetched(emulator);
  const verdict = await held.verify();
  t.is(verdict.cause, 'nameMismatch', verdict.detail);
  t.regex(verdict.detail, /not valid for 127\.0\.0\.1; it names kubernetes, .*172\.21\.0\.1/);
  t.regex(verdict.remedy ?? '', new RegExp(`ackring san ${held.cluster.id} --name 127.0.0.1`));
  t.is((await held.verify({}, { tlsServerName: 'kubernetes.default.svc' })).verdict, 'ok');
  t.true((await held.verify({}, { tlsServerName: 'kubernetes.default.svc' })).isServerProven);
  const unchecked = await held.verify({}, { insecureSkipTlsVerify: true });
  t.like(unchecked, { verdict: 'ok', isServerProven: false });
  t.regex(unchecked.detail, /anyone may have answered, since the context does not check the certificate/);
});

test.serial('a closed port, an unknown name, and an invalid address', async (t) => {
  await using emulator = await startEmulator({ scenario, ...quick });
  const held = await fetched(emulator);
  const port = await ownPort();
  const refused = await held.verify({}, { server: `https://127.0.0.1:${port}` });
  t.is(refused.cause, 'unreachable');
  t.regex(refused.detail, /refuses connections/);
  const unknown = await held.verify({}, { server: 'https://nowhere.invalid:6443' });
  t.is(unknown.cause, 'unreachable');
  t.regex(unknown.detail, /cannot be resolved/);
  t.is((await held.verify({}, { server: '::' })).cause, 'dangling');
});

test.serial('a server that accepts the connection and says nothing is bounded', async (t) => {
  await using emulator = await startEmulator({ scenario, ...quick });
  const held = await fetched(emulator);
  const silent = createNetServer((socket) => socket.resume());
  t.teardown(() => silent.close());
  const port = await listenOn(silent);
  const verdict = await held.verify({ timeoutMs: 2_000 }, { server: `https://127.0.0.1:${port}` });
  t.is(verdict.cause, 'unreachable');
  t.regex(verdict.detail, /did not answer in time/);
});

test.serial('a port that does not speak TLS', async (t) => {
  await using emulator = await startEmulator({ scenario, ...quick });
  const held = await fetched(emulator);
  const plain = createServer((_, response) => response.end('hello'));
  t.teardown(() => plain.close());
  const verdict = await held.verify({}, { server: `https://127.0.0.1:${await listenOn(plain)}` });
  t.is(verdict.cause, 'serverError', verdict.detail);
});

test.serial('a cancelled verification throws, and nothing else does', async (t) => {
  await using emulator = await startEmulator({ scenario, ...quick });
  const held = await fetched(emulator);
  const controller = new AbortController();
  controller.abort();
  const error = await t.throwsAsync(held.verify({ signal: controller.signal }), { instanceOf: AckringError });
  t.is(error?.code, 'Cancelled');
});

test.serial(
  'through a proxy’s CONNECT, with the right server; a refusing or absent proxy is reported',
  async (t) => {
    await using emulator = await startEmulator({ scenario, ...quick });
    const held = await fetched(emulator);
    const asked: (string | undefined)[] = [];
    let isOpen = true;
    const proxy = createServer();
    proxy.on('connect', (request, socket) => {
      asked.push(request.url, request.headers['proxy-authorization']);
      if (!isOpen) {
        socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
        return;
      }
      const [host = '', port = ''] = (request.url ?? '').split(':');
      const upstream = connect(Number(port), host, () => {
        socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
        upstream.pipe(socket).pipe(upstream);
      });
      upstream.on('error', () => socket.destroy());
      socket.on('error', () => upstream.destroy());
    });
    t.teardown(() => proxy.close());
    const proxyUrl = `http://user:pass@127.0.0.1:${await listenOn(proxy)}`;
    t.is((await held.verify({}, { proxyUrl })).verdict, 'ok');
    t.deepEqual(asked, [
      new URL(held.target.server).host,
      `Basic ${Buffer.from('user:pass').toString('base64')}`,
    ]);
    isOpen = false;
    t.regex((await held.verify({}, { proxyUrl })).detail, /proxy will not connect/);
    const gone = `http://127.0.0.1:${await ownPort()}`;
    t.regex((await held.verify({}, { proxyUrl: gone })).detail, /proxy .* does not answer/);
    t.regex((await held.verify({}, { proxyUrl: 'gopher://127.0.0.1:70' })).detail, /unsupported kind/);
  },
);

test.serial('an exec plug-in is run as kubectl would, and its credentials are used', async (t) => {
  await using emulator = await startEmulator({ scenario, ...quick });
  const held = await fetched(emulator);
  const { clientCertificate, clientKey } = held.target;
  const folder = await mkdtemp(join(tmpdir(), 'ackring-exec-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  const apiVersion = 'client.authentication.k8s.io/v1';
  const plugin = async (name: string, script: string): Promise<ExecPlugin> => {
    const command = join(folder, name);
    await writeFile(command, `#!/bin/sh\n${script}\n`);
    await chmod(command, 0o755);
    return {
      command,
      args: ['a'],
      env: { MORE: '1' },
      apiVersion,
      interactiveMode: 'Never',
      provideClusterInfo: true,
      installHint: 'Do this.',
    };
  };
  const status = { clientCertificateData: clientCertificate, clientKeyData: clientKey };
  const answer = JSON.stringify({ kind: 'ExecCredential', apiVersion, status });
  await writeFile(join(folder, 'credential.json'), answer);
  const good = await plugin(
    'good',
    `echo "$KUBERNETES_EXEC_INFO" > "${folder}/told.$1.$MORE"; cat "${folder}/credential.json"`,
  );
  const bare = { clientCertificate: null, clientKey: null };
  t.is((await held.verify({}, { ...bare, exec: good })).verdict, 'ok');
  const told = JSON.parse(await readFile(join(folder, 'told.a.1'), 'utf8'));
  t.is(told.apiVersion, 'client.authentication.k8s.io/v1');
  t.false(told.spec.interactive);
  t.is(told.spec.cluster.server, held.target.server);

  for (const refused of ['client.authentication.k8s.io/v1alpha1', 'example.com/v1']) {
    const verdict = await held.verify({}, { ...bare, exec: { ...good, apiVersion: refused } });
    t.is(verdict.cause, 'execPluginFailed', refused);
    t.regex(verdict.detail, /kubectl does not accept/);
  }

  const missing = await held.verify({}, { ...bare, exec: { ...good, command: join(folder, 'absent') } });
  t.is(missing.cause, 'execPluginMissing');
  t.is(missing.remedy, 'Do this.');
  for (const [name, script, detail] of [
    ['fails', 'echo MARKED-SECRET >&2; exit 3', /exit 3/],
    ['babbles', 'echo MARKED-SECRET', /not an ExecCredential/],
    [
      'gives-nothing',
      `echo '{"kind":"ExecCredential","apiVersion":"${apiVersion}","status":{}}'`,
      /no credential/,
    ],
    [
      'speaks-older',
      `printf %s '${answer.replace('/v1"', '/v1beta1"')}'`,
      /an apiVersion other than .*v1, and kubectl/,
    ],
    ['speaks-none', `echo '${answer.replace(`"apiVersion":"${apiVersion}",`, '')}'`, /not an ExecCredential/],
    ['hangs', 'exec sleep 60', /did not finish/],
  ] as const) {
    // What needs no patience may start slowly on a busy machine.
    const execPlugins = plugIns(name === 'hangs' ? 500 : undefined);
    const verdict = await held.verify({ execPlugins }, { ...bare, exec: await plugin(name, script) });
    t.is(verdict.cause, 'execPluginFailed', name);
    t.regex(verdict.detail, detail);
    t.notRegex(JSON.stringify(verdict), /MARKED/);
  }
});

test.serial(
  "a plug-in's credential is revoked like any certificate, with the remedy to drop it",
  async (t) => {
    await using emulator = await startEmulator({ scenario, ...quick });
    const held = await fetched(emulator);
    const folder = await mkdtemp(join(tmpdir(), 'ackring-exec-'));
    t.teardown(() => rm(folder, { recursive: true, force: true }));
    const apiVersion = 'client.authentication.k8s.io/v1';
    const { clientCertificate: clientCertificateData, clientKey: clientKeyData } = held.target;
    const answer = { kind: 'ExecCredential', apiVersion, status: { clientCertificateData, clientKeyData } };
    const command = join(folder, 'ack-ram-tool');
    await writeFile(command, `#!/bin/sh\nprintf %s '${JSON.stringify(answer)}'\n`, { mode: 0o755 });
    await ackOn(emulator, 'ops').revokeKubeconfig(held.cluster);
    const exec = {
      ...{ command, args: [], env: {}, apiVersion, interactiveMode: 'Never' },
      ...{ provideClusterInfo: false, installHint: null },
    };
    const credential = { kind: 'exec', command, issues: 'certificate' } as const;
    const verify = (named: (shown: ContextEntry) => string) =>
      held.verify(
        { currentCommonName: async (shown) => named(shown) },
        { clientCertificate: null, clientKey: null, exec },
        { credential },
      );
    const revoked = await verify(() => 'another-1');
    t.is(revoked.cause, 'revoked', revoked.detail);
    t.regex(revoked.detail, /certificate of .*ack-ram-tool'? is valid and known/);
    t.regex(revoked.remedy ?? '', /rm ~\/\.kube\/cache\/ack-ram-tool/);
    // The cloud is asked about the certificate that was presented, and if it still knows that name nothing was revoked.
    const current = await verify(({ credential: shown }) =>
      shown.kind === 'certificate' ? shown.subject.commonName : 'none',
    );
    t.is(current.cause, 'forbidden', current.detail);
    t.regex(current.detail, /which was not revoked/);
  },
);

test.serial('an unreadable target is the verdict', async (t) => {
  await using emulator = await startEmulator({ scenario, ...quick });
  const held = await fetched(emulator);
  for (const [code, cause] of [
    ['KubeconfigInvalid', 'dangling'],
    ['FileUnreadable', 'credentialUnreadable'],
  ] as const) {
    const target = () => Promise.reject(new AckringError(code, 'gone', { remedy: 'Restore it.' }));
    const verdict = await held.verify({ target });
    t.is(verdict.cause, cause);
    t.is(verdict.remedy, 'Restore it.');
  }
});

function listenOn(server: Server | ReturnType<typeof createNetServer>): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
}

test.serial(
  'a look at the kubeconfig that was cancelled is no verdict, and one that failed is',
  async (t) => {
    await using emulator = await startEmulator({ scenario: { clusters: [{ name: 'prod' }] } });
    const held = await fetched(emulator);
    const failing = (code: 'Cancelled' | 'FileUnreadable' | 'ContextNotFound' | 'ContextRefused') =>
      held.verify({
        target: () => {
          throw new AckringError(code, say('it holds several documents'), {
            remedy: say('it holds several documents'),
          });
        },
      });
    await t.throwsAsync(failing('Cancelled'), { code: 'Cancelled' });
    t.like(await failing('FileUnreadable'), { verdict: 'failed', cause: 'credentialUnreadable' });
    t.like(await failing('ContextNotFound'), { verdict: 'failed', cause: 'dangling' });
    t.like(await failing('ContextRefused'), { verdict: 'failed', cause: 'refusedByKubectl' });
  },
);

test.serial('a user who acts as another is shown as that one', async (t) => {
  await using emulator = await startEmulator({ scenario, ...quick });
  const held = await fetched(emulator);
  const verdict = await held.verify(
    {},
    { impersonation: { user: 'alice', groups: ['system:masters'], uid: null, extra: {} } },
  );
  t.regex(verdict.detail, /acting as alice/);
});

test.serial(
  'a refused RAM token asks for the add-on, once; whoever stops that gets no verdict',
  async (t) => {
    await using emulator = await startEmulator({ scenario, ...quick });
    const held = await fetched(emulator);
    const stopping = new AbortController();
    const verify = (authenticator: NonNullable<VerifyOptions['authenticator']>) =>
      held.verify(
        { authenticator, signal: stopping.signal },
        { clientCertificate: null, clientKey: null, token: 'not-known' },
        { credential: { kind: 'exec', command: 'ackring', issues: 'token' } },
      );
    t.is((await verify(async () => 'missing')).cause, 'authenticatorMissing');
    t.is((await verify(async () => null)).cause, 'unauthorized');
    t.is((await verify(() => Promise.reject(new Error('no answer')))).cause, 'unauthorized');
    const stopped = verify(async () => {
      stopping.abort();
      throw new AckringError('Cancelled', 'stopped', { remedy: 'Again.' });
    });
    await t.throwsAsync(stopped, { code: 'Cancelled' });
    // Neither where a program gives certificates, nor where one in the file was refused.
    const unasked = { authenticator: async () => t.fail('asked') };
    const stranger = { clientCertificate: null, clientKey: null, token: 'not-known' };
    const exec = { kind: 'exec', command: 'ackring', issues: 'certificate' } as const;
    t.is((await held.verify(unasked, stranger, { credential: exec })).cause, 'unauthorized');
    t.is((await held.verify(unasked, stranger)).cause, 'unauthorized');
  },
);

test.serial('read-only runs no plug-in, and knows nothing of it; stopping one is no verdict', async (t) => {
  await using emulator = await startEmulator({ scenario, ...quick });
  const held = await fetched(emulator);
  const exec: ExecPlugin = {
    ...{ command: process.execPath, args: ['-e', ''], env: {} },
    apiVersion: 'client.authentication.k8s.io/v1',
    ...{ interactiveMode: 'Never', provideClusterInfo: false, installHint: null },
  };
  const verdict = await held.verify({ execPlugins: noExecPlugins }, { exec });
  t.like(verdict, { verdict: 'failed', cause: 'unknown' });
  t.regex(verdict.detail, /read-only/i);
  await t.throwsAsync(held.verify({ signal: AbortSignal.abort() }, { exec }), { code: 'Cancelled' });
});

/** A certificate of the holder in the cluster, issued in that year; null: without what says so. */
const issuedIn = (year: number | null, { uid = '2001', clusterId = 'c1' } = {}) =>
  specimenContext({
    credential: {
      kind: 'certificate',
      ...specimenFacts(new Date('2030-01-01T00:00:00Z'), {
        uid,
        issuedAt: year === null ? null : new Date(Date.UTC(year, 0)),
        subject: { organizations: [], commonName: `${uid}-${year}` },
      }),
    },
    ack: clusterId === '' ? null : { clusterId, region: null, access: null, identity: null, source: 'owned' },
  });
const withoutCertificate = specimenContext({ ack: issuedIn(2026).ack });

const successors: readonly (readonly [
  what: string,
  own: ContextEntry,
  others: readonly ContextEntry[],
  name: string | null,
])[] = [
  ['a later one shows', issuedIn(2026), [issuedIn(2027)], '2001-2027'],
  [
    'the latest of later ones shows',
    issuedIn(2025),
    [issuedIn(2026), issuedIn(2028), issuedIn(2027)],
    '2001-2028',
  ],
  ['an earlier one proves nothing', issuedIn(2026), [issuedIn(2025)], null],
  ['itself proves nothing', issuedIn(2026), [issuedIn(2026)], null],
  ['another holder’s proves nothing', issuedIn(2026), [issuedIn(2027, { uid: '2002' })], null],
  ['another cluster’s proves nothing', issuedIn(2026), [issuedIn(2027, { clusterId: 'c2' })], null],
  ['of no known cluster proves nothing', issuedIn(2026), [issuedIn(2027, { clusterId: '' })], null],
  ['without its instant proves nothing', issuedIn(2026), [issuedIn(null)], null],
  ['for one without an instant nothing shows', issuedIn(null), [issuedIn(2027)], null],
  ['for one of no known cluster nothing shows', issuedIn(2026, { clusterId: '' }), [issuedIn(2027)], null],
  ['for what is no certificate nothing shows', withoutCertificate, [issuedIn(2027)], null],
  ['what is no certificate proves nothing', issuedIn(2026), [withoutCertificate], null],
];

for (const [what, own, others, name] of successors)
  test(`a revoke by other certificates: ${what}`, (t) => t.is(laterName(own, others), name));
