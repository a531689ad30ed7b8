import { specimenCluster } from '@ackring/testkit/cluster';
import {
  makeSpecimen,
  specimenClusterId,
  specimenNow,
  specimenOwner,
  specimenUid,
} from '@ackring/testkit/specimen';
import test from 'ava';
import { parse } from 'yaml';
import { planMerge } from '../kubeconfig/merge.js';
import { readKubeconfig } from '../kubeconfig/read.js';
import type { DescribedCluster } from '../words/cluster.js';
import { hubType } from '../words/cluster-kind.js';
import type { Access, AccessChoice, Endpoints } from '../words/endpoints.js';
import { AckringError, type ErrorCode } from '../words/errors.js';
import { authorityDigest } from '../words/recipient.js';
import { toText } from '../words/say.js';
import { endpointMissing, fileForMerge, isSamePlan, ownerFor, planAcquire } from './plan.js';
import { withExecPlugin } from './plug-in-entry.js';
import type { AcquireFile, AcquirePlan, AcquireRequest } from './request.js';

// What a fetch will do, for each request and each state of the files, without any call.

const outer = 'https://203.0.113.10:6443';
const inner = 'https://192.168.0.10:6443';
const both: Endpoints = { public: [outer], private: [inner] };
const onlyOuter: Endpoints = { public: [outer], private: [] };
const onlyInner: Endpoints = { public: [], private: [inner] };
const none: Endpoints = { public: [], private: [] };

function cluster(change: Partial<DescribedCluster> = {}): DescribedCluster {
  return specimenCluster({ endpoints: both, ...change });
}

function request(change: Partial<AcquireRequest> = {}): AcquireRequest {
  return {
    cluster: cluster(),
    durationMinutes: 60,
    access: 'auto',
    destination: { kind: 'merge', file: null },
    contextName: null,
    use: false,
    verify: true,
    ...change,
  };
}

interface FileState extends Partial<Pick<AcquireFile, 'exists' | 'isWritable' | 'isMember'>> {
  readonly text?: string | null;
}

function file(path: string, { text = null, exists = text !== null, ...state }: FileState = {}): AcquireFile {
  const kubeconfig = text === null ? null : readKubeconfig(text, { file: path });
  return { path, exists, isWritable: true, isMember: true, text, kubeconfig, problem: null, ...state };
}

function plan(
  change: Partial<AcquireRequest> = {},
  files: readonly AcquireFile[] = [file('a')],
): AcquirePlan {
  return planAcquire(request(change), { files, namePattern: '{name}', now: specimenNow });
}

function codeOf(work: () => unknown): ErrorCode | null {
  try {
    work();
    return null;
  } catch (error) {
    if (error instanceof AckringError) return error.code;
    throw error;
  }
}

/** A file with our entries of a cluster. */
async function owned(owner = specimenOwner({ kind: 'temporary' })): Promise<string> {
  const { yaml } = await makeSpecimen({ clusterId: owner.clusterId });
  return planMerge({ existing: null, file: 'f', issued: yaml, owner, use: true, taken: [] }).text;
}

const accesses: [Endpoints, AccessChoice, boolean, Access | 'EndpointMissing'][] = [
  [both, 'auto', false, 'public'],
  [both, 'public', false, 'public'],
  [both, 'private', false, 'private'],
  [both, 'private', true, 'private'],
  [onlyInner, 'auto', false, 'private'],
  [onlyInner, 'public', false, 'EndpointMissing'],
  [onlyInner, 'public', true, 'private'],
  [onlyOuter, 'private', false, 'EndpointMissing'],
  [onlyOuter, 'private', true, 'public'],
  [none, 'auto', true, 'EndpointMissing'],
];

