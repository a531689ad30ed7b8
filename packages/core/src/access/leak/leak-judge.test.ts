import { specimenFacts } from '@ackring/testkit/context-entry';
import { specimenHolding } from '@ackring/testkit/holding';
import test from 'ava';
import type { Judgement } from '../../claims/accepted.js';
import { proven, refuted, unknown } from '../../claims/claim.js';
import type { DoorAnswer } from '../../claims/closed.js';
import type { ShutOut } from '../../claims/shut-out.js';
import type { KubeconfigState } from '../../cloud/ack/api.js';
import { dayMs } from '../../words/duration.js';
import { quoted } from '../../words/say.js';
import type { LetIn } from '../let-in/look.js';
import type { LeakFinding } from './leak-find.js';
import { explainDoor, judgeLeak, type LeakEvidence, stateOf } from './leak-judge.js';

// What a found certificate still opens, by the servers' and the cloud's answers.

const now = new Date('2027-03-01T04:00:00Z');
const inDays = (days: number): Date => new Date(now.getTime() + days * dayMs);
const uid = '20001';

function finding(change: Partial<LeakFinding> = {}, lifeDays = 1095, leftDays = 500): LeakFinding {
  const notAfter = inDays(leftDays);
  const certificate = specimenFacts(notAfter, { uid, life: lifeDays });
  return { line: 1, certificate, hasKey: true, server: null, clusterId: 'c1', isJoined: true, ...change };
}

function state(change: Partial<KubeconfigState> = {}, id = 'c1'): KubeconfigState {
  const cluster = { id, name: 'prod', region: 'cn-hangzhou' };
  return specimenHolding({ cluster, uid, notAfter: inDays(500), ...change });
}

const answer = (
  judgement: Judgement,
  isJoined = true,
  speaker: DoorAnswer['speaker'] = 'cluster',
  isIssuedThere = true,
): DoorAnswer => ({ judgement, isJoined, speaker, isIssuedThere });
const hearsay = (judgement: Judgement): DoorAnswer => answer(judgement, true, 'file');
const seen = (claim: ShutOut, callersName: string | null = null): LetIn => ({
  claim,
  callersName,
  names: [],
  bindings: [],
  namespaces: [],
  problem: null,
});
const accepted = (kind: 'cluster' | 'unseen'): DoorAnswer =>
  answer({ kind: 'accepted', as: 'x', scope: kind === 'cluster' ? { kind } : { kind, asked: ['default'] } });
const disowned = (remains: 'nothing' | 'everybodys'): DoorAnswer =>
  answer({ kind: 'disowned', successor: 'y', remains, asked: ['default'] });
const stranger = answer({ kind: 'unknownIssuer' });
const removed = state({ certificateState: 'removed' });
const older = state({ notAfter: inDays(900) });

