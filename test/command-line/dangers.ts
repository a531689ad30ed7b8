/** What can be wrong, or missing, for a dangerous action. */
export const conditions = {
  readOnly: 'read-only mode',
  unconfirmed: 'no name typed, `--yes` given',
  wrongName: 'another name typed',
  noPermission: 'no permission for the call',
  activityUnreadable: 'activity unreadable',
  activeRecently: 'active in the last 7 days',
  throttled: 'throttled to the end',
  killed: 'killed half-way',
  weakTls: 'Node told to weaken TLS',
  otherCluster: 'answered with another cluster’s kubeconfig',
  otherKey: 'answered with a key that does not fit',
  plugin: 'answered with a program to run',
  plantedRotation: 'a `rotation.yaml` planted in the current folder',
  plantedKubeconfig: 'a kubeconfig handed over, with `exec` and `tokenFile`',
  hostileName: 'a name that a shell would run',
} as const;

export type Condition = keyof typeof conditions;

/** The result. Unless it is done, nothing at all was changed. */
export type Outcome =
  /** Nothing was changed; `code` is the error's, `exit` the program's. */
  | { readonly kind: 'refused' | 'failed'; readonly code: string; readonly exit: number }
  /** Done nevertheless, and why that is right. */
  | { readonly kind: 'done'; readonly why: string }
  /** The action is done, but nothing of the answer is written; `code` is the error's, `exit` the program's. */
  | { readonly kind: 'partly'; readonly code: string; readonly exit: number; readonly why: string }
  /** The same command again completes it; nothing is torn and nothing is done twice. */
  | { readonly kind: 'resumed' }
  /** The condition does not apply to this action, and why. */
  | { readonly kind: 'none'; readonly why: string };

export interface Danger {
  readonly what: string;
  /** With everything that it needs. `MARK` stands for a file that a command of the user's writes, `UID` for somebody's uid. */
  readonly command: readonly string[];
  /** The same without the typed name, and with another one; null if no name is typed. */
  readonly unconfirmed: readonly string[] | null;
  readonly wrongName: readonly string[] | null;
  /** The cloud's operation for it, and the RAM action it needs; null if it is local. */
  readonly operation: string | null;
  readonly permission: string | null;
  /** The cluster that needs a context; null if none does. */
  readonly context: 'prod' | 'own' | null;
  /** Only the account root may do it. */
  readonly isForRoot?: true;
  readonly outcomes: Readonly<Record<Condition, Outcome>>;
}

const readOnly: Outcome = { kind: 'refused', code: 'ReadOnly', exit: 6 };
const confirmationMissing: Outcome = { kind: 'refused', code: 'ConfirmationMissing', exit: 6 };
const forbidden: Outcome = { kind: 'failed', code: 'Forbidden', exit: 4 };
const throttled: Outcome = { kind: 'failed', code: 'Throttled', exit: 5 };
const weakTls: Outcome = { kind: 'refused', code: 'Refused', exit: 6 };
const fetchesNothing: Outcome = { kind: 'none', why: 'it fetches no kubeconfig' };
const unread: Outcome = { kind: 'done', why: 'nothing in the current folder is read unasked' };
const ownFiles: Outcome = { kind: 'none', why: 'it looks into the user’s own kubeconfig files only' };
const onlyLooks: Outcome = { kind: 'none', why: 'it looks, and changes nothing' };
const justAName: Outcome = { kind: 'done', why: 'it is a name and nothing else' };
const revokedOnly: Outcome = {
  kind: 'partly',
  code: 'IssuedRefused',
  exit: 7,
  why: 'it is revoked, and the answer is not written',
};
const notDelivered: Outcome = {
  kind: 'partly',
  code: 'IssuedRefused',
  exit: 1,
  why: 'the cloud renewed it, and the answer is not delivered: the old one stays',
};
const badAnswer: Outcome = { kind: 'refused', code: 'IssuedRefused', exit: 6 };
const notRun: Outcome = { kind: 'failed', code: 'IssuedRefused', exit: 1 };
const nobodyElse: Outcome = { kind: 'none', why: 'it concerns nobody’s activity' };

const writtenWhole: Outcome = {
  kind: 'none',
  why: 'a kubeconfig is written whole or not: killed at nine steps elsewhere',
};
const inLocalFile: Outcome = { kind: 'none', why: 'it is done in a local file' };
/** What fails for one cluster is reported with the others. */
const failedInReport = {
  noPermission: { kind: 'failed', code: 'Forbidden', exit: 1 },
  throttled: { kind: 'failed', code: 'Throttled', exit: 1 },
} as const satisfies Partial<Danger['outcomes']>;