test("the cluster's own access is taken, another only if allowed", (t) => {
  for (const [endpoints, access, takesOther, expected] of accesses) {
    const asked = { cluster: cluster({ endpoints }), access, takesOther };
    const said = JSON.stringify({ endpoints, access, takesOther });
    if (expected === 'EndpointMissing')
      t.is(
        codeOf(() => plan(asked)),
        expected,
        said,
      );
    else t.like(plan(asked), { access: expected, server: endpoints[expected][0] ?? '' }, said);
  }
  t.is(
    codeOf(() => plan({ cluster: cluster({ endpoints: onlyOuter }), access: 'private' })),
    'EndpointMissing',
  );
});

for (const [state, type, remedy] of [
  ['deleting', 'ManagedKubernetes', /being deleted/],
  ['DELETED', 'ExternalKubernetes', /being deleted/],
  ['failed', 'ManagedKubernetes', /^Wait until/],
  ['delete_failed', 'ManagedKubernetes', /^Wait until/],
  ['waiting', 'ExternalKubernetes', /^Connect its agent/],
] as const)
  test(`what to do about a cluster of ${type} that is ${state}`, (t) => {
    const refused = t.throws(() => plan({ cluster: cluster({ state, type }) }), { instanceOf: AckringError });
    t.regex(refused?.remedy ?? '', remedy);
  });

test('a cluster without an API server is refused before any call', (t) => {
  t.is(
    codeOf(() => plan({ cluster: cluster({ state: 'deleting' }) })),
    'ClusterNotServing',
  );
  t.is(
    codeOf(() => plan({ cluster: cluster({ state: 'updating' }) })),
    null,
  );
});

const hubPlans: readonly (readonly [
  what: string,
  change: Partial<AcquireRequest>,
  code: ErrorCode | null,
])[] = [
  ['as it comes', {}, null],
  ['for an hour', { durationMinutes: 60 }, 'Refused'],
  ['by a plug-in', { plugIn: 'certificate' }, 'Refused'],
  ['for somebody', { holder: { uid: '2', name: 'ops' } }, 'Refused'],
];

for (const [what, change, code] of hubPlans)
  test(`a hub’s kubeconfig ${what}: ${code ?? 'planned'}`, (t) => {
    const hub = cluster({ type: hubType });
    t.is(
      codeOf(() => plan({ cluster: hub, durationMinutes: null, ...change })),
      code,
    );
  });

const tokenPlans: readonly (readonly [type: string, profile: string, code: ErrorCode | null])[] = [
  ['ManagedKubernetes', 'Default', null],
  ['ManagedKubernetes', 'Acs', null],
  ['Kubernetes', 'Default', 'Refused'],
  ['ExternalKubernetes', 'Default', 'Refused'],
  ['NewKubernetes', 'Default', null],
];

for (const [type, profile, code] of tokenPlans)
  test(`a token for ${type} of profile ${profile}: ${code ?? 'planned'}`, (t) => {
    t.is(
      codeOf(() => plan({ cluster: cluster({ type, profile }), plugIn: 'token' })),
      code,
    );
    t.is(
      codeOf(() => plan({ cluster: cluster({ type, profile }), plugIn: 'certificate' })),
      null,
    );
  });

test('of a registered cluster that cannot be reached, a kubeconfig from who runs it can be taken in', (t) => {
  for (const change of [{ state: 'disconnected' }, { endpoints: none }]) {
    const error = t.throws(() => plan({ cluster: cluster({ type: 'ExternalKubernetes', ...change }) }), {
      instanceOf: AckringError,
    });
    t.regex(error?.remedy ?? '', /who runs it: `ackring merge FILE`/);
  }
});

test('a request for a missing access names the one that exists', (t) => {
  const said = (endpoints: Endpoints, access: AccessChoice) => {
    const { message, remedy } = endpointMissing(cluster({ endpoints }), access);
    return `${message}: ${remedy}`;
  };
  t.regex(said(onlyInner, 'public'), /no public endpoint: .*--access private.*EIP/);
  t.regex(said(onlyOuter, 'private'), /no private endpoint: Take `--access public`/);
  for (const access of ['auto', 'public', 'private'] as const) {
    t.regex(said(none, access), /Look at its connection information/);
  }
  t.regex(said(none, 'auto'), /has no endpoint/);
});