const doors: [what: string, evidence: Partial<LeakEvidence>, door: string, reason: string][] = [
  [
    'its end has passed',
    { finding: finding({}, 1095, -1), answers: [accepted('cluster')] },
    'closed',
    'Expired',
  ],
  [
    'its end has passed, and nobody was asked',
    { finding: finding({}, 1095, -1), isAsked: false },
    'closed',
    'Expired',
  ],
  ['nobody was asked', { states: null, isAsked: false }, 'unknown', 'NotAsked'],
  [
    'nobody was asked of a temporary one',
    { finding: finding({}, 1, 1), isAsked: false },
    'unknown',
    'NotAsked',
  ],
  ['it is let in', { answers: [accepted('cluster')] }, 'open', 'LetIn'],
  ['one of two lets it in', { answers: [stranger, accepted('cluster')] }, 'open', 'LetIn'],
  ['it is known, and no right is seen', { answers: [accepted('unseen')] }, 'presumedOpen', 'StillKnown'],
  [
    'it is known, and its permissions were removed: a restore brings it back',
    { answers: [accepted('unseen')], states: [removed] },
    'unknown',
    'Removed',
  ],
  ["it has only everybody's rights", { answers: [disowned('everybodys')] }, 'open', 'EverybodysRights'],
  [
    'it is known, and may do what everybody may',
    { answers: [answer({ kind: 'accepted', as: 'x', scope: { kind: 'everybodys', names: [] } })] },
    'open',
    'EverybodysRights',
  ],
  ['revoked, as far as it was asked', { answers: [disowned('nothing')] }, 'unknown', 'RevokedInPart'],
  [
    'its server says that it ended, and the clock here does not',
    { answers: [answer({ kind: 'expired' })], states: [older] },
    'presumedOpen',
    'OlderCertificate',
  ],
  [
    'a server that only the file names does not know it, of a cluster that nobody knows',
    { answers: [hearsay({ kind: 'unknownIssuer' })], states: [] },
    'unknown',
    'Hearsay',
  ],
  [
    'a server that only the file names took its access, of a cluster that nobody knows',
    { answers: [hearsay(disowned('nothing').judgement)], states: [] },
    'unknown',
    'Hearsay',
  ],
  [
    'a server that only the file names has it not begun, of a cluster that nobody knows',
    { answers: [hearsay({ kind: 'notYetValid' })], states: [] },
    'unknown',
    'IdentityUnknown',
  ],
  [
    'a server that it is not joined with does not know it, of a cluster that nobody knows',
    { answers: [answer({ kind: 'unknownIssuer' }, false, 'file')], states: [] },
    'unknown',
    'IdentityUnknown',
  ],
  [
    'a server that only the file names does not know it',
    { answers: [hearsay({ kind: 'unknownIssuer' })], states: [older] },
    'presumedOpen',
    'OlderCertificate',
  ],
  [
    'a server that only the file names lets it in',
    {
      answers: [hearsay({ kind: 'accepted', as: 'x', scope: { kind: 'cluster' } })],
      states: [],
    },
    'open',
    'LetIn',
  ],
  [
    'a server that it is not joined with does not know it',
    { answers: [answer({ kind: 'unknownIssuer' }, false, 'file')], states: [older] },
    'presumedOpen',
    'OlderCertificate',
  ],
  ['the cluster’s own does not know it', { answers: [stranger], states: [older] }, 'closed', 'NotAccepted'],
  [
    'the cluster’s own does not know it, and the cloud says it is in force',
    { answers: [stranger] },
    'presumedOpen',
    'CurrentCertificate',
  ],
  [
    'the cluster shows that it is shut out, and its holder has another name',
    { letIn: seen(proven('NothingLeft'), 'x'), callerUid: uid, states: [older] },
    'closed',
    'Revoked',
  ],
  [
    'the cluster shows no right of its, and nobody knows of another name',
    { letIn: seen(proven('NothingLeft'), 'x'), states: [older] },
    'presumedOpen',
    'StillKnown',
  ],
  [
    'the cluster shows no right of its, and its permissions were removed',
    { letIn: seen(proven('NothingLeft')), states: [removed] },
    'unknown',
    'Removed',
  ],
  [
    'the cluster that its issuer names rejects it',
    { letIn: seen(proven('NotAuthenticated')), isNamedByIssuer: true },
    'closed',
    'NotAccepted',
  ],
  // So does every cluster but its own.
  [
    'a cluster rejects it, and whether it is of that one is not known',
    { letIn: seen(proven('NotAuthenticated')) },
    'presumedOpen',
    'CurrentCertificate',
  ],
  [
    'a cluster rejects it at its endpoint, and whether it is of that one is not known',
    {
      states: [older],
      letIn: seen(proven('NotAuthenticated')),
      answers: [answer({ kind: 'unknownIssuer' }, true, 'cluster', false)],
    },
    'presumedOpen',
    'OlderCertificate',
  ],
  ['everybody may do something there', { letIn: seen(proven('AsAnyStranger')) }, 'open', 'EverybodysRights'],
  ['the cluster lets it in', { letIn: seen(refuted('LetIn')), states: [removed] }, 'open', 'LetIn'],
  ['its group may do something', { letIn: seen(refuted('GroupRights')) }, 'open', 'EverybodysRights'],
  [
    'the cluster does not tell everything',
    { letIn: seen(unknown('BindingsUnread', quoted('ask'))), answers: [disowned('nothing')] },
    'unknown',
    'RevokedInPart',
  ],
  [
    'its server has it not begun',
    { answers: [answer({ kind: 'notYetValid' })], states: [older] },
    'presumedOpen',
    'OlderCertificate',
  ],
  [
    'nothing is proven',
    { answers: [answer({ kind: 'unknown', why: 'busy', as: null })] },
    'presumedOpen',
    'CurrentCertificate',
  ],
  ['no server was asked, and its permissions were removed', { states: [removed] }, 'unknown', 'Removed'],
  ['no server was asked', {}, 'presumedOpen', 'CurrentCertificate'],
  ['there was a renewal since', { states: [older] }, 'presumedOpen', 'OlderCertificate'],
  ['its key is nowhere', { finding: finding({ hasKey: false }) }, 'unknown', 'NoKey'],
  [
    'it is a temporary one',
    { finding: finding({}, 3, 1), states: [] },
    'presumedOpen',
    'TemporaryCertificate',
  ],
  ['it has no holder', { states: [] }, 'unknown', 'IdentityUnknown'],
  ['the cloud was unreachable', { states: null }, 'unknown', 'IdentityUnknown'],
  [
    'nothing was issued to its holder',
    { states: [state({ certificateState: 'unissued' })] },
    'unknown',
    'IdentityUnknown',
  ],
];

function judged(change: Partial<LeakEvidence> = {}) {
  const { identity } = state();
  return judgeLeak({
    finding: finding(),
    states: [state()],
    identity,
    answers: [],
    letIn: null,
    callerUid: null,
    now,
    ...change,
  });
}

for (const [what, evidence, door, reason] of doors) {
  test(`${what}: ${door}, ${reason}`, (t) => {
    const verdict = judged(evidence);
    t.deepEqual([verdict.door, verdict.reason], [door, reason] as unknown as [
      typeof verdict.door,
      typeof verdict.reason,
    ]);
    t.is(verdict.remedy === null, door === 'closed');
    t.not(explainDoor(verdict.reason).phrase, '');
  });
}

