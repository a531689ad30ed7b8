import { answeredAs } from '@ackring/testkit/answered';
import { copyOf, subjectUntil } from '@ackring/testkit/rotation/subjects';
import { makeSpecimen } from '@ackring/testkit/specimen';
import test from 'ava';
import type { ApiServerObservation } from '../../machine/api-server/api.js';
import { systemClock } from '../../machine/clock.js';
import { AckringError } from '../../words/errors.js';
import type { VerifyChoice } from '../configuration/configuration.js';
import { fetchedCredential } from '../credential/credential.js';
import { createStepLog } from '../report/step-log.js';
import type { CredentialVersion, Sink } from '../sinks/sink.js';
import { deliver, keyOf } from './deliver.js';

// Stage, prove, promote, read back: in this order, and no step after a failed one.

type Step = 'stage' | 'promote' | 'read';

/** An in-memory sink that fails at a step, or returns something else. */
function sinkThat(name: string, fails: Step | null = null, givesBack?: string | null) {
  let current: string | null = null;
  const versions: CredentialVersion[] = [];
  const refuse = (step: Step): void => {
    if (fails === step) throw new AckringError('Forbidden', `no ${step}`, { remedy: 'x' });
  };
  const sink: Sink = {
    name,
    read: async () => {
      refuse('read');
      return givesBack === undefined ? current : givesBack;
    },
    stage: async (_, version) => {
      versions.push(version);
      refuse('stage');
    },
    promote: async (_, version) => {
      refuse('promote');
      current = version.text;
    },
    documents: null,
  };
  return { sink, versions };
}

const letIn = answeredAs('', { identity: null });
const away: ApiServerObservation = { kind: 'network', code: 'ETIMEDOUT' };
const foreign: ApiServerObservation = { ...letIn, review: { kind: 'foreign' } as (typeof letIn)['review'] };
const unknown: ApiServerObservation = {
  ...letIn,
  review: { kind: 'unauthorized' },
  namespaces: { kind: 'silent' } as (typeof letIn)['namespaces'],
};

interface Situation {
  readonly sinks?: readonly Sink[];
  readonly verify?: VerifyChoice;
  readonly seen?: ApiServerObservation;
}

const answersAfterMs = 1_500;

/** The steps, the sinks that have it, the failure, and whether and in what time it was proven. */
async function delivered({ sinks = [sinkThat('a').sink], verify = 'require', seen = letIn }: Situation) {
  const fetched = fetchedCredential({ text: (await makeSpecimen()).yaml });
  const steps: string[] = [];
  const provedMs: number[] = [];
  const log = createStepLog(systemClock, ({ step, sink, result, durationMs }) => {
    steps.push(`${step} ${sink ?? ''} ${result}`.replace('  ', ' '));
    if (step === 'prove works') provedMs.push(durationMs);
  });
  const done: string[] = [];
  let asked = 0;
  const apiServer = {
    whoAmI: async () => {
      asked += 1;
      return seen;
    },
  };
  const { certificate } = fetched.facts;
  const clock = {
    ...systemClock,
    now: () => new Date(certificate.notBefore.getTime() + asked * answersAfterMs),
  };
  const delivery = { subject: subjectUntil(certificate.notAfter, { copies: [] }), fetched, sinks };
  const tools = { apiServer, clock, verify, log };
  let isProven = false;
  const prove = () => {
    isProven = true;
  };
  const failure = await deliver(delivery, tools, (sink) => done.push(sink), prove).then(
    () => null,
    (error) => (error instanceof AckringError ? `${error.code}: ${error.message}` : String(error)),
  );
  return { steps, done, failure, asked, isProven, provedMs };
}

test('it is staged everywhere, proven once, promoted and read back', async (t) => {
  const all = await delivered({ sinks: [sinkThat('a').sink, sinkThat('b').sink] });
  t.deepEqual(all, {
    steps: [
      'stage a done',
      'stage b done',
      'prove works done',
      'promote a done',
      'read back a done',
      'promote b done',
      'read back b done',
    ],
    done: ['a', 'b'],
    failure: null,
    asked: 1,
    isProven: true,
    provedMs: [answersAfterMs],
  });
  t.deepEqual(await delivered({ sinks: [] }), {
    steps: [],
    done: [],
    failure: null,
    asked: 0,
    isProven: false,
    provedMs: [],
  });
});