/** With the right name typed, without any, and with another one. */
function confirmed(
  before: readonly string[],
  [flag, right, wrong]: readonly [flag: string, right: string, wrong: string],
  after: readonly string[] = [],
): Pick<Danger, 'command' | 'unconfirmed' | 'wrongName'> {
  return {
    command: [...before, flag, right, ...after],
    unconfirmed: [...before, '--yes', ...after],
    wrongName: [...before, flag, wrong, '--yes', ...after],
  };
}

function unnamed(...command: readonly string[]): Pick<Danger, 'command' | 'unconfirmed' | 'wrongName'> {
  return { command, unconfirmed: null, wrongName: null };
}

function calling(operation: string): Pick<Danger, 'operation' | 'permission'> {
  return { operation, permission: `cs:${operation}` };
}

const local = { operation: null, permission: null } as const;

/** What depends on the action, to be said for each. */
interface OwnOutcomes {
  /** Without the typed name, or with another one. */
  readonly confirmation: Outcome;
  /** Where activity is recent, or cannot be read. */
  readonly activity: Outcome;
  readonly killed: Outcome;
  /** If the cloud answers with another kubeconfig than was asked for. */
  readonly answer: Outcome;
}

function outcomesOf(
  { confirmation, activity, killed, answer }: OwnOutcomes,
  otherwise: Partial<Danger['outcomes']> = {},
): Danger['outcomes'] {
  return {
    readOnly,
    unconfirmed: confirmation,
    wrongName: confirmation,
    noPermission: forbidden,
    activityUnreadable: activity,
    activeRecently: activity,
    throttled,
    killed,
    weakTls,
    otherCluster: answer,
    otherKey: answer,
    plugin: answer,
    plantedRotation: unread,
    plantedKubeconfig: ownFiles,
    hostileName: justAName,
    ...otherwise,
  };
}

/** Most that take away or give: the name is asked for, and the same again finishes. */
const changing: OwnOutcomes = {
  confirmation: confirmationMissing,
  activity: nobodyElse,
  killed: { kind: 'resumed' },
  answer: fetchesNothing,
};

