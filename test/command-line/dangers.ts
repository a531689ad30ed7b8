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
  /** With everything that it needs. */
  /** `MARK` stands for a file that a command of the user's writes. */
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

/** Every dangerous action of the program, and its result under every condition: the tests play each cell. */
export const dangers = {
  fetch: {
    what: 'fetch a kubeconfig into one’s own',
    command: ['get', 'prod'],
    unconfirmed: null,
    wrongName: null,
    operation: 'DescribeClusterUserKubeconfig',
    permission: 'cs:DescribeClusterUserKubeconfig',
    context: null,
    outcomes: {
      readOnly,
      unconfirmed: { kind: 'none', why: 'nothing is taken away: `undo` takes the write back' },
      wrongName: { kind: 'none', why: 'nothing is taken away: `undo` takes the write back' },
      noPermission: forbidden,
      activityUnreadable: nobodyElse,
      activeRecently: nobodyElse,
      throttled,
      killed: { kind: 'none', why: 'a kubeconfig is written whole or not: killed at nine steps elsewhere' },
      weakTls,
      otherCluster: badAnswer,
      otherKey: badAnswer,
      plugin: badAnswer,
      plantedRotation: unread,
      plantedKubeconfig: ownFiles,
      hostileName: justAName,
    },
  },
  verify: {
    what: 'show a file’s credential to the server that it names',
    command: ['verify', '--kubeconfig', 'handed.yaml'],
    unconfirmed: null,
    wrongName: null,
    operation: null,
    permission: null,
    context: null,
    outcomes: {
      readOnly: onlyLooks,
      unconfirmed: onlyLooks,
      wrongName: onlyLooks,
      noPermission: onlyLooks,
      activityUnreadable: nobodyElse,
      activeRecently: nobodyElse,
      throttled: onlyLooks,
      killed: onlyLooks,
      weakTls,
      otherCluster: fetchesNothing,
      otherKey: fetchesNothing,
      plugin: fetchesNothing,
      plantedRotation: onlyLooks,
      plantedKubeconfig: { kind: 'refused', code: 'untrusted', exit: 1 },
      hostileName: onlyLooks,
    },
  },
  revoke: {
    what: 'kill one’s own kubeconfig',
    command: ['revoke', 'prod', '--confirm', 'prod'],
    unconfirmed: ['revoke', 'prod', '--yes'],
    wrongName: ['revoke', 'prod', '--confirm', 'Prod', '--yes'],
    operation: 'RevokeK8sClusterKubeConfig',
    permission: 'cs:RevokeK8sClusterKubeConfig',
    context: 'prod',
    outcomes: {
      readOnly,
      unconfirmed: confirmationMissing,
      wrongName: confirmationMissing,
      noPermission: forbidden,
      activityUnreadable: {
        kind: 'done',
        why: 'the plan says that nobody can tell; what has leaked is killed all the same',
      },
      activeRecently: { kind: 'done', why: 'the plan says so; what has leaked is killed all the same' },
      throttled,
      killed: { kind: 'resumed' },
      weakTls,
      otherCluster: revokedOnly,
      otherKey: revokedOnly,
      plugin: revokedOnly,
      plantedRotation: unread,
      plantedKubeconfig: ownFiles,
      hostileName: justAName,
    },
  },
  clean: {
    what: 'remove somebody’s access',
    command: ['clean', '--user', 'tom', '--confirm', 'tom'],
    unconfirmed: ['clean', '--user', 'tom', '--yes'],
    wrongName: ['clean', '--user', 'tom', '--confirm', 'Tom', '--yes'],
    operation: 'CleanClusterUserPermissions',
    permission: 'cs:CleanClusterUserPermissions',
    context: null,
    outcomes: {
      readOnly,
      unconfirmed: confirmationMissing,
      wrongName: confirmationMissing,
      noPermission: forbidden,
      activityUnreadable: { kind: 'refused', code: 'Refused', exit: 6 },
      activeRecently: { kind: 'refused', code: 'Refused', exit: 6 },
      throttled,
      killed: { kind: 'resumed' },
      weakTls,
      otherCluster: fetchesNothing,
      otherKey: fetchesNothing,
      plugin: fetchesNothing,
      plantedRotation: unread,
      plantedKubeconfig: ownFiles,
      hostileName: justAName,
    },
  },
  force: {
    what: 'remove somebody’s access by force',
    command: ['clean', '--user', 'tom', '--confirm', 'tom', '--force', '--confirm-force', 'tom'],
    unconfirmed: ['clean', '--user', 'tom', '--confirm', 'tom', '--force', '--yes'],
    wrongName: ['clean', '--user', 'tom', '--confirm', 'tom', '--force', '--confirm-force', 'Tom', '--yes'],
    operation: 'CleanClusterUserPermissions',
    permission: 'cs:CleanClusterUserPermissions',
    context: null,
    outcomes: {
      readOnly,
      unconfirmed: confirmationMissing,
      wrongName: confirmationMissing,
      noPermission: forbidden,
      activityUnreadable: { kind: 'done', why: 'the second typed name is for just that' },
      activeRecently: { kind: 'done', why: 'the second typed name is for just that' },
      throttled,
      killed: { kind: 'resumed' },
      weakTls,
      otherCluster: fetchesNothing,
      otherKey: fetchesNothing,
      plugin: fetchesNothing,
      plantedRotation: unread,
      plantedKubeconfig: ownFiles,
      hostileName: justAName,
    },
  },
  san: {
    what: 'add a name to a certificate, which restarts the API server',
    command: ['san', 'prod', '--name', 'api.example.com', '--confirm', 'prod'],
    unconfirmed: ['san', 'prod', '--name', 'api.example.com', '--yes'],
    wrongName: ['san', 'prod', '--name', 'api.example.com', '--confirm', 'Prod', '--yes'],
    operation: 'ModifyCluster',
    permission: 'cs:ModifyCluster',
    context: null,
    outcomes: {
      readOnly,
      unconfirmed: confirmationMissing,
      wrongName: confirmationMissing,
      noPermission: forbidden,
      activityUnreadable: nobodyElse,
      activeRecently: nobodyElse,
      throttled,
      killed: { kind: 'resumed' },
      weakTls,
      otherCluster: fetchesNothing,
      otherKey: fetchesNothing,
      plugin: fetchesNothing,
      plantedRotation: unread,
      plantedKubeconfig: ownFiles,
      hostileName: justAName,
    },
  },
  lastResort: {
    what: 'stop checking a dedicated cluster’s certificate in one context',
    command: ['san', 'own', '--skip-verification', 'own', '--confirm', 'own'],
    unconfirmed: ['san', 'own', '--skip-verification', 'own', '--yes'],
    wrongName: ['san', 'own', '--skip-verification', 'own', '--confirm', 'Own', '--yes'],
    operation: null,
    permission: null,
    context: 'own',
    outcomes: {
      readOnly,
      unconfirmed: confirmationMissing,
      wrongName: confirmationMissing,
      noPermission: { kind: 'none', why: 'it is done in a local file' },
      activityUnreadable: nobodyElse,
      activeRecently: nobodyElse,
      throttled: { kind: 'none', why: 'it is done in a local file' },
      killed: { kind: 'none', why: 'a kubeconfig is written whole or not: killed at nine steps elsewhere' },
      weakTls,
      otherCluster: fetchesNothing,
      otherKey: fetchesNothing,
      plugin: fetchesNothing,
      plantedRotation: unread,
      plantedKubeconfig: ownFiles,
      hostileName: justAName,
    },
  },
  rotate: {
    what: 'renew and deliver credentials',
    command: ['rotate', 'apply', '--config', 'rotation.yaml'],
    unconfirmed: null,
    wrongName: null,
    operation: 'DescribeClusterUserKubeconfig',
    permission: 'cs:DescribeClusterUserKubeconfig',
    context: null,
    outcomes: {
      readOnly,
      unconfirmed: { kind: 'none', why: 'nothing is taken away: what is replaced works to its own end' },
      wrongName: { kind: 'none', why: 'nothing is taken away: what is replaced works to its own end' },
      noPermission: { kind: 'failed', code: 'Forbidden', exit: 1 },
      activityUnreadable: nobodyElse,
      activeRecently: nobodyElse,
      throttled: { kind: 'failed', code: 'Throttled', exit: 1 },
      killed: { kind: 'resumed' },
      weakTls,
      otherCluster: notDelivered,
      otherKey: notDelivered,
      plugin: notDelivered,
      plantedRotation: unread,
      plantedKubeconfig: ownFiles,
      hostileName: justAName,
    },
  },
  shell: {
    what: 'hand a cluster’s key to a command',
    command: ['shell', 'prod', '--', 'touch', 'MARK'],
    unconfirmed: null,
    wrongName: null,
    operation: 'DescribeClusterUserKubeconfig',
    permission: 'cs:DescribeClusterUserKubeconfig',
    context: null,
    outcomes: {
      readOnly: { kind: 'done', why: 'the command gets no key, and only reads pass the proxy' },
      unconfirmed: { kind: 'none', why: 'the one cluster and the command are named' },
      wrongName: { kind: 'none', why: 'the one cluster and the command are named' },
      noPermission: forbidden,
      activityUnreadable: nobodyElse,
      activeRecently: nobodyElse,
      throttled,
      killed: { kind: 'none', why: 'the next start takes the key away: killed elsewhere' },
      weakTls,
      otherCluster: badAnswer,
      otherKey: badAnswer,
      plugin: badAnswer,
      plantedRotation: unread,
      plantedKubeconfig: ownFiles,
      hostileName: justAName,
    },
  },
  run: {
    what: 'run a command that may write, for many clusters',
    command: ['run', '--select', 'prod', '--confirm', '1', '--', 'touch', 'MARK'],
    unconfirmed: ['run', '--select', 'prod', '--yes', '--', 'touch', 'MARK'],
    wrongName: ['run', '--select', 'prod', '--confirm', '2', '--yes', '--', 'touch', 'MARK'],
    operation: 'DescribeClusterUserKubeconfig',
    permission: 'cs:DescribeClusterUserKubeconfig',
    context: null,
    outcomes: {
      readOnly,
      unconfirmed: confirmationMissing,
      wrongName: confirmationMissing,
      noPermission: { kind: 'failed', code: 'Forbidden', exit: 1 },
      activityUnreadable: nobodyElse,
      activeRecently: nobodyElse,
      throttled: { kind: 'failed', code: 'Throttled', exit: 1 },
      killed: { kind: 'resumed' },
      weakTls,
      otherCluster: notRun,
      otherKey: notRun,
      plugin: notRun,
      plantedRotation: unread,
      plantedKubeconfig: ownFiles,
      hostileName: justAName,
    },
  },
  grant: {
    what: 'give somebody a role inside a cluster',
    command: ['access', 'grant', 'mei', '--cluster', 'prod', '--role', 'dev', '--confirm', 'mei'],
    unconfirmed: ['access', 'grant', 'mei', '--cluster', 'prod', '--role', 'dev', '--yes'],
    wrongName: ['access', 'grant', 'mei', '--cluster', 'prod', '--role', 'dev', '--confirm', 'Mei', '--yes'],
    operation: 'UpdateUserPermissions',
    permission: 'cs:UpdateUserPermissions',
    context: null,
    outcomes: {
      readOnly,
      unconfirmed: confirmationMissing,
      wrongName: confirmationMissing,
      noPermission: forbidden,
      activityUnreadable: nobodyElse,
      activeRecently: nobodyElse,
      throttled,
      killed: { kind: 'resumed' },
      weakTls,
      otherCluster: fetchesNothing,
      otherKey: fetchesNothing,
      plugin: fetchesNothing,
      plantedRotation: unread,
      plantedKubeconfig: ownFiles,
      hostileName: justAName,
    },
  },
  migrate: {
    what: 'move somebody from certificates to tokens',
    command: ['migrate', '--user', 'mei', '--cluster', 'prod', '--confirm', 'mei'],
    unconfirmed: ['migrate', '--user', 'mei', '--cluster', 'prod', '--yes'],
    wrongName: ['migrate', '--user', 'mei', '--cluster', 'prod', '--confirm', 'Mei', '--yes'],
    operation: 'DescribeClusterUserKubeconfig',
    permission: 'cs:DescribeClusterUserKubeconfig',
    context: null,
    outcomes: {
      readOnly,
      unconfirmed: confirmationMissing,
      wrongName: confirmationMissing,
      noPermission: forbidden,
      activityUnreadable: {
        kind: 'done',
        why: 'the certificate stays: it is not cleaned unless it was seen unused',
      },
      activeRecently: { kind: 'done', why: 'the certificate stays, and is watched' },
      throttled,
      killed: { kind: 'none', why: 'the next run finishes: killed at every change elsewhere' },
      weakTls,
      otherCluster: badAnswer,
      otherKey: badAnswer,
      plugin: badAnswer,
      plantedRotation: unread,
      plantedKubeconfig: ownFiles,
      hostileName: justAName,
    },
  },
  life: {
    what: 'set how long somebody’s certificates live',
    command: ['life', 'prod', '--user', 'mei', '--for', '30d', '--confirm', 'prod'],
    unconfirmed: ['life', 'prod', '--user', 'mei', '--for', '30d', '--yes'],
    wrongName: ['life', 'prod', '--user', 'mei', '--for', '30d', '--confirm', 'Prod', '--yes'],
    operation: 'UpdateK8sClusterUserConfigExpire',
    permission: null,
    context: null,
    isForRoot: true,
    outcomes: {
      readOnly,
      unconfirmed: confirmationMissing,
      wrongName: confirmationMissing,
      noPermission: forbidden,
      activityUnreadable: nobodyElse,
      activeRecently: nobodyElse,
      throttled,
      killed: { kind: 'resumed' },
      weakTls,
      otherCluster: fetchesNothing,
      otherKey: fetchesNothing,
      plugin: fetchesNothing,
      plantedRotation: unread,
      plantedKubeconfig: ownFiles,
      hostileName: justAName,
    },
  },
} as const satisfies Record<string, Danger>;