test('a temporary one ends after its minutes, a long-term one when the server says', (t) => {
  t.like(plan({ durationMinutes: 60 }), {
    kind: 'temporary',
    expectedNotAfter: new Date(specimenNow.getTime() + 3_600_000),
  });
  t.like(plan({ durationMinutes: null }), { kind: 'long-term', expectedNotAfter: null });
  t.like(plan({ plugIn: 'token' }), { kind: 'token', expectedNotAfter: null });
});

test('the preview names what the user entry will hold, never the placeholder', (t) => {
  const detail = (change: Partial<AcquireRequest>) =>
    plan(change).changes.flatMap(({ path, detail }) => (path.startsWith('users/') ? toText(detail) : []))[0];
  t.is(detail({ durationMinutes: 45 }), 'certificate for 45 minutes');
  t.is(detail({ durationMinutes: 480 }), 'certificate for 8 h');
  t.is(detail({ durationMinutes: null }), 'certificate, long-term');
  t.is(detail({ plugIn: 'certificate' }), 'exec plug-in ackring');
  t.is(detail({ plugIn: 'token' }), 'exec plug-in ackring, RAM token');
  const others = plan().changes.filter(({ path }) => !path.startsWith('users/'));
  t.false(others.some((change) => toText(change.detail).startsWith('certificate')));
});

