import type { DueRenewal, RenewalDecision, RenewalOutcome } from '@ackring/core/internal/fetch/renewal-plan';
import type { ContextEntry } from '@ackring/core/internal/kubeconfig/context-entry';
import type { CertificateFacts } from '@ackring/core/internal/words/certificate';
import type { Cluster } from '@ackring/core/internal/words/cluster';
import { AckringError } from '@ackring/core/internal/words/errors';
import { dayMs } from '@ackring/core/words';
import { specimenContext, specimenFacts } from '@ackring/testkit/context-entry';
import { specimenHolding } from '@ackring/testkit/holding';
import test from 'ava';
import { en } from '../../languages/en.js';
import type { AppState } from '../../screen/app-state.js';
import { startJob } from '../../screen/job.js';
import { noticeText } from '../../screen/notify.js';
import type { Change, Job } from '../../screen/step.js';
import type { LendingWorld } from '../../screen/world.js';
import { noKubeconfigs, withInventory } from '../../subjects/context/kubeconfigs.js';
import { verifyChosen } from '../../subjects/context/tasks.js';
import { withHolders } from '../../subjects/holding/holders.js';
import { arrived, opened, pressed } from '../../testkit.js';
import { renewChosen, renewMany } from './renewing.js';

const now = new Date('2027-01-01T00:00:00Z');
const inDays = (days: number): Date => new Date(now.getTime() + days * dayMs);

const certificate = (daysLeft: number, life = 1_095): CertificateFacts =>
  specimenFacts(inDays(daysLeft), { life, sha256: `of ${daysLeft}` });

function context(name: string, change: Partial<ContextEntry> = {}): ContextEntry {
  return specimenContext({
    context: name,
    credential: { kind: 'certificate', ...certificate(100) },
    ...{ status: 'renewable', daysLeft: 100, renewableFrom: inDays(-80) },
    ack: { clusterId: 'c1', region: 'cn-hangzhou', access: 'public', identity: null, source: 'owned' },
    ...change,
  });
}

/** The Contexts screen with these, the first one selected. */
function over(...entries: readonly ContextEntry[]): AppState {
  const start = opened({ now, home: '/home/me' });
  const inventory = { entries, problems: [], orphans: [] } as never;
  const cluster = { id: 'c1', name: 'prod', region: 'cn-hangzhou' } as Cluster;
  const state: AppState = {
    ...start,
    screen: 'contexts',
    kubeconfigs: withInventory(noKubeconfigs, inventory),
    fleet: { ...start.fleet, clusters: new Map([['c1', cluster]]) },
  };
  return arrived(start, () => state);
}

const offered = test.macro<[string, readonly ContextEntry[], string | null]>({
  exec: (t, _, entries, reason) => t.is(renewChosen.disabled?.(over(...entries), en) ?? null, reason),
  title: (_, what, __, reason) => `${what}: ${reason === null ? 'renewed' : reason}`,
});

const { notRenewable, windowOpens } = en.reasons;
test(offered, 'inside its window', [context('a')], null);
test(
  offered,
  'outside its window',
  [context('a', { credential: { kind: 'certificate', ...certificate(181) }, renewableFrom: inDays(1) })],
  windowOpens('2027-01-02'),
);
test(
  offered,
  'a temporary one that has ended',
  [context('a', { credential: { kind: 'certificate', ...certificate(-1, 1) }, status: 'expired' })],
  notRenewable.Temporary,
);
test(
  offered,
  'a user of two clusters',
  [context('a', { user: 'same' }), context('b', { user: 'same', ack: { clusterId: 'c2' } as never })],
  notRenewable.UserOfSeveralClusters,
);
test(offered, 'a token', [context('a', { credential: { kind: 'token' } })], notRenewable.NoCertificate);
test(offered, 'none of ACK', [context('a', { ack: null })], notRenewable.NotAckCluster);
test(
  offered,
  'a cluster that no region has listed',
  [context('a', { ack: { clusterId: 'c9' } as never })],
  notRenewable.unknownCluster,
);

