import type {
  ConditionState,
  Decision,
  DecisionReason,
  Deferral,
  FunctionHealth,
  OutcomeChange,
  RotationCounts,
  RotationMode,
  RotationStep,
  StepResult,
} from '@ackring/core/rotation';
import type { RotationTab } from '../../subjects/rotation/views.js';
import type { FunctionFact } from './function-facts.js';

/** The words of the Rotation screen's views other than the plan: the deployed function and its results. */
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
    consumersBroken: 'some consumers have nothing usable',
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
    tell: 'NOTIFY',
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
      `${renewals === 1 ? '1 renewal' : `${renewals} renewals`} · ${from} to ${until}`,
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

export const rotation = {
  steps: {
    fetch: 'fetch',
    'prove newer': 'prove newer',
    stage: 'stage',
    'prove works': 'prove works',
    promote: 'promote',
    'read back': 'read back',
  } satisfies Record<RotationStep, string> as Record<RotationStep, string>,
  results: { done: 'done', unchanged: 'unchanged', skipped: 'skipped', failed: 'failed' } satisfies Record<
    StepResult,
    string
  > as Record<StepResult, string>,
  became: {
    renewed: 'renewed',
    delivered: 'delivered',
    unchanged: 'unchanged',
    proven: (what: string) => `${what}, let in by its API server`,
  },
  deferrals: {
    deadline: 'left for the next run',
    halted: 'halted: too many failed',
    cancelled: 'cancelled',
  } satisfies Record<Deferral, string> as Record<Deferral, string>,
  planned: ({ renewed = 0, delivered = 0, notified = 0, kept = 0 }: Partial<RotationCounts>) =>
    `plan: ${renewed} to renew · ${delivered} to deliver · ${notified} to notify · ${kept} kept`,
  ran: (counts: RotationCounts) =>
    `run: ${counts.renewed} renewed · ${counts.delivered} delivered · ${counts.failed} failed`,
  planning: 'planning…',
  running: (done: number, work: number) => `running: ${done} of ${work}`,
  ended: (counts: RotationCounts) =>
    `rotation: ${counts.renewed} renewed, ${counts.delivered} delivered, ${counts.unchanged} unchanged, ${counts.failed} failed`,
  confirmTitle: 'Run the rotation',
  confirm: (renewed: number, delivered: number) =>
    `${renewed} to renew and ${delivered} to deliver, as the plan behind this shows.`,
  confirmSafe: 'Nothing is revoked: what is replaced goes on working to its own end.',
  decision: 'Decision',
  condition: 'Condition',
  conditions: {
    ready: 'ready',
    pending: 'pending',
    failing: 'failing',
    blocked: 'blocked',
  } satisfies Record<ConditionState, string> as Record<ConditionState, string>,
  since: (instant: string) => `since ${instant}`,
  cluster: 'Cluster',
  identity: 'Identity',
  ends: 'Ends',
  before: 'Before',
  after: 'After',
  step: 'Steps',
  none: 'none',
  failed: 'failed',
  done: 'done',
  amending: {
    dismissTitle: (label: string) => `Dismiss ${label}`,
    nobodyRenews: (why: string) => `Nobody renews it: ${why}.`,
    place: (place: string, end: string) => `${place} · ends ${end}`,
    toldNoMore: 'It is not told any more, unless it is selected again.',
    why: 'Why it may end:',
    dismissed: (label: string) => `dismissed: ${label}`,
    moveTitle: (label: string) => `Move ${label}`,
    leadConsumers: 'The next run delivers there. Lead consumers to it: the old one is not renewed.',
    moved: (label: string) => `moved: ${label} · the next run delivers there`,
  },
};

export const decisions = {
  renew: 'renew',
  deliver: 'deliver',
  notify: 'notify',
  skip: 'skip',
  keep: 'keep',
} satisfies Record<Decision['kind'], string> as Record<Decision['kind'], string>;

export const decisionReasons = {
  ClusterExcluded: 'excluded by the configuration',
  ClusterNotListed: 'not in any list',
  ClusterGone: 'its cluster is gone',
  HolderNotConfigured: 'its identity is not configured',
  PlaceLeft: 'nothing is delivered there any more',
  ClusterNotServing: 'cluster not serving',
  ClusterNotOurs: 'the cluster is another account’s',
  NoEndpointForAccess: 'no endpoint of the access chosen',
  PermissionsRemoved: 'its permissions were removed',
  OrphanedIdentity: 'its holder is gone',
  HeldByAnotherIdentity: 'someone else holds it',
  Expired: 'expired',
  WithinRenewalWindow: 'in the 180-day window',
  MissingFromSink: 'a sink lacks it',
  OlderThanServer: 'the server has a newer one',
  CertificateUnreadable: 'what is stored cannot be read',
  KeyMismatch: 'key and certificate do not match',
  IdentityMismatch: 'it is someone else’s',
  EndpointChanged: 'the endpoint has changed',
  CertificateAuthorityChanged: 'the CA has changed',
  RejectedByServer: 'the API server rejects it',
  InDoubt: 'may not be the current one',
  HeldBackBySpread: 'held back to spread the load',
  HeldBackByBlackout: 'held back by a blackout',
  OutsideRenewalWindow: 'window not open yet',
} satisfies Record<DecisionReason, string> as Record<DecisionReason, string>;

export const actions = {
  plan: 'plan again',
  apply: 'run',
  invoke: 'invoke',
  dismiss: 'dismiss',
  move: 'move',
};

export const accepts = {
  dismissal: 'dismiss it',
};

export const scopes = {
  dismissal: 'Before a dismissal',
};

export const reasons = {
  planFirst: 'plan first: p',
  nothingToRotate: 'the plan has nothing to renew or deliver',
  planOnly: 'only rows of the plan: press tab',
  noPlace: 'nothing was delivered for this row',
  isRenewed: 'it is renewed: what is selected is not dismissed',
  noAddress: 'no address of it has the cluster’s name in it',
  noReason: 'type why it may end',
};
