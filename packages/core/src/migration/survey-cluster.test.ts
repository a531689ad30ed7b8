import { reachedCluster, reachedServer } from '@ackring/testkit/reached-cluster';
import { makeSpecimen, specimenNow, specimenUid } from '@ackring/testkit/specimen';
import test from 'ava';
import type { KubeconfigState } from '../cloud/ack/api.js';
import { readKubeconfig } from '../kubeconfig/read.js';
import type { RbacBinding } from '../machine/api-server/rbac-reader.js';
import type { UsageEvent } from '../usage/usage.js';
import type { Cluster } from '../words/cluster.js';
import { dayMs } from '../words/duration.js';
import { AckringError } from '../words/errors.js';
import type { Identity } from '../words/identity.js';
import type { Quiet } from './quiet.js';
import type { MigrationRecord, RecordPlace } from './record.js';
import type { MigrationSurveyPorts } from './request.js';
import { surveyCluster } from './survey-cluster.js';
import { tokenAccess } from './token-access.js';

// Who is looked at in a cluster, and what is known of each then.

const uid = '200000000000000001';
const commonName = `${uid}-1735700000`;
const daysAgo = (days: number) => new Date(specimenNow.getTime() - days * dayMs);

const binding: RbacBinding = {
  ...{ kind: 'RoleBinding', name: 'web', namespace: 'web', role: { kind: 'ClusterRole', name: 'cs:ns:dev' } },
  subjects: [{ kind: 'User', name: commonName, namespace: null }],
};
const access = tokenAccess({
  ...{ uid, arn: 'acs:ram::1:user/mei', groups: ['system:users'], commonName, bindings: [binding] },
});

const record = (change: Partial<MigrationRecord> = {}): MigrationRecord => ({
  version: 1,
  cluster: { id: 'c1', name: 'prod', region: 'cn-hangzhou' },
  identity: { uid, name: 'mei', type: 'user' },
  ...{ isSelf: false, commonName, access, stage: 'watching', startedAt: daysAgo(40) },
  ...{ watchedSince: daysAgo(40), unused: null, quietDays: 20, task: '6f9619ff-8b86-4d01-b42d-00cf4fc964ff' },
  ...change,
});

interface Survey {
  readonly users?: readonly string[] | null;
  readonly quietDays?: number | null;
  readonly identity?: Partial<Identity>;
  readonly state?: Partial<KubeconfigState>;
  readonly record?: MigrationRecord | null;
  /** Whom the one binding of the cluster names. */
  readonly subjects?: RbacBinding['subjects'];
  /** What the log shows of certificates, and of tokens. */
  readonly uses?: readonly UsedName[];
  /** To which server a context here leads, whose certificate is one's own. */
  readonly server?: string;
  /** The cluster cannot be described. */
  readonly isHidden?: boolean;
  /** Whose moves are on record. */
  readonly remembered?: readonly MigrationRecord[];
  /** What the list of somebody's own kubeconfigs says; null where it cannot be read. */
  readonly own?: Partial<KubeconfigState> | null;
}

type UsedName = readonly [commonName: string, last: Date];

const hidden = new AckringError('Forbidden', 'not yours', { remedy: 'Ask.' });