/** The Expiry screen with a row for each of these, beside my own context of the same cluster. */
function overRowOf(uids: readonly string[], ...entries: readonly ContextEntry[]): AppState {
  const cluster = { id: 'c1', name: 'prod', region: 'cn-hangzhou' };
  const life = { notAfter: inDays(100), notBefore: inDays(-995) };
  const held = uids.map((uid) => specimenHolding({ cluster, uid, name: `user-${uid}`, ...life }));
  const before: AppState = { ...over(...entries), screen: 'expiry' };
  const heard = { kind: 'states', cluster, states: held } as never;
  const holders = withHolders(before.holders, [heard], now);
  return arrived(before, (state) => ({ ...state, holders }));
}

test('on a row of somebody else’s there is nothing to renew or to verify, and my own is not taken for it', (t) => {
  for (const { disabled } of [renewChosen, verifyChosen]) {
    t.is(disabled?.(overRowOf(['3001'], context('a')), en) ?? null, en.reasons.noneOf('user-3001'));
    t.is(disabled?.(overRowOf(['2001'], context('a')), en) ?? null, null);
  }
});

test('of marked rows, r renews mine, and somebody else’s is left alone by the reason of its row', (t) => {
  const theirs = overRowOf(['3001', '2001'], context('a'));
  const { expiry } = theirs.lists;
  const list = { ...expiry.list, marks: new Set(expiry.list.visible) };
  const both = { ...theirs, lists: { ...theirs.lists, expiry: { ...expiry, list } } };
  t.is(renewChosen.disabled?.(both, en) ?? null, null);
  const { overlay } = renewChosen.does(both).state;
  t.deepEqual(overlay?.kind === 'confirm' ? overlay.lines : null, [
    'a: 100 d left, in ~/.kube/config',
    '1 of the chosen is left alone: not due, not to be renewed from here, or hidden',
    `prod: ${en.reasons.noneOf('user-3001')}`,
    en.renewal.effect,
  ]);
});

test('r shows what it renews first, and what it leaves alone; from ten on their number is typed', (t) => {
  const contexts = Array.from({ length: 12 }, (_, place) => context(`c-${place}`));
  const marked = (state: AppState): AppState => {
    const screen = state.lists.contexts;
    const list = { ...screen.list, marks: new Set(screen.list.visible) };
    return { ...state, lists: { ...state.lists, contexts: { ...screen, list } } };
  };
  const asked = (...entries: readonly ContextEntry[]) => {
    const { overlay } = renewChosen.does(marked(over(...entries))).state;
    return overlay?.kind === 'confirm' ? overlay : null;
  };
  const young = context('young', {
    credential: { kind: 'certificate', ...certificate(900) },
    renewableFrom: inDays(720),
  });
  const few = asked(context('a'), young);
  t.is(few?.title, 'Renew 1 kubeconfig');
  t.deepEqual(few?.lines, [
    'a: 100 d left, in ~/.kube/config',
    '1 of the chosen is left alone: not due, not to be renewed from here, or hidden',
    `young: ${windowOpens('2028-12-21')}`,
    en.renewal.effect,
  ]);
  t.deepEqual([few?.typed, few?.isYesFocused], [null, false]);
  const many = asked(...contexts);
  t.deepEqual([many?.typed, many?.lines.length, many?.lines[6]], ['12', 8, 'and 6 more']);
});

const due = (entry: ContextEntry): DueRenewal => ({
  kind: 'renew',
  reason: 'WithinRenewalWindow',
  entry,
  source: { clusterId: 'c1', region: 'cn-hangzhou', access: 'public' },
  among: [entry.file],
  user: { name: entry.context, file: entry.file, isInline: true },
  certificate: certificate(100),
});

const renewed = (entry: ContextEntry, verdict: 'ok' | 'failed'): RenewalOutcome =>
  ({
    kind: 'renewed',
    due: due(entry),
    after: certificate(1_095),
    unproven: [],
    verdict: { context: entry.context, verdict, cause: null, detail: 'it says', remedy: '' },
  }) as unknown as RenewalOutcome;

interface Core {
  decide(asked: { files?: readonly string[]; contexts: readonly string[] | null }): RenewalDecision[];
  renew(due: DueRenewal): RenewalOutcome;
}

