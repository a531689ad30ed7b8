import type {
  ConditionState,
  Decision,
  DecisionReason,
  Deferral,
  FunctionHealth,
  OutcomeChange,
  RotationCounts,
  RotationMode,
  RotationRecord,
  RotationStep,
  StepResult,
} from '@ackring/core/rotation';
import { type Phrase, say, type Words } from '../../messages/say.js';
import type { HistoryPart, RotationTab } from '../../subjects/rotation/views.js';
import type { FunctionFact } from './function-facts.js';

/** The words of the Rotation screen's views other than the plan: the deployed function and its results. */
export const deployed = {
  tabs: {
    plan: 'Plan',
    function: 'Function',
    runs: 'Runs',
    calendar: 'Calendar',
  } satisfies Record<RotationTab, Phrase>,
  parts: { runs: 'Runs', changes: 'Changes', log: 'Log' } satisfies Record<HistoryPart, Phrase>,
  /** Beside the tabs of the plan and of the calendar. */
  whose: {
    own: 'renews your own alone, and only tells of others’',
    of: (names: string) => say('renews those of {names}, and only tells of others’', { names }),
    self: 'yourself',
    files: (screen: string) => say('your files: {screen}', { screen }),
  },
  asking: 'asking…',
  invoking: (name: string) => say('{name} is at work…', { name }),
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
  } satisfies Record<FunctionFact | 'timer' | 'next', Phrase>,
  health: {
    healthy: 'runs when it is due',
    notActive: 'is not active',
    noTimer: 'no timer starts it',
    timerOff: 'its timer is switched off',
    neverRan: 'has not run yet; its first time is still to come',
    missedRun: 'did not run when it was due',
    runFailed: 'failed',
    ranInPart: 'ran, but not all of it went well',
    consumersEnd: 'what consumers have is about to end',
    consumersBroken: 'some consumers have nothing usable',
    runsUnknown: 'neither its runs nor its log can be read',
  } satisfies Record<FunctionHealth['kind'], Phrase>,
  judging: 'looking at its runs and its log…',
  stateUntold: 'not told',
  deployedAt: (instant: string) => say('deployed {instant}', { instant }),
  off: 'switched off',
  every: 'UTC',
  inTime: (time: string) => say('in {time}', { time }),
  ago: (time: string) => say('{time} ago', { time }),
  noRun: 'none kept',
  retries: (times: number, seconds: number) => say('{times} within {seconds} s', { times, seconds }),
  defaultRetries: '3 within a day',
  noRole: 'none: it has no credentials',
  noLog: 'none that is known',
  modes: { plan: 'plan', apply: 'run' } satisfies Record<RotationMode, Phrase>,
  counts: ({ renewed = 0, delivered = 0, failed = 0 }: Partial<RotationCounts>) =>
    say('{renewed} renewed · {delivered} delivered · {failed} failed', { renewed, delivered, failed }),
  columns: {
    started: 'STARTED',
    took: 'TOOK',
    mode: 'WHAT #mode',
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
    clusters: 'CLUSTERS #names',
    time: 'TIME',
    kind: 'KIND #log',
    says: 'SAYS',
  },
  changes: {
    appeared: 'new',
    vanished: 'gone',
    broke: 'fails now',
    mended: 'works again',
    renewed: 'renewed',
    decidedOtherwise: 'decided otherwise',
  } satisfies Record<OutcomeChange['kind'], Phrase>,
  crumbs: {
    runs: (count: number) => say('{count} {count|run|runs} kept', { count }),
    calendar: (from: string, until: string, renewals: number) =>
      say('{renewals} {renewals|renewal|renewals} · {from} to {until}', { renewals, from, until }),
    log: (lines: number, isComplete: boolean) =>
      say('{lines} lines of the last day', { lines: isComplete ? lines : `${lines}+` }),
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
    title: (name: string) => say('Invoke {name} now', { name }),
    confirm: 'It runs as its timer would have it: what is due is renewed and delivered, by its own role.',
    done: (name: string, counts: RotationCounts) =>
      say('{name}: {renewed} renewed, {delivered} delivered, {failed} failed', {
        name,
        renewed: counts.renewed,
        delivered: counts.delivered,
        failed: counts.failed,
      }),
    failed: (name: string, said: string) => say('{name} failed: {said}', { name, said }),
    unwaited: 'its answer is not waited for any more: it runs on, and its log will tell',
  },
  record: {
    planned: (work: number, total: number) => say('{work} of {total} credentials need work', { work, total }),
    instance: 'Instance',
    request: 'Text',
  },
  /** In seven columns at most. */
  recordKinds: {
    planned: 'planned #log',
    step: 'step #log',
    outcome: 'outcome #log',
    report: 'report #log',
    metrics: 'metrics #log',
    error: 'error #log',
  } satisfies Record<RotationRecord['kind'], Phrase>,
} as const satisfies Words;

