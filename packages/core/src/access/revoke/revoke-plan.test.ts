import { entry } from '@ackring/testkit/judged-rows';
import { subjectCluster } from '@ackring/testkit/rotation/subjects';
import test from 'ava';
import type { ContextEntry } from '../../kubeconfig/context-entry.js';
import { AckringError } from '../../words/errors.js';
import type { LastActivity } from '../access-row.js';
import { planRevoke, type RevokePlan } from './revoke-plan.js';

const callerUid = '228512345678901234';
const cluster = { ...subjectCluster, id: 'c123', endpoints: { public: [], private: [] } };

const own = entry();
const plugin = entry({ credential: { kind: 'exec', command: 'ackring', issues: 'certificate' } });

function planOf(change: Partial<Parameters<typeof planRevoke>[0]>): RevokePlan {
  return planRevoke({
    cluster,
    callerUid,
    isAccountRoot: false,
    entries: [],
    placeRefusal: () => null,
    sinks: { kind: 'none' },
    lastActivity: { kind: 'never' },
    ...change,
  });
}

function ofCluster(each: ContextEntry, clusterId: string | null): ContextEntry {
  return { ...each, ack: clusterId === null || each.ack === null ? null : { ...each.ack, clusterId } };
}

const tokenPlugin = entry({ credential: { kind: 'exec', command: 'ackring', issues: 'token' } });

function ofIdentity(identity: string | null): ContextEntry {
  return { ...plugin, ack: plugin.ack === null ? null : { ...plugin.ack, identity } };
}

function ofUid(uid: string | null): ContextEntry {
  if (own.credential.kind !== 'certificate') throw new Error('no certificate');
  return { ...own, credential: { ...own.credential, uid } };
}

/** Who of a cluster's contexts dies with the caller's kubeconfig, and how. */
const dying: readonly (readonly [
  title: string,
  entry: ContextEntry,
  dies: 'held' | 'plug-in' | 'no',
  root?: true,
])[] = [
  ['the caller’s certificate here', own, 'held'],
  ['the caller’s certificate of another cluster', ofCluster(own, 'c999'), 'no'],
  ['the caller’s certificate of no known cluster', ofCluster(own, null), 'no'],
  ['somebody else’s certificate here', ofUid('299500000000000001'), 'no'],
  ['a certificate of nobody known', ofUid(null), 'no'],
  ['the account root’s certificate, for a user', ofUid('kubernetes-admin'), 'no'],
  ['the account root’s certificate, for the root', ofUid('kubernetes-admin'), 'held', true],
  ['a user’s certificate, for the root', ofUid('299500000000000001'), 'no', true],
  ['a token here', { ...own, credential: { kind: 'token' } }, 'no'],
  ['a plug-in here', plugin, 'plug-in'],
  ['a plug-in for tokens here', tokenPlugin, 'no'],
  ['a plug-in of somebody else’s here', ofIdentity('299500000000000001'), 'no'],
  ['a plug-in of nobody known here', ofIdentity(null), 'plug-in'],
  ['a plug-in of another cluster', ofCluster(plugin, 'c999'), 'no'],
  ['a plug-in of no known cluster', ofCluster(plugin, null), 'no'],
];

for (const [title, each, dies, isAccountRoot = false] of dying) {
  test(`revoke plan: ${title}: ${dies === 'no' ? 'stays' : `dies (${dies})`}`, (t) => {
    const { contexts, plugins, elsewhere } = planOf({ entries: [each], isAccountRoot });
    t.deepEqual(contexts, dies === 'held' ? [each] : []);
    t.deepEqual(plugins, dies === 'plug-in' ? [each] : []);
    t.deepEqual(elsewhere, []);
    const other = planOf({ otherEntries: [each], isAccountRoot });
    t.deepEqual(other.elsewhere, dies === 'held' ? [each] : []);
    t.deepEqual([...other.contexts, ...other.plugins], []);
  });
}

test('revoke plan: of what dies, only a context that the new one may be written for gets it', (t) => {
  const refusal = new AckringError('VerificationFailed', 'elsewhere', { remedy: 'x' });
  const [led, astray] = [own, { ...own, context: 'astray' }];
  const { contexts, leftAlone } = planOf({
    entries: [led, astray, ofUid('299500000000000001')],
    placeRefusal: (context) => (context === astray.context ? refusal : null),
  });
  t.deepEqual([contexts, leftAlone], [[led], [{ entry: astray, error: refusal }]]);
});

test('revoke plan: the configuration and the use are as they were given, or not known', (t) => {
  t.like(planOf({}), { config: null, recentUse: { kind: 'unknown', error: null } });
  const given = {
    config: 'rotation.yaml',
    recentUse: { kind: 'unused' } as unknown as RevokePlan['recentUse'],
  };
  t.like(planOf(given), given);
});

const at = new Date('2026-03-01T12:00:00Z');
const uses: readonly (readonly [LastActivity, RevokePlan['reason']])[] = [
  [{ kind: 'seen', at, isActive: true }, 'InUseRecently'],
  [{ kind: 'seen', at, isActive: false }, 'NotUsed'],
  [{ kind: 'never' }, 'NotUsed'],
  [{ kind: 'notAsked' }, 'UseUnknown'],
  [{ kind: 'unreadable' }, 'UseUnknown'],
];

for (const [lastActivity, reason] of uses) {
  test(`revoke plan: use ${JSON.stringify(lastActivity)}: ${reason}, or refused where no server answers`, (t) => {
    t.like(planOf({ lastActivity }), { verdict: 'revoke', reason });
    const stopped = { ...cluster, state: 'deleting' };
    t.like(planOf({ lastActivity, cluster: stopped }), { verdict: 'refused', reason: 'ClusterNotServing' });
  });
}