/** Runs the whole job, and returns the screen after each answer; the last is without the job. */
async function job(entries: readonly ContextEntry[], core: Core): Promise<AppState[]> {
  const services = {
    planRenewals: async (asked: Parameters<Core['decide']>[0]) => ({
      decisions: core.decide(asked),
      problems: [],
    }),
    async *renew([each]: readonly DueRenewal[]) {
      if (each !== undefined) yield core.renew(each);
    },
  };
  const world = { local: () => services, servicesFor: () => services } as unknown as LendingWorld;
  let state: AppState = { ...over(...entries), job: startJob('renew', entries.length) };
  const states: AppState[] = [];
  const change = (made: Change): void => {
    state = 'asks' in made ? made.state : made;
    states.push(state);
  };
  const jobs: Job[] = [];
  renewMany(entries).start({
    world,
    change: (_, make) => change(make(state)),
    run: async (each) => void jobs.push(each),
  });
  await jobs[0]?.work(new AbortController().signal);
  const ended = jobs[0]?.ended?.(state);
  if (ended !== undefined) change(ended);
  return states;
}

const counted = test.macro<[string, Partial<Core>, Partial<AppState['job'] & object>, RegExp | null]>({
  async exec(t, _, core, counts, told) {
    const entry = context('a');
    const [, first] = await job([entry], {
      decide: () => [due(entry)],
      renew: () => renewed(entry, 'ok'),
      ...core,
    });
    t.like(first?.job, counts);
    if (told === null) t.is(first?.notice ?? null, null);
    else t.regex(first === undefined ? '' : noticeText(first), told);
  },
  title: (_, what, __, counts) => `${what} counts as ${Object.keys(counts).join()}`,
});

test(counted, 'a renewal', {}, { done: 1 }, null);
test(
  counted,
  'a renewal that its API server does not take',
  { renew: ({ entry }) => renewed(entry, 'failed') },
  { done: 1, unproven: 1 },
  /^a: it says/,
);
test(
  counted,
  'the same certificate again',
  { renew: (each) => ({ kind: 'notRenewed', due: each, reason: 'SameCertificate' }) },
  { unchanged: 1 },
  null,
);
test(
  counted,
  'the kubeconfig of another holder',
  { renew: (each) => ({ kind: 'notRenewed', due: each, reason: 'HeldByAnotherIdentity' }) },
  { failed: 1 },
  /^a: these credentials get the kubeconfig of another holder/,
);
test(
  counted,
  'renewed meanwhile',
  { decide: () => [{ kind: 'skip', reason: 'OutsideRenewalWindow', entry: context('a') } as const] },
  { done: 1 },
  null,
);
test(
  counted,
  'one that core cannot plan',
  {
    decide: () => {
      throw new AckringError('KubeconfigInvalid', 'it is no YAML', { remedy: 'Correct it.' });
    },
  },
  { failed: 1 },
  /^a: it is no YAML/,
);

test('two contexts of one name are each renewed in their own file', async (t) => {
  const entries = [context('same'), context('same', { file: '/home/me/other' })];
  const files: string[] = [];
  const states = await job(entries, {
    decide: ({ files: [only] = [] }) =>
      entries.filter(({ file }) => file === (only ?? entries[0]?.file)).map(due),
    renew: (each) => {
      files.push(each.entry.file);
      return renewed(each.entry, 'ok');
    },
  });
  t.deepEqual(files, ['/home/me/.kube/config', '/home/me/other']);
  t.deepEqual(states.slice(-1).map(noticeText), ['2 of 2 renewed']);
  t.is(states.at(-1)?.job, null);
});

test('what is marked and hidden by the filter is named among what r leaves alone', (t) => {
  const both = over(context('alpha'), context('beta'));
  const beta = pressed(both, '/', ...'beta', 'enter', 'space');
  const found = pressed(beta, '/', 'ctrl-u', ...'alpha', 'enter');
  const linesOn = (state: AppState) => {
    const { overlay } = renewChosen.does(state).state;
    return overlay?.kind === 'confirm' ? overlay.lines : [];
  };
  t.deepEqual(linesOn(pressed(found, 'space')).slice(0, 2).map(String).toSorted(), [
    'alpha: 100 d left, in ~/.kube/config',
    'beta: 100 d left, in ~/.kube/config',
  ]);
  t.deepEqual(linesOn(found).slice(0, 3), [
    'alpha: 100 d left, in ~/.kube/config',
    '1 of the chosen is left alone: not due, not to be renewed from here, or hidden',
    'beta: hidden by the filter',
  ]);
});