/** Every dangerous action of the program, and its result under every condition: the tests play each cell. */
export const dangers = {
  fetch: {
    what: 'fetch a kubeconfig into one’s own',
    ...unnamed('get', 'prod'),
    ...calling('DescribeClusterUserKubeconfig'),
    context: null,
    outcomes: outcomesOf({
      confirmation: { kind: 'none', why: 'nothing is taken away: `undo` takes the write back' },
      activity: nobodyElse,
      killed: writtenWhole,
      answer: badAnswer,
    }),
  },
  verify: {
    what: 'show a file’s credential to the server that it names',
    ...unnamed('verify', '--kubeconfig', 'handed.yaml'),
    ...local,
    context: null,
    outcomes: outcomesOf(
      { confirmation: onlyLooks, activity: nobodyElse, killed: onlyLooks, answer: fetchesNothing },
      {
        readOnly: onlyLooks,
        noPermission: onlyLooks,
        throttled: onlyLooks,
        plantedRotation: onlyLooks,
        plantedKubeconfig: { kind: 'refused', code: 'untrusted', exit: 1 },
        hostileName: onlyLooks,
      },
    ),
  },
  revoke: {
    what: 'kill one’s own kubeconfig',
    ...confirmed(['revoke', 'prod'], ['--confirm', 'prod', 'Prod']),
    ...calling('RevokeK8sClusterKubeConfig'),
    context: 'prod',
    outcomes: outcomesOf(
      { ...changing, answer: revokedOnly },
      {
        activityUnreadable: {
          kind: 'done',
          why: 'the plan says that nobody can tell; what has leaked is killed all the same',
        },
        activeRecently: { kind: 'done', why: 'the plan says so; what has leaked is killed all the same' },
      },
    ),
  },
  clean: {
    what: 'remove somebody’s access',
    ...confirmed(['clean', '--user', 'tom'], ['--confirm', 'tom', 'Tom']),
    ...calling('CleanClusterUserPermissions'),
    context: null,
    outcomes: outcomesOf({ ...changing, activity: { kind: 'refused', code: 'Refused', exit: 6 } }),
  },
  force: {
    what: 'remove somebody’s access by force',
    ...confirmed(
      ['clean', '--user', 'tom', '--confirm', 'tom', '--force'],
      ['--confirm-force', 'tom', 'Tom'],
    ),
    ...calling('CleanClusterUserPermissions'),
    context: null,
    outcomes: outcomesOf({
      ...changing,
      activity: { kind: 'done', why: 'the second typed name is for just that' },
    }),
  },
  san: {
    what: 'add a name to a certificate, which restarts the API server',
    ...confirmed(['san', 'prod', '--name', 'api.example.com'], ['--confirm', 'prod', 'Prod']),
    ...calling('ModifyCluster'),
    context: null,
    outcomes: outcomesOf(changing),
  },
  lastResort: {
    what: 'stop checking a dedicated cluster’s certificate in one context',
    ...confirmed(['san', 'own', '--skip-verification', 'own'], ['--confirm', 'own', 'Own']),
    ...local,
    context: 'own',
    outcomes: outcomesOf(
      { ...changing, killed: writtenWhole },
      { noPermission: inLocalFile, throttled: inLocalFile },
    ),
  },
  rotate: {
    what: 'renew and deliver credentials',
    ...unnamed('rotate', 'apply', '--config', 'rotation.yaml'),
    ...calling('DescribeClusterUserKubeconfig'),
    context: null,
    outcomes: outcomesOf(
      {
        confirmation: { kind: 'none', why: 'nothing is taken away: what is replaced works to its own end' },
        activity: nobodyElse,
        killed: { kind: 'resumed' },
        answer: notDelivered,
      },
      // Without a sink of one's own nothing is fetched: the planted one is none.
      { ...failedInReport, plantedRotation: { kind: 'refused', code: 'ConfigurationInvalid', exit: 2 } },
    ),
  },
  shell: {
    what: 'hand a cluster’s key to a command',
    ...unnamed('shell', 'prod', '--', 'touch', 'MARK'),
    ...calling('DescribeClusterUserKubeconfig'),
    context: null,
    outcomes: outcomesOf(
      {
        confirmation: { kind: 'none', why: 'the one cluster and the command are named' },
        activity: nobodyElse,
        killed: { kind: 'none', why: 'the next start takes the key away: killed elsewhere' },
        answer: badAnswer,
      },
      { readOnly: { kind: 'done', why: 'the command gets no key, and only reads pass the proxy' } },
    ),
  },
  run: {
    what: 'run a command that may write, for many clusters',
    ...confirmed(['run', '--select', 'prod'], ['--confirm', '1', '2'], ['--', 'touch', 'MARK']),
    ...calling('DescribeClusterUserKubeconfig'),
    context: null,
    outcomes: outcomesOf({ ...changing, answer: notRun }, failedInReport),
  },
  grant: {
    what: 'give somebody a role inside a cluster',
    ...confirmed(
      ['access', 'grant', 'mei', '--cluster', 'prod', '--role', 'dev'],
      ['--confirm', 'mei', 'Mei'],
    ),
    ...calling('UpdateUserPermissions'),
    context: null,
    outcomes: outcomesOf(changing),
  },
  unbind: {
    what: 'remove what still names somebody’s former certificates',
    ...confirmed(['access', 'unbind', '--user', 'UID', '--cluster', 'prod'], ['--confirm', 'UID', 'ana']),
    ...calling('DescribeClusterUserKubeconfig'),
    context: null,
    outcomes: outcomesOf(
      {
        ...changing,
        killed: {
          kind: 'none',
          why: 'each binding is removed by itself, after a backup: the next run takes the rest',
        },
        answer: { kind: 'failed', code: 'IssuedRefused', exit: 7 },
      },
      {
        // Nobody could look, so nothing is there to remove.
        readOnly: { ...readOnly, exit: 7 },
        noPermission: { kind: 'failed', code: 'Forbidden', exit: 7 },
        throttled: { kind: 'failed', code: 'Throttled', exit: 7 },
      },
    ),
  },
  migrate: {
    what: 'move somebody from certificates to tokens',
    ...confirmed(['migrate', '--user', 'mei', '--cluster', 'prod'], ['--confirm', 'mei', 'Mei']),
    ...calling('DescribeClusterUserKubeconfig'),
    context: null,
    outcomes: outcomesOf(
      {
        ...changing,
        killed: { kind: 'none', why: 'the next run finishes: killed at every change elsewhere' },
        answer: badAnswer,
      },
      {
        activityUnreadable: {
          kind: 'done',
          why: 'the certificate stays: it is not cleaned unless it was seen unused',
        },
        activeRecently: { kind: 'done', why: 'the certificate stays, and is watched' },
      },
    ),
  },
  life: {
    what: 'set how long somebody’s certificates live',
    ...confirmed(['life', 'prod', '--user', 'mei', '--for', '30d'], ['--confirm', 'prod', 'Prod']),
    operation: 'UpdateK8sClusterUserConfigExpire',
    permission: null,
    context: null,
    isForRoot: true,
    outcomes: outcomesOf(changing),
  },
} as const satisfies Record<string, Danger>;
