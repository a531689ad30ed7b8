import type { AcquirePlan, AcquireResult } from '@ackring/core/internal/fetch/request';
import type { Verdict } from '@ackring/core/internal/verification/verdict';
import { clusterKey } from '@ackring/core/internal/words/cluster';
import { AckringError } from '@ackring/core/internal/words/errors';
import { quoted } from '@ackring/core/internal/words/say';
import { specimenCluster } from '@ackring/testkit/cluster';
import { answering } from '@ackring/testkit/judged-rows';
import test from 'ava';
import { type Job as Counts, startJob } from '../../screen/job.js';
import { noticeText } from '../../screen/notify.js';
import type { Job } from '../../screen/step.js';
import { workSlot } from '../../screen/tasks.js';
import type { LendingWorld } from '../../screen/world.js';
import { readContexts } from '../../subjects/context/tasks.js';
import { readJournal } from '../../subjects/journal/tasks.js';
import { arrive, arrived, linesOf, opened, press, pressed, shown } from '../../testkit.js';
import { openFetchDialog } from './dialog.js';
import { openFetch, planFetch, replan } from './plan.js';
import { fetch, fetchMany, jobEnded } from './tasks.js';

const cluster = specimenCluster({
  id: 'c0000',
  endpoints: { public: [], private: ['https://192.168.0.1:6443'] },
});

const start = opened({ columns: 100, rows: 30, now: new Date(0), home: '/home/me' });

const plan = (context: string): AcquirePlan => ({
  request: {
    cluster: { ...cluster, endpoints: { public: [], private: ['https://192.168.0.1:6443'] } },
    durationMinutes: 480,
    access: 'private',
    destination: { kind: 'merge', file: null },
    contextName: null,
    use: false,
    verify: true,
  },
  kind: 'temporary',
  access: 'private',
  server: 'https://192.168.0.1:6443',
  file: '/home/me/.kube/config',
  context,
  changes: [],
  currentContext: { before: null, after: null, file: null },
  untouchedContexts: 0,
  expectedNotAfter: new Date(1),
});

const result = (context: string): AcquireResult => ({
  plan: plan(context),
  context,
  file: '/home/me/.kube/config',
  notAfter: new Date(1),
  uid: null,
  changes: [],
  unproven: [],
  verdict: null,
  text: null,
});

/** The dialog before and after the plan has arrived. */
const asking = openFetch(start, openFetchDialog(cluster, start.settings)).state;
const serial = asking.overlay?.kind === 'fetch' ? asking.overlay.serial : -1;
const asked = { request: plan('a').request, serial };
const planned = arrived(asking, (state) => planFetch.arrivals.planned(state, serial, plan('a')));

test('Enter requests the plan that is on the screen', (t) => {
  const { state, asks } = press(planned, 'enter');
  t.is(asks[0]?.task, fetch);
  t.like(asks[0]?.request, { shown: { context: 'a' } });
  t.like(state.overlay, { step: 'fetch' });
});

test('Esc stops a fetch that runs, and no scan beside it', async (t) => {
  const { state, asks } = press(pressed(planned, 'enter'), 'esc');
  const stopped: unknown[] = [];
  const world = { stop: (what: unknown) => stopped.push(what) } as unknown as LendingWorld;
  const run = async (job: Job) => job.work(new AbortController().signal);
  for (const ask of asks) await ask.start({ world, change: () => t.fail(), run });
  t.deepEqual(stopped, [workSlot]);
  t.is(state.overlay?.kind, 'fetch');
});

test('a refused plan is told whole, as its reader knows paths, and its key is not offered', (t) => {
  const file = `/home/me/${'of-a-long-name/'.repeat(8)}config`;
  const problem = new AckringError('KubeconfigInvalid', `${file}, line 1: not valid YAML`, {
    remedy: 'Repair it.',
  });
  const narrow = { ...asking, size: { columns: 80, rows: 30 } };
  const refused = arrive(narrow, () => planFetch.failed?.(narrow, problem, asked) ?? narrow).state;
  const text = shown(refused);
  t.regex(text.replace(/[│\s]+/g, ''), /✕~\/(of-a-long-name\/){8}config,line1:notvalidYAMLRepairit\./);
  t.regex(text, /Into +not known/);
  t.notRegex(linesOf(refused).at(-1) ?? '', /fetch/);
});