test('at its exact end it still opens', (t) => {
  t.is(judged({ finding: finding({}, 1095, 0), states: [] }).reason, 'IdentityUnknown');
});

const nobody = { identity: null, states: null };
const roots = { ...finding().certificate, uid: 'kubernetes-admin' };

const byHand = {
  kind: 'RoleBinding',
  name: 'hand',
  namespace: 'team-a',
  role: { kind: 'ClusterRole', name: 'edit' },
  subjects: [],
} as const;

const remedies: [what: string, evidence: Partial<LeakEvidence>, remedy: string][] = [
  ['what nobody was asked', { states: null, isAsked: false }, 'ackring leak FILE'],
  ['one’s own', { callerUid: uid }, 'ackring revoke c1'],
  [
    'the account root’s',
    { identity: { uid: '1', name: 'root', type: 'root', state: 'active' } },
    'As the account root: ackring revoke c1',
  ],
  [
    'an administrator’s',
    { ...nobody, finding: finding({ certificate: roots }) },
    'As the account root: ackring revoke c1',
  ],
  ['somebody’s', {}, 'ackring clean --user tom --cluster c1'],
  ['of a holder missing from the list', { identity: null }, 'ackring clean --user 20001 --cluster c1'],
  [
    'one of no cluster that is known',
    { ...nobody, finding: finding({ clusterId: null }) },
    'ackring clean --user 20001 --cluster CLUSTER',
  ],
  [
    'of an unknown holder',
    { ...nobody, finding: finding({ certificate: { ...roots, uid: null } }) },
    'ackring clean --user USER --cluster c1',
  ],
  ...(
    [
      [
        'system:masters',
        'Only a new certificate authority of the cluster closes it before its own end: https://kubernetes.io/docs/tasks/tls/manual-rotation-of-ca-certificates/',
      ],
      ['kubeadm:cluster-admins', 'kubectl delete clusterrolebinding kubeadm:cluster-admins'],
    ] as const
  ).map(([group, remedy]): (typeof remedies)[number] => [
    `a master’s own, of ${group}`,
    {
      ...nobody,
      finding: finding({
        certificate: {
          ...roots,
          uid: null,
          subject: { organizations: [group], commonName: 'kubernetes-admin' },
        },
      }),
    },
    remedy,
  ]),
  [
    'one that people bound by hand, and that was revoked',
    {
      letIn: { ...seen(refuted('LetIn'), `${uid}-1800000000`), bindings: [byHand] },
      callerUid: uid,
      states: [older],
    },
    'ackring access unbind --user 20001 --cluster c1',
  ],
  [
    'one that people bound by hand, and that was cleaned',
    { letIn: { ...seen(refuted('LetIn')), bindings: [byHand] }, states: [removed] },
    'ackring access unbind --user 20001 --cluster c1',
  ],
  [
    'one that was cleaned, whom nothing names any more',
    { letIn: seen(refuted('LetIn')), states: [removed] },
    'ackring clean --user tom --cluster c1',
  ],
  [
    'one that people bound by hand, and that is there',
    { letIn: { ...seen(refuted('LetIn')), bindings: [byHand] } },
    'ackring clean --user tom --cluster c1',
  ],
  [
    'everybody’s',
    { answers: [disowned('everybodys')] },
    "kubectl get clusterrolebindings,rolebindings --all-namespaces -o wide | grep -E 'system:(authenticated|users)'",
  ],
];

for (const [what, evidence, remedy] of remedies) {
  test(`what to do about ${what}: ${remedy.slice(0, 60)}`, (t) => {
    t.is(judged(evidence).remedy, remedy);
  });
}

test('the cloud’s record is found by cluster, else by an exact match of the end', (t) => {
  const elsewhere = finding({ clusterId: null });
  const other = state({ notAfter: inDays(300) }, 'c2');
  t.is(stateOf(finding(), [other, older])?.cluster.id, 'c1');
  t.is(stateOf(elsewhere, [other, state({}, 'c3')])?.cluster.id, 'c3');
  t.is(stateOf(elsewhere, [other]), null);
  t.is(stateOf(elsewhere, [state({}, 'c3'), state({}, 'c4')]), null);
  t.is(stateOf(elsewhere, [state({ notAfter: null })]), null);
  t.is(stateOf(elsewhere, null), null);
  // Not joined to the cluster that it names: whose end it is counts for more, and that name for more than nothing.
  const unjoined = finding({ isJoined: false });
  t.is(stateOf(unjoined, [older, state({}, 'c3')])?.cluster.id, 'c3');
  t.is(stateOf(unjoined, [older, other])?.cluster.id, 'c1');
  const near = (ms: number) =>
    stateOf(elsewhere, [state({ notAfter: new Date(inDays(500).getTime() + ms) })]);
  t.not(near(59_999), null);
  t.not(near(-59_999), null);
  t.is(near(60_000), null);
});
