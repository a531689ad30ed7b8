import type { FunctionHealth } from '@ackring/core/rotation/function/function-health';
import type { RotationCounts, RotationMode } from '@ackring/core/rotation/report/report';
import type { OutcomeChange } from '@ackring/core/rotation/report/report-comparison';
import type { FunctionFact } from '../../features/rotation/function-facts.js';
import type { RotationTab } from '../../features/rotation/views.js';

/** The words of the Rotation screen's views beside the plan: the deployed function and what it left behind. */
export const deployed = {
  tabs: {
    plan: 'Plan',
    function: 'Function',
    runs: 'Runs',
    changes: 'Changes',
    calendar: 'Calendar',
    log: 'Log',
  } satisfies Record<RotationTab, string> as Record<RotationTab, string>,
  asking: 'asking…',
  invoking: (name: string) => `${name} is at work…`,
  inItsOrder: 'this view has an order of its own: only the plan is sorted',
  noSuchName: 'a function is NAME or SERVICE/NAME, with @REGION behind it if need be',
  facts: {
    health: 'Health',
    function: 'Function',
    state: 'State',
    timer: 'Timer',
    next: 'Next run',
    last: 'Last run',
    retries: 'Retries',
    runtime: 'Runtime',
    role: 'Role',
    log: 'Log',
  } satisfies Record<FunctionFact | 'timer' | 'next', string> as Record<
    FunctionFact | 'timer' | 'next',
    string
  >,
  health: {
    healthy: 'runs when it is due',
    notActive: 'is not active',
    noTimer: 'no timer starts it',
    timerOff: 'its timer is switched off',
    neverRan: 'has not run yet; nothing was due',
    missedRun: 'did not run when it was due',
    runFailed: 'failed',
    ranInPart: 'ran, but not all of it went well',
    consumersEnd: 'what consumers have is about to end',
    consumersBroken: 'some consumers have nothing of use',
    runsUnknown: 'neither its runs nor its log can be read',
  } satisfies Record<FunctionHealth['kind'], string> as Record<FunctionHealth['kind'], string>,
  judging: 'looking at its runs and its log…',
  stateUntold: 'not told',
  deployedAt: (instant: string) => `deployed ${instant}`,
  off: 'switched off',
  every: 'UTC',
  inTime: (time: string) => `in ${time}`,
  ago: (time: string) => `${time} ago`,
  noRun: 'none kept',
  retries: (times: number, seconds: number) => `${times} within ${seconds} s`,
  defaultRetries: '3 within a day',
  noRole: 'none: it has no credentials',
  noLog: 'none that is known',
  modes: { plan: 'plan', apply: 'run' } satisfies Record<RotationMode, string> as Record<
    RotationMode,
    string
  >,
  counts: ({ renewed = 0, delivered = 0, failed = 0 }: Partial<RotationCounts>) =>
    `${renewed} renewed · ${delivered} delivered · ${failed} failed`,
  columns: {
    started: 'STARTED',
    took: 'TOOK',
    mode: 'WHAT',
    renewed: 'RENEWED',
    delivered: 'DELIVERED',
    told: 'TOLD',
    failed: 'FAILED',
    failures: 'FAILURES',
    run: 'RUN',
    thenEnds: 'THEN ENDS',
    change: 'CHANGE',
    was: 'BEFORE',
    is: 'NOW',
    month: 'MONTH',
    renew: 'RENEW',
    deliver: 'DELIVER',
    tell: 'TELL',
    clusters: 'CLUSTERS',
    time: 'TIME',
    kind: 'KIND',
    says: 'SAYS',
  },
  changes: {
    appeared: 'new',
    vanished: 'gone',
    broke: 'fails now',
    mended: 'works again',
    renewed: 'renewed',
    decidedOtherwise: 'decided otherwise',
  } satisfies Record<OutcomeChange['kind'], string> as Record<OutcomeChange['kind'], string>,
  crumbs: {
    runs: (count: number) => (count === 1 ? '1 run kept' : `${count} runs kept`),
    compared: (before: string, after: string, changes: number) =>
      `${changes === 1 ? '1 change' : `${changes} changes`} · ${before} → ${after}`,
    calendar: (from: string, until: string, renewals: number) =>
      `${from} to ${until} · ${renewals === 1 ? '1 renewal' : `${renewals} renewals`}`,
    log: (lines: number, isComplete: boolean) => `${lines}${isComplete ? '' : '+'} lines of the last day`,
  },
  empty: {
    function: 'Looking at the deployed function.',
    runs: 'No run is kept. A rotation keeps its last thirty in its first KMS, OSS or file sink.',
    changes: 'The last two runs came to the same.',
    oneRun: 'Two kept runs are needed to compare them.',
    calendar: 'Working out the next three years, as if the fleet stayed as it is.',
    log: 'It has written nothing in the last day.',
    askingRuns: 'Reading the runs that the sinks keep.',
    askingLog: 'Reading its log.',
  },
  invoke: {
    title: (name: string) => `Invoke ${name} now`,
    confirm: 'It runs as its timer would have it: what is due is renewed and delivered, by its own role.',
    done: (name: string, counts: RotationCounts) =>
      `${name}: ${counts.renewed} renewed, ${counts.delivered} delivered, ${counts.failed} failed`,
    failed: (name: string, said: string) => `${name} failed: ${said}`,
    unwaited: 'its answer is not waited for any more: it runs on, and its log will tell',
  },
  record: {
    planned: (work: number, total: number) => `${work} of ${total} credentials need work`,
    instance: 'Instance',
    request: 'Text',
  },
};

export type DeployedMessages = typeof deployed;