test('while it fetches, the last line names what works: Esc, which stops it', (t) => {
  const working = pressed(planned, 'enter');
  const footOf = (state: typeof start) => linesOf(state).at(-1)?.trim();
  t.regex(footOf(planned) ?? '', /⏎ fetch/);
  t.is(footOf(working), 'esc stop what is running   ? help');
  // A key that would choose, move, type, or lead elsewhere is told so, and chooses nothing.
  for (const key of [
    'enter',
    'u',
    'tab',
    'up',
    'left',
    'right',
    'space',
    'j',
    'x',
    '/',
    ':',
    'q',
    '2',
    'f5',
  ]) {
    const after = pressed(working, key);
    t.is(noticeText(after), 'something is running: esc stops it', key);
    t.deepEqual(after.overlay, working.overlay, key);
  }
  t.is(pressed(working, '?').overlay?.kind, 'help');
});

test('before it fetches, q leaves as Esc does, and is a letter where something is typed', (t) => {
  t.is(pressed(planned, 'q').overlay, null);
  t.is(pressed(planned, 'down', 'down', 'down', 'q').overlay?.kind, 'fetch');
});

test('the plan of earlier choices is not shown', (t) => {
  const { state } = replan(planned);
  const late = arrived(state, (before) => planFetch.arrivals.planned(before, serial, plan('late')));
  t.like(late.overlay, { preview: { kind: 'asking', last: { context: 'a' } } });
});

test('a changed plan is shown again, and nothing is running', (t) => {
  const accepted = pressed(planned, 'enter');
  const { state, asks } = arrive(accepted, (before) => fetch.arrivals.changed(before, plan('b')));
  t.like(state.overlay, {
    step: null,
    detail: 'known',
    preview: { kind: 'planned', plan: { context: 'b' } },
  });
  t.regex(noticeText(state), /^nothing was done/);
  t.deepEqual(asks, []);
});

test('u requests a plan that switches, and fetches nothing', (t) => {
  const { state, asks } = press(planned, 'u');
  t.deepEqual(
    asks.map(({ task }) => task),
    [planFetch],
  );
  t.like(asks[0]?.request, { request: { use: true } });
  t.like(state.overlay, { step: null });
  t.regex(linesOf(planned).at(-1) ?? '', /u switch to it too/);
  t.regex(linesOf(state).at(-1) ?? '', /u do not switch to it/);
});

test('a successful fetch closes the dialog, and the files and the journal are read again', (t) => {
  const written = {
    ...result('a'),
    changes: [{ path: 'users/a', change: 'add', detail: quoted('new') }],
  } as const;
  const { state, asks } = arrive(planned, (before) => fetch.arrivals.done(before, written));
  t.is(state.overlay, null);
  t.is(noticeText(state), 'a is in ~/.kube/config');
  t.deepEqual(
    asks.map(({ task }) => task),
    [readContexts, readJournal],
  );
});

test('a fetch says who is let in until when, and how to take it back', (t) => {
  const identity = {
    username: '212345678901234567-1764000000',
    groups: ['system:users', 'system:authenticated'],
  };
  const verdict = { context: 'a', verdict: 'ok', claim: answering, detail: '', identity, latencyMs: 7 };
  const change = { path: 'users/a', change: 'add', detail: quoted('new') } as const;
  const told = (extent: object) => {
    const written = {
      ...result('a'),
      changes: [change],
      verdict: { ...verdict, cause: null, remedy: null, ...extent } as Verdict,
    };
    return linesOf(arrive(planned, (before) => fetch.arrivals.done(before, written)).state).at(-2);
  };
  t.is(told({}), ' ✓ a answers as 212345…00000 · ends 1970-01-01 00:00 UTC · z takes it back');
  t.regex(told({ isServerProven: false }) ?? '', /00:00 UTC · unchecked/);
  const file = '/home/me/.kube/config';
  t.regex(
    told({ verdict: 'failed', claim: null, cause: 'expired', detail: 'it has ended', file }) ?? '',
    /^ ✕ a: it has ended/,
  );
});