test('of an entry that is there, what only the cloud’s answer can change is not known before', async (t) => {
  const ownedHere = async (kind: 'temporary' | 'long-term', server = outer) =>
    file('a', { text: (await owned(specimenOwner({ kind }))).replace(/https:\/\/[^\s"']+/, server) });
  const [short, long] = [await ownedHere('temporary'), await ownedHere('long-term')];
  const changes = (change: Partial<AcquireRequest>, of = short) =>
    Object.fromEntries(plan(change, [of]).changes.map((each) => [each.path.split('/')[0], each.change]));
  const known = { clusters: 'unknown', contexts: 'unknown' };
  t.deepEqual(changes({}), { ...known, users: 'update' });
  t.deepEqual(changes({ durationMinutes: null }, long), { ...known, users: 'unknown' });
  t.deepEqual(changes({ plugIn: 'certificate' }), { ...known, users: 'update' });
  t.deepEqual(changes({}, await ownedHere('temporary', inner)), {
    ...known,
    clusters: 'update',
    users: 'update',
  });
  t.deepEqual(changes({ durationMinutes: null }, file('a')), {
    ...{ clusters: 'add', contexts: 'add', users: 'add' },
  });
});

test("the target is the requested file, else the one with the same entries, else kubectl's", async (t) => {
  const other = await owned(specimenOwner({ clusterId: specimenClusterId(2) }));
  const own = await owned();
  const files = [
    file('first', { text: other }),
    file('second', { text: own }),
    file('third', { text: other }),
  ];
  const to = (destination: AcquireRequest['destination'], among = files) => plan({ destination }, among).file;
  t.is(to({ kind: 'stdout' }), null);
  t.is(to({ kind: 'merge', file: 'third' }), 'third');
  t.is(to({ kind: 'merge', file: null }), 'second');
  t.is(
    to({ kind: 'merge', file: null }, [file('first', { text: other }), file('third', { text: other })]),
    'first',
  );
  t.is(
    codeOf(() => to({ kind: 'merge', file: 'unread' })),
    'Internal',
  );
  t.is(
    codeOf(() => to({ kind: 'merge', file: null }, [])),
    'FileUnwritable',
  );
  t.is(
    fileForMerge(ownerFor(request({ durationMinutes: null }), 'public', { uid: specimenUid }), files),
    'first',
  );
});

const outputs: [string, () => Promise<string | null>, ErrorCode | null][] = [
  ['an absent file', async () => null, null],
  ['an empty one', async () => '\n', null],
  ['its own, written before', () => owned(), null],
  ['one of another cluster', () => owned(specimenOwner({ clusterId: specimenClusterId(2) })), 'Conflict'],
  ['one that is not ours', async () => (await makeSpecimen()).yaml, 'Conflict'],
  ['one without contexts', async () => 'kind: Config\nclusters: []\n', 'Conflict'],
];

for (const [what, text, code] of outputs) {
  test(`a separate file over ${what}: ${code ?? 'done'}`, async (t) => {
    const among = [file('out', { text: await text(), isMember: false })];
    t.is(
      codeOf(() => plan({ destination: { kind: 'file', file: 'out' } }, among)),
      code,
    );
  });
}

test('an unreadable file is not overwritten either', (t) => {
  const broken = { ...file('out', { isMember: false }), exists: true, text: '{', kubeconfig: null };
  t.is(
    codeOf(() => plan({ destination: { kind: 'file', file: 'out' } }, [broken])),
    'Conflict',
  );
});

test('to merge is offered only into what can be merged into', async (t) => {
  const remedyOver = (text: string) =>
    t.throws(
      () => plan({ destination: { kind: 'file', file: 'out' } }, [file('out', { text, isMember: false })]),
      { instanceOf: AckringError },
    )?.remedy;
  t.is(remedyOver('kind: Config\nclusters: []\n'), 'Name another file.');
  t.regex(
    remedyOver((await makeSpecimen()).yaml) ?? '',
    /merge into it with `ackring get .* --kubeconfig out`\.$/,
  );
});

test('a broken file is refused by name when it has to be written', (t) => {
  const broken = { ...file('a', { text: '' }), text: 'contexts: [', kubeconfig: null };
  t.regex(t.throws(() => plan({}, [broken]), { instanceOf: AckringError })?.message ?? '', /\ba\b/);
});

test('nobody else’s context is led elsewhere by an entry that it shares', async (t) => {
  const own = await owned();
  const name = readKubeconfig(own, { file: 'a' }).contexts[0]?.cluster;
  const theirs = `- name: theirs\n  context:\n    cluster: ${name}\n    user: mine\n`;
  const shared = own.replace(/^contexts:\n/m, `$&${theirs}`);
  const moved = shared.replaceAll(outer, 'https://198.51.100.7:6443');
  for (const [text, code] of [
    [shared, null],
    [moved, 'Conflict'],
  ] as const)
    for (const destination of [
      { kind: 'merge', file: null },
      { kind: 'merge', file: 'a' },
    ] as const)
      t.is(
        codeOf(() => plan({ destination }, [file('a', { text }), file('b')])),
        code,
      );
});

test('names in other files count when the files are merged, not for a separate file', async (t) => {
  const taken = (await makeSpecimen()).yaml.replaceAll(/name: \d+-c0\S+/g, 'name: prod');
  const among = [file('a', { text: taken }), file('b')];
  t.not(plan({ destination: { kind: 'merge', file: 'b' } }, among).context, 'prod');
  t.is(plan({ destination: { kind: 'file', file: 'b' } }, among).context, 'prod');
  // kubectl never sees the two together.
  const apart = [file('a', { text: taken }), file('b', { isMember: false })];
  t.is(plan({ destination: { kind: 'merge', file: 'b' } }, apart).context, 'prod');
  t.is(plan({ destination: { kind: 'stdout' } }, among).context, 'prod');
  // Its own previous version is no conflict.
  const again = [file('a', { text: await owned() })];
  t.is(plan({}, again).context, 'ack/cn-hangzhou/prod');
});

test('the current context changes on request, in the file that decides', async (t) => {
  const deciding = file('a', { text: 'kind: Config\ncurrent-context: mine\n' });
  const among = [deciding, file('b', { text: 'kind: Config\n' })];
  const destination = { kind: 'merge', file: 'b' } as const;
  const stays = { before: 'mine', after: 'mine', file: null };
  t.deepEqual(plan({ destination }, among).currentContext, { ...stays, isMissing: true });
  const mine = file('b', {
    text: 'kind: Config\ncontexts:\n- name: mine\n  context: {cluster: c, user: u}\n',
  });
  t.deepEqual(plan({ destination }, [deciding, mine]).currentContext, stays);
  const used = plan({ destination, use: true }, among);
  t.deepEqual(used.currentContext, { before: 'mine', after: 'prod', file: 'a' });
  t.true(used.changes.some(({ path }) => path === 'current-context'));
  // By the second file it is current already.
  const current = [file('a', { text: 'kind: Config\n' }), file('b', { text: 'current-context: prod\n' })];
  t.is(plan({ destination, use: true }, current).currentContext.file, null);
  // Nothing is fetched for a switch that could not be written.
  const odd = [
    file('a', { text: 'x-a: &a mine\ncurrent-context: *a\n' }),
    file('b', { text: 'kind: Config\n' }),
  ];
  t.is(
    codeOf(() => plan({ destination, use: true }, odd)),
    'Refused',
  );
  const alone = plan({ use: true }, [deciding]);
  t.deepEqual(alone.currentContext, { before: 'mine', after: 'prod', file: 'a' });
  t.is(alone.changes.filter(({ path }) => path === 'current-context').length, 1);
  const apart = [file('a', { text: 'kind: Config\ncurrent-context: mine\n', isMember: false })];
  t.like(plan({ destination: { kind: 'merge', file: 'a' }, use: true }, apart).currentContext, {
    before: 'mine',
    after: 'prod',
    file: 'a',
  });
  t.like(
    plan({ destination: { kind: 'file', file: 'b' } }, [deciding, file('b', { isMember: false })])
      .currentContext,
    {
      after: 'prod',
      file: 'b',
    },
  );
});

test('plans are equal if they do the same', (t) => {
  const one = plan();
  t.true(isSamePlan(one, { ...plan(), expectedNotAfter: null, untouchedContexts: 9 }));
  for (const change of [{ access: 'private' }, { durationMinutes: null }, { use: true }] as const) {
    t.false(isSamePlan(one, plan(change)), JSON.stringify(change));
  }
  t.false(isSamePlan(one, plan({}, [file('b')])));
});

test('a plug-in’s entry requests what was planned, and holds no key', async (t) => {
  const { yaml, authority } = await makeSpecimen();
  const program = { command: '/usr/bin/node', script: '/usr/bin/ackring' };
  const made = (change: Partial<AcquireRequest>, profile: string | null) => {
    const text = withExecPlugin(yaml, plan(change), { program, profile });
    t.notRegex(text, /client-(certificate|key)-data/);
    return parse(text);
  };
  const cluster = ['--cluster', specimenClusterId(1), '--region', 'cn-hangzhou'];
  const usual = ['/usr/bin/ackring', 'exec-credential', ...cluster, '--access'];
  const servers = plan().request.cluster.endpoints;
  const recipients = [
    ...[...new Set(['https://203.0.113.10:6443', ...servers.public, ...servers.private])].flatMap((each) => [
      '--server',
      each,
    ]),
    ...['--authority', authorityDigest(authority)],
  ];
  const short = made({ durationMinutes: 45, access: 'private' }, 'work');
  t.like(short.users[0].user.exec, {
    command: '/usr/bin/node',
    args: [...usual, 'private', '--duration', '45m', ...recipients, '--profile', 'work'],
    interactiveMode: 'Never',
    provideClusterInfo: true,
  });
  t.is(short.clusters[0].cluster.server, 'https://203.0.113.10:6443');
  t.deepEqual(made({ durationMinutes: null }, null).users[0].user.exec.args, [
    ...usual,
    'public',
    ...recipients,
  ]);
  const ofToken = ['/usr/bin/ackring', 'exec-credential', '--token', ...cluster, ...recipients];
  t.deepEqual(made({ plugIn: 'token' }, null).users[0].user.exec.args, ofToken);
});
