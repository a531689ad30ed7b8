import { copyOf, subjectCluster, subjectUntil } from '@ackring/testkit/rotation/subjects';
import { makeSpecimen, specimenNow, specimenUid } from '@ackring/testkit/specimen';
import test from 'ava';
import { systemClock } from '../../machine/clock.js';
import { dayMs } from '../../words/duration.js';
import { AckringError } from '../../words/errors.js';
import { type CredentialFacts, fetchedCredential } from '../credential/credential.js';
import type { IdentityAccess } from '../inventory/fleet-slice.js';
import type { Decision } from '../policy/decision.js';
import { createStepLog } from '../report/step-log.js';
import type { Sink } from '../sinks/sink.js';
import type { ManagedSubject, SinkCopy } from '../subject/subject.js';
import { rotateCredential } from './rotate-credential.js';

const { yaml } = await makeSpecimen();
const { facts } = fetchedCredential({ text: yaml });
const { notAfter } = facts.certificate;

/** Another certificate of the same name, as after a renewal, that ends so many days later. */
const ending = (days: number, change: Partial<CredentialFacts['certificate']> = {}): CredentialFacts => ({
  ...facts,
  ...{ version: 'v0', authority: null },
  certificate: {
    ...{ ...facts.certificate, serial: '00', sha256: '00' },
    notAfter: new Date(notAfter.getTime() + days * dayMs),
    ...change,
  },
});
/** And one whose name was issued so many days later, as after a revoke. */
const named = (days: number): CredentialFacts =>
  ending(days, { issuedAt: new Date((facts.certificate.issuedAt?.getTime() ?? 0) + days * dayMs) });

/** In memory, a sink of each copy. */
function sinkOf({ sink: name }: SinkCopy): Sink {
  let current: string | null = null;
  return {
    name,
    read: async () => current,
    stage: async () => undefined,
    promote: async (_, { text }) => {
      current = text;
    },
    documents: null,
  };
}

const refused = (cause: string) => new AckringError('Forbidden', cause, { remedy: 'x' });
const renew: Decision = { kind: 'renew', reason: 'WithinRenewalWindow' };
const repair: Decision = { kind: 'deliver', reason: 'RejectedByServer' };
const refusal = (version: string): NonNullable<ManagedSubject['trial']> => ({
  acceptance: { kind: 'refused', cause: 'unauthorized' },
  version,
  mayBeRevoked: false,
});

interface Situation {
  readonly copies: readonly SinkCopy[];
  readonly decision?: Decision;
  readonly now?: Date;
  readonly issued?: string;
  readonly change?: Partial<ManagedSubject>;
  readonly describeCluster?: IdentityAccess['ack']['describeCluster'];
  readonly isCut?: boolean;
}

/** What was delivered where, and what the report says of it. */
async function rotated({ copies, decision = renew, now = specimenNow, ...situation }: Situation) {
  const { issued = yaml, change = {}, describeCluster, isCut = false } = situation;
  const identity = { key: 'self', name: 'self', uid: specimenUid };
  const subject = subjectUntil(notAfter, { identity, copies, ...change });
  let fetched = 0;
  const ack = { describeCluster: describeCluster ?? (() => Promise.reject(refused('no detail'))) };
  const fetch: IdentityAccess['fetch'] = async () => {
    fetched += 1;
    if (isCut) throw refused('cut');
    return { yaml: issued, expiration: null };
  };
  const outcome = await rotateCredential(
    { subject, decision, due: null },
    {
      identity: { ...identity, accountId: null, type: 'user', ack, fetch } as unknown as IdentityAccess,
      sinks: copies.map(sinkOf),
      ...{ renewBeforeDays: 180, now, verify: 'skip', clock: systemClock },
      apiServer: { whoAmI: async () => Promise.reject(new Error('not asked')) },
      log: createStepLog(systemClock, () => undefined),
      signal: isCut ? AbortSignal.abort() : undefined,
    },
  );
  const { steps, error, deferred, held, trial } = outcome;
  return {
    delivered: steps.flatMap(({ step, sink, result }) =>
      step === 'read back' && result === 'done' ? [sink] : [],
    ),
    error: error === undefined || error === null ? null : error.code,
    deferred: deferred ?? null,
    held: held?.state,
    trial: trial?.result ?? null,
    fetched,
  };
}

const whole = { delivered: [], error: null, deferred: null, held: 'whole', trial: null, fetched: 1 } as const;
const opened = (hours: number) => new Date(notAfter.getTime() - 180 * dayMs + hours * 3_600_000);
const shortLived = await makeSpecimen({ lifeMs: 100 * dayMs });