test('a failing sink keeps what it has, and the others go on', async (t) => {
  const staged = await delivered({ sinks: [sinkThat('a', 'stage').sink, sinkThat('b').sink] });
  t.deepEqual(staged.done, ['b']);
  t.is(staged.failure, 'Forbidden: a: no stage');
  t.false(staged.steps.some((step) => step.startsWith('promote a')));
  const promoted = await delivered({ sinks: [sinkThat('a', 'promote').sink, sinkThat('b').sink] });
  t.deepEqual([promoted.done, promoted.failure], [['b'], 'Forbidden: a: no promote']);
  const none = await delivered({ sinks: [sinkThat('a', 'stage').sink] });
  t.deepEqual([none.steps, none.asked], [['stage a failed'], 0]);
});

test('what a sink does not return is not delivered', async (t) => {
  for (const text of [null, 'contexts: [', (await makeSpecimen({ keyNumber: 1 })).yaml]) {
    const { done, failure } = await delivered({ sinks: [sinkThat('a', null, text).sink] });
    t.deepEqual(done, []);
    t.regex(failure ?? '', /^Conflict: a: .*does not give back/);
  }
  t.regex((await delivered({ sinks: [sinkThat('a', 'read').sink] })).failure ?? '', /no read/);
});

const proofs: [
  what: string,
  verify: VerifyChoice,
  seen: ApiServerObservation,
  step: string,
  failure: RegExp | null,
][] = [
  ['let in', 'require', letIn, 'done', null],
  ['let in', 'prefer', letIn, 'done', null],
  ['whatever', 'skip', unknown, 'skipped', null],
  ['not answered', 'require', away, 'failed', /^Unreachable: .*unreachable/],
  ['not answered', 'prefer', away, 'skipped', null],
  ['answered by something else', 'require', foreign, 'failed', /^VerificationFailed: .*proves nothing/],
  ['answered by something else', 'prefer', foreign, 'failed', /^VerificationFailed/],
  ['not known', 'require', unknown, 'failed', /^VerificationFailed: .*unauthorized/],
  ['not known', 'prefer', unknown, 'failed', /^VerificationFailed/],
];

for (const [what, verify, seen, step, failure] of proofs) {
  test(`${what}, with verify: ${verify}: ${failure === null ? 'promoted' : 'not promoted'}`, async (t) => {
    const made = await delivered({ verify, seen });
    t.true(made.steps.includes(`prove works ${step}`), made.steps.join());
    t.is(made.isProven, step === 'done');
    t.deepEqual(made.done, failure === null ? ['a'] : []);
    if (failure === null) t.is(made.failure, null);
    else t.regex(made.failure ?? '', failure);
    t.is(made.asked, verify === 'skip' ? 0 : 1);
    t.deepEqual(made.provedMs, [verify === 'skip' ? 0 : answersAfterMs]);
  });
}

test('let in without a right of its own it is promoted, and not proven', async (t) => {
  const made = await delivered({ seen: { ...letIn, isListEverybodys: true } });
  t.like(made, { done: ['a'], failure: null, isProven: false });
});

test('it replaces exactly the copy that was read', async (t) => {
  const [old, next] = [await makeSpecimen(), await makeSpecimen({ keyNumber: 1 })];
  const facts = fetchedCredential({ text: old.yaml }).facts;
  const fetched = fetchedCredential({ text: next.yaml });
  const { sink, versions } = sinkThat('a');
  const [other, missing] = [sinkThat('b'), sinkThat('c')];
  const copies = [copyOf(facts, 'a'), copyOf('missing', 'c')];
  const subject = subjectUntil(facts.certificate.notAfter, { copies });
  const tools = { apiServer: { whoAmI: async () => letIn }, clock: systemClock, verify: 'skip' as const };
  const log = createStepLog(systemClock, () => undefined);
  await deliver({ subject, fetched, sinks: [sink, other.sink, missing.sink] }, { ...tools, log });
  const replaced = [versions, other.versions, missing.versions].map(([first]) => first?.replaces ?? null);
  t.deepEqual(replaced, [facts.version, null, null]);
  t.like(versions[0], { id: fetched.facts.version, text: next.yaml });
  const { id, name, tags } = subject.cluster;
  t.deepEqual(keyOf(subject, sink), { clusterId: id, clusterName: name, identity: 'self', tags });
});