async function surveyed(asked: Survey) {
  const { cluster, ports } = await reachedCluster();
  const { record: known = null, uses = [], subjects: named = binding.subjects } = asked;
  const identity = { uid, name: 'mei', type: 'user', state: 'active', ...asked.identity } as const;
  const state: KubeconfigState = {
    ...{ cluster, identity, notAfter: null, certificateState: 'unexpired', revokable: true },
    ...{ cloudService: null, ...asked.state },
  };
  const { server, isHidden = false, remembered = [], own = {} } = asked;
  const held = server === undefined ? [] : [await makeSpecimen({ server, clusterId: cluster.id })];
  async function* usage(_: readonly Cluster[], { ofTokens = false } = {}) {
    const isAsked = ([name]: UsedName) => name.startsWith('ram:') === ofTokens;
    const rows = uses.filter(isAsked).map(([name, last]) => ({
      identity,
      use: { commonName: name, last, addresses: [], agents: [] },
    }));
    yield { kind: 'rows', cluster, rows, sight: { from: daysAgo(90), gaps: [] } } as unknown as UsageEvent;
  }
  const subjects = [{ kind: 'User', name: access.mapping.username, namespace: null }];
  const given = (known?.access.bindings ?? []).map((each) => ({ ...each, subjects }));
  const answered = {
    ...ports,
    api: {
      ...ports.api,
      ...(isHidden ? { describeCluster: () => Promise.reject(hidden) } : {}),
      listKubeconfigStates: async () => [state],
      listUserKubeconfigStates: async () => {
        if (own === null) throw new Error('not yours');
        return [
          { ...state, cluster: { ...cluster, id: 'c2' } },
          { ...state, ...own },
        ];
      },
      listAddOns: async () => [{ name: 'ack-ram-authenticator', state: 'active' }],
      describeAddOn: async () => ({ version: 'v0.5.0', config: '{"EnableNonBootstrapMapping":"true"}' }),
    },
    records: {
      read: async ({ uid: whose }: RecordPlace) => {
        const other = remembered.find((each) => each.identity.uid === whose) ?? null;
        return { record: whose === identity.uid ? known : other };
      },
      all: async () => remembered,
    },
    kubeconfigs: async () => held.map(({ yaml }) => readKubeconfig(yaml, { file: 'config' })),
    rbac: {
      listBindings: async () => ({ bindings: [{ ...binding, subjects: named }, ...given], problem: null }),
    },
    objects: () => ({ listMappings: async () => (known === null ? [] : [known.access.mapping]) }),
    delivery: async () => null,
    usage,
  } as unknown as MigrationSurveyPorts;
  const { users = null, quietDays = null } = asked;
  return surveyCluster(cluster, { users, quietDays }, answered);
}

const withoutRole = record({ access: { ...access, bindings: [] } });

const cases: readonly (readonly [what: string, asked: Survey, decided: string | null])[] = [
  ['a user', {}, 'migrate HoldsCertificate'],
  ['a user who is named', { users: ['mei'] }, 'migrate HoldsCertificate'],
  ['a user while another is named', { users: ['tom'] }, null],
  ['a role of the cloud’s own', { state: { cloudService: 'cs' } }, null],
  ['a role of the cloud’s own that is named', { users: ['mei'], state: { cloudService: 'cs' } }, null],
  ['nothing issued', { state: { certificateState: 'unissued' } }, null],
  [
    'nothing issued to whoever is named',
    { users: ['mei'], state: { certificateState: 'unissued' } },
    'blocked NoCertificate',
  ],
  ['the account root', { identity: { type: 'root' } }, null],
  ['the account’s own id', { identity: { uid: '1' } }, null],
  ['a name that RAM does not know', { identity: { name: 'm/ei' } }, 'blocked NameUnknown'],
  ['a name that is the id', { identity: { name: uid } }, 'blocked NameUnknown'],
  ['neither user nor role', { identity: { type: 'unknown' } }, 'blocked NameUnknown'],
  ['a move of which a role is missing', { record: withoutRole }, 'resume Interrupted'],
  ['a move that is watched', { record: record() }, 'wait TokenNotSeen'],
];

for (const [what, asked, decided] of cases)
  test(`${what} in a cluster: ${decided ?? 'left out'}`, async (t) => {
    const [step = null] = await surveyed(asked);
    t.is(step && `${step.verdict} ${step.reason}`, decided);
  });

test('nothing is made up for whom no ARN names, or where nobody can look', async (t) => {
  const [unnamed] = await surveyed({ identity: { name: 'm/ei' } });
  const [unseen] = await surveyed({ isHidden: true, record: withoutRole });
  t.like(unnamed, { access: null, error: null });
  t.like(unseen, { access: null, error: hidden });
});

const subject = (name: string, kind = 'User') => ({ kind, name, namespace: null });

const namings: readonly (readonly [what: string, subjects: RbacBinding['subjects'], found: string | null])[] =
  [
    ['the one name', [subject(commonName)], commonName],
    ['the one name twice', [subject(commonName), subject(commonName)], commonName],
    ['a group of such a name beside it', [subject(commonName), subject(`${uid}-1`, 'Group')], commonName],
    ['other users beside it', [subject(commonName), subject('tom'), subject('3-1735700000')], commonName],
    ['its id without a time beside it', [subject(uid), subject(commonName)], commonName],
    ['its id alone', [subject(uid)], null],
    ['two of its names', [subject(commonName), subject(`${uid}-1`)], null],
    ['nobody of it', [subject('tom')], null],
  ];