export const rotation = {
  steps: {
    fetch: 'fetch',
    'prove newer': 'prove newer',
    stage: 'stage',
    'prove works': 'prove works',
    promote: 'promote',
    'read back': 'read back',
  } satisfies Record<RotationStep, Phrase>,
  results: { done: 'done', unchanged: 'unchanged', skipped: 'skipped', failed: 'failed' } satisfies Record<
    StepResult,
    Phrase
  >,
  became: {
    renewed: 'renewed',
    delivered: 'delivered',
    unchanged: 'unchanged',
    proven: (what: string) => say('{what}, let in by its API server', { what }),
    rightless: (what: string) =>
      say('{what}, known to its API server, which shows no right of its own', { what }),
  },
  deferrals: {
    deadline: 'left for the next run',
    halted: 'halted: too many failed',
    cancelled: 'cancelled',
  } satisfies Record<Deferral, Phrase>,
  /** The identity that runs the rotation. */
  self: 'self',
  noSink: 'no sink',
  planned: ({
    renewed = 0,
    delivered = 0,
    notified = 0,
    kept = 0,
    skipped = 0,
    failed = 0,
  }: Partial<RotationCounts>) => [
    say('plan: {renewed} to renew · {delivered} to deliver · {notified} of others · {kept} kept', {
      renewed,
      delivered,
      notified,
      kept,
    }),
    ...(skipped > 0 ? [say('{n} skipped', { n: skipped })] : []),
    ...(failed > 0 ? [say('{failed} failed', { failed })] : []),
  ],
  ran: ({ total, renewed, delivered, failed }: RotationCounts) => {
    const others = total - renewed - delivered - failed;
    return [
      say('run: {renewed} renewed · {delivered} delivered · {failed} failed', { renewed, delivered, failed }),
      ...(others > 0 ? [say('{others} left alone', { others })] : []),
    ];
  },
  planning: 'planning…',
  running: (done: number, work: number) => say('running: {done} of {work}', { done, work }),
  ended: (counts: RotationCounts) =>
    say('rotation: {renewed} renewed, {delivered} delivered, {unchanged} unchanged, {failed} failed', {
      renewed: counts.renewed,
      delivered: counts.delivered,
      unchanged: counts.unchanged,
      failed: counts.failed,
    }),
  confirmTitle: 'Run the rotation',
  confirm: (renewed: number, delivered: number) =>
    say('{renewed} to renew and {delivered} to deliver, as the plan behind this shows.', {
      renewed,
      delivered,
    }),
  confirmSafe: 'Nothing is revoked: what is replaced goes on working to its own end.',
  decision: 'Decision',
  condition: 'Condition',
  conditions: {
    ready: 'ready',
    pending: 'pending',
    failing: 'failing',
    blocked: 'blocked',
  } satisfies Record<ConditionState, Phrase>,
  since: (instant: string) => say('since {instant}', { instant }),
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
    dismissTitle: (label: string) => say('Dismiss {label}', { label }),
    nobodyRenews: (why: string) => say('Nobody renews it: {why}.', { why }),
    place: (place: string, end: string) => say('{place} · ends {end}', { place, end }),
    toldNoMore: 'It is not told any more, unless it is selected again.',
    why: 'Why it may end:',
    dismissed: (label: string) => say('dismissed: {label}', { label }),
    moveTitle: (label: string) => say('Move {label}', { label }),
    leadConsumers: 'The next run delivers there. Lead consumers to it: the old one is not renewed.',
    moved: (label: string) => say('moved: {label} · the next run delivers there', { label }),
  },
} as const satisfies Words;

export const decisions = {
  renew: 'renew',
  deliver: 'deliver',
  notify: 'notify',
  leave: 'leave',
  skip: 'skip',
  keep: 'keep',
} satisfies Record<Decision['kind'] | 'leave', Phrase>;

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
  OrphanedIdentity: 'its holder cannot sign in',
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
  NothingHeld: 'nothing was issued yet',
  EndUnknown: 'its end is not known',
} satisfies Record<DecisionReason, Phrase>;

export const actions = {
  plan: 'plan again',
  apply: 'run #key',
  invoke: 'invoke',
  dismiss: 'dismiss',
  move: 'move',
} as const satisfies Words;

export const accepts = {
  dismissal: 'dismiss it',
} as const satisfies Words;

export const scopes = {
  dismissal: 'Before a dismissal',
} as const satisfies Words;

export const reasons = {
  ofOneAccount: 'it is of one account: look through that one alone, ctrl-p',
  planFirst: 'plan first: p',
  nothingToRotate: 'the plan has nothing to renew or deliver',
  planOnly: 'only rows of the plan: press tab',
  noPlace: 'nothing was delivered for this row',
  isRenewed: 'it is renewed: what is selected is not dismissed',
  noAddress: 'no address of it has the cluster’s name in it',
  noReason: 'type why it may end',
} as const satisfies Words;