const rows: readonly (readonly [
  what: string,
  situation: Situation,
  expected: Partial<Awaited<ReturnType<typeof rotated>>>,
])[] = [
  ['what no sink has is delivered', { copies: [copyOf('missing', 'a')] }, { delivered: ['a'] }],
  ['what cannot be used is replaced', { copies: [copyOf('unreadable', 'a')] }, { delivered: ['a'] }],
  ['what ends earlier is replaced', { copies: [copyOf(ending(-900), 'a')] }, { delivered: ['a'] }],
  [
    'where its sink cannot be read nothing is fetched',
    { copies: [copyOf(null, 'a')] },
    { held: 'unknown', fetched: 0 },
  ],
  [
    'a sink that cannot be read waits',
    { copies: [copyOf(null, 'a'), copyOf(ending(-900), 'b')] },
    { delivered: ['b'], held: 'partly' },
  ],
  ['without a sink it is fetched', { copies: [] }, { held: 'none' }],
  [
    'what was issued after a revoke shows that the old one is dead',
    { copies: [copyOf(named(-900), 'a')] },
    { delivered: ['a'], trial: 'refused' },
  ],
  [
    'a name older than the stored one’s is dead',
    { copies: [copyOf(named(10), 'a')] },
    { error: 'NotRenewed' },
  ],
  [
    'another certificate is no failure however late',
    { copies: [copyOf(ending(-100), 'a')], now: opened(48) },
    { delivered: ['a'] },
  ],
  [
    'a holder that the cloud did not name is that of the certificate',
    { copies: [copyOf('missing', 'a')], change: { identity: { key: 'self', name: 'self', uid: null } } },
    { delivered: ['a'] },
  ],
  [
    'a certificate of another holder is refused',
    { copies: [copyOf('missing', 'a')], change: { identity: { key: 'self', name: 'self', uid: '2' } } },
    { error: 'IssuedRefused', held: 'none' },
  ],
  [
    'the same certificate on the first day of its window is no failure',
    { copies: [copyOf(facts, 'a')], now: opened(23.9) },
    {},
  ],
  [
    'the same certificate later is one',
    { copies: [copyOf(facts, 'a')], now: opened(24) },
    { error: 'NotRenewed' },
  ],
  [
    'the same certificate in another text is delivered, and is still the same',
    { copies: [copyOf({ ...facts, version: 'v0' }, 'a')], now: opened(24) },
    { delivered: ['a'], error: 'NotRenewed' },
  ],
  [
    'the same certificate is no failure where no renewal is due',
    { copies: [copyOf(facts, 'a')], now: opened(24), decision: repair },
    {},
  ],
  [
    'what ends later stays, and that is a failure',
    { copies: [copyOf(ending(10), 'a')] },
    { error: 'NotRenewed' },
  ],
  [
    'what ends later stays beside a copy that is replaced',
    { copies: [copyOf(ending(10), 'a'), copyOf('missing', 'b')] },
    { delivered: ['b'] },
  ],
  [
    'what ends later stays where no renewal is due',
    { copies: [copyOf(ending(10), 'a')], decision: repair },
    {},
  ],
  [
    'what ends later stays without a failure where the life was shortened',
    { copies: [copyOf(ending(10), 'a')], issued: shortLived.yaml },
    {},
  ],
  [
    'what its API server refuses is replaced, however late it ends',
    { copies: [copyOf(ending(10), 'a')], change: { trial: refusal('v0') }, decision: repair },
    { delivered: ['a'], trial: 'refused' },
  ],
  [
    'what its API server refuses is not another version',
    { copies: [copyOf(ending(10), 'a')], change: { trial: refusal('v1') } },
    { error: 'NotRenewed', trial: 'refused' },
  ],
  [
    'what its API server refuses, and the cloud still gives',
    { copies: [copyOf(facts, 'a')], change: { trial: refusal(facts.version) }, decision: repair },
    { error: 'VerificationFailed', held: 'broken', trial: 'refused' },
  ],
  [
    'what is of a foreign address is replaced, however late it ends',
    { copies: [copyOf({ ...ending(10), server: 'https://198.51.100.1:6443' }, 'a')], decision: repair },
    { delivered: ['a'] },
  ],
  [
    'what is cut off is left to the next run',
    { copies: [copyOf('missing', 'a')], isCut: true },
    { deferred: 'deadline', held: 'none' },
  ],
  [
    'where the detail was not read it is asked for, and else the stored address is known',
    { copies: [copyOf(ending(-900), 'a')], change: { cluster: { ...subjectCluster, endpoints: null } } },
    { delivered: ['a'] },
  ],
  [
    'an address that is none of those that are asked for is refused',
    {
      copies: [copyOf(ending(-900), 'a')],
      change: { cluster: { ...subjectCluster, endpoints: null } },
      describeCluster: async () =>
        ({ ...subjectCluster, endpoints: { public: ['https://198.51.100.1:6443'] } }) as never,
    },
    { error: 'IssuedRefused' },
  ],
  [
    'a cluster whose detail was refused has no address',
    { copies: [copyOf('missing', 'a')], change: { access: null, detailError: refused('no detail') } },
    { error: 'Forbidden', held: 'none', fetched: 0 },
  ],
  [
    'a cluster without an address was not to be rotated',
    { copies: [copyOf('missing', 'a')], change: { access: null } },
    { error: 'Internal', held: 'none', fetched: 0 },
  ],
];

for (const [what, situation, expected] of rows)
  test(what, async (t) => {
    t.deepEqual(await rotated(situation), { ...whole, ...expected } as never);
  });