test('a fetch that brings what is there already says so, and not only that it works', (t) => {
  const verdict = {
    context: 'a',
    verdict: 'ok',
    claim: answering,
    cause: null,
    detail: '',
    remedy: null,
  } as const;
  const same = { ...result('a'), verdict: { ...verdict, identity: null, latencyMs: 1 } };
  const { state } = arrive(planned, (before) => fetch.arrivals.done(before, same));
  t.is(noticeText(state), 'the cloud gave the same one: a in ~/.kube/config stays as it is');
});

test('a failed fetch returns to the choices', (t) => {
  const accepted = pressed(planned, 'enter');
  const error = new AckringError('Forbidden', 'not allowed', { remedy: 'ask' });
  const request = { request: plan('a').request, shown: null };
  const { state } = arrive(accepted, (before) => fetch.failed?.(before, error, request) ?? before);
  t.like(state.overlay, { kind: 'fetch', step: null });
  t.is(noticeText(state), 'not allowed');
});

test('what was not looked at is not counted among what is replaced', (t) => {
  const others = Array.from({ length: 59 }, (_, at) => ({ ...cluster, id: `c${at + 1}` }));
  const many = openFetchDialog(cluster, start.settings, { others });
  const over: AcquirePlan = {
    ...plan('a'),
    changes: [{ path: 'users/a', change: 'update', detail: quoted('new') }],
  };
  const told = (looked: number): string => {
    const rowPlans = new Map([cluster, ...others].slice(0, looked).map((each) => [clusterKey(each), over]));
    return shown({ ...start, overlay: { ...many, rowPlans } });
  };
  t.regex(told(50), /and 44 more, at least 34 of them over one that is there/);
  t.regex(told(60), /and 44 more, 44 of them over one that is there/);
  t.notRegex(told(16), /over one that is there/);
});

const cancelled = new AckringError('Cancelled', 'cancelled', { remedy: 'again' });
const locked = new AckringError('FileLocked', 'it is locked', { remedy: 'wait' });

for (const [what, second, listed] of [
  ['before its write is not among those that were fetched', cancelled, /^a\n.*$/],
  ['once it is written is among those that were fetched', result('b'), /^a\n.*\nb\n.*$/],
  ['in a write that fails is named', locked, /^✕ prod: not fetched: it is locked\n.*\na\n.*$/],
] as const)
  test(`what is stopped ${what}, and the rest is not asked for`, async (t) => {
    const stop = new AbortController();
    const outcomes: (AcquireResult | AckringError)[] = [result('a'), second, result('c')];
    const services = {
      planAcquire: async () => plan('a'),
      acquire: async () => {
        const outcome = outcomes.shift();
        if (outcomes.length === 1) stop.abort();
        if (outcome instanceof AckringError) throw outcome;
        return outcome;
      },
    };
    let state = start;
    let elsewhere = start;
    const jobs: Job[] = [];
    fetchMany([plan('a'), plan('b'), plan('c')].map(({ request }) => request)).start({
      world: { servicesFor: () => services } as unknown as LendingWorld,
      change: (_, change) => {
        state = arrived(state, change);
        elsewhere = pressed(arrived(elsewhere, change), '2');
      },
      run: async (job) => void jobs.push(job),
    });
    await jobs[0]?.work(stop.signal);
    t.is(outcomes.length, 1);
    t.regex(state.overlay?.kind === 'viewer' ? state.overlay.text : '', listed);
    t.is(elsewhere.overlay, null);
    const failed = second === locked ? 1 : 0;
    t.like(state.job, { done: second instanceof AckringError ? 1 : 2, failed, total: 3 });
  });

test('only a fetch that was stopped before its write says that nothing was written', (t) => {
  const accepted = pressed(planned, 'enter');
  for (const error of [cancelled, locked]) {
    const request = { request: plan('a').request, shown: null };
    const { state } = arrive(accepted, (before) => fetch.failed?.(before, error, request) ?? before);
    t.is(noticeText(state), error === cancelled ? 'cancelled: nothing was written' : 'it is locked');
  }
});

test('a job that wrote everything warns of what is not proven, and is bad where something failed', (t) => {
  const moodOf = (counts: Partial<Counts>) => {
    const job = { ...startJob('fetch', 2), ...counts };
    return arrived({ ...start, job }, jobEnded).notice?.mood ?? null;
  };
  t.is(moodOf({ done: 2, unproven: 1 }), 'warn');
  t.is(moodOf({ done: 1, failed: 1 }), 'bad');
  t.not(moodOf({ done: 2 }), 'warn');
});