for (const [what, subjects, found] of namings)
  test(`bindings that name ${what} tell ${found === null ? 'no name' : 'the name'} of a certificate`, async (t) => {
    const [step] = await surveyed({ subjects });
    t.deepEqual([step?.commonName, step?.access?.bindings.length], [found, found === null ? undefined : 1]);
  });

const waits: readonly (readonly [asked: number | null, recorded: number | null, days: number])[] = [
  [null, null, 35],
  [null, 20, 20],
  [null, 0, 0],
  [7, 20, 7],
  [0, 20, 0],
  [7, null, 7],
];

for (const [quietDays, recorded, days] of waits)
  test(`${quietDays ?? 'no'} days asked for, ${recorded ?? 'none'} recorded: quiet for ${days}`, async (t) => {
    const known = recorded === null ? null : record({ quietDays: recorded });
    const [step] = await surveyed({ quietDays, record: known });
    t.is(step?.quietDays, days);
  });

const token: UsedName = [`ram:${uid}`, daysAgo(1)];
const certificate: UsedName = [commonName, daysAgo(1)];

const watches: readonly (readonly [
  what: string,
  asked: Survey,
  kind: Quiet['kind'] | undefined,
  decided: string,
])[] = [
  ['quiet, with a token at work', { uses: [token] }, 'quiet', 'clean Unused'],
  ['quiet, without a token', {}, 'quiet', 'wait TokenNotSeen'],
  ['quiet, and one’s own', { record: record({ isSelf: true }) }, 'quiet', 'clean Unused'],
  ['used, with a token at work', { uses: [certificate, token] }, 'inUse', 'wait InUse'],
  ['too soon, with a token at work', { quietDays: 60, uses: [token] }, 'tooSoon', 'wait TooSoon'],
  [
    'not begun to be watched',
    { record: record({ watchedSince: null }), uses: [token] },
    undefined,
    'wait UseUnknown',
  ],
];

for (const [what, asked, kind, decided] of watches)
  test(`a certificate under watch that is ${what}: ${decided}`, async (t) => {
    const [step] = await surveyed({ record: record(), ...asked });
    t.is(step?.quiet?.kind, kind);
    t.is(`${step?.verdict} ${step?.reason}`, decided);
  });

const elsewhere = 'https://203.0.113.99:6443';

for (const [what, asked, change] of [
  ['to the cluster', { server: reachedServer }, 'switch'],
  ['elsewhere', { server: elsewhere }, 'elsewhere'],
  ['nobody knows whether to the cluster', { server: elsewhere, isHidden: true }, 'switch'],
] as const)
  test(`one’s own context that leads ${what}: ${change}`, async (t) => {
    const [step] = await surveyed({ identity: { uid: specimenUid }, ...asked });
    t.deepEqual(
      step?.contexts.map((each) => each.change),
      [change],
    );
  });

const tom = record({ identity: { uid: '300000000000000003', name: 'tom', type: 'user' } });
const removed = { notAfter: null, certificateState: 'removed' } as const;
const unlisted: readonly (readonly [what: string, own: Partial<KubeconfigState> | null, told: string])[] = [
  ['says is gone', removed, 'active ChangedSince'],
  ['says is there', {}, 'active NoBinding'],
  ['does not name', { cluster: { ...record().cluster, id: 'c3' } as Cluster }, 'unknown NoCertificate'],
  ['does not tell', null, 'unknown NoCertificate'],
];

for (const [what, own, told] of unlisted)
  test(`whoever’s move is on record stays, whose certificate their own list ${what}: ${told}`, async (t) => {
    const steps = await surveyed({ remembered: [record(), tom], own });
    t.deepEqual(
      steps.map(({ identity }) => identity.name),
      ['mei', 'tom'],
    );
    const [, step] = steps;
    t.is(`${step?.identity.state} ${step?.reason}`, told);
  });

test('what a move began is looked for by its record where bindings tell no name', async (t) => {
  const present = async (asked: Survey) => (await surveyed({ subjects: [], ...asked }))[0]?.present ?? null;
  t.deepEqual(await present({ record: record() }), { kind: 'fits', isMapped: true, missing: [] });
  t.is(await present({}), null);
});
