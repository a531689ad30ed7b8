import { randomBytes } from 'node:crypto';

export type IdentityType = 'RootAccount' | 'RamUser' | 'RamRole';
export type IdentityState = 'Active' | 'InActive' | 'Deleted';

/** A RAM policy document, as the console shows it. */
export interface PolicyDocument {
  readonly Version: '1';
  readonly Statement: readonly PolicyStatement[];
}

export interface PolicyStatement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

export type PolicyType = 'System' | 'Custom';

/** A policy as an identity has it: its document is in force. */
export interface HeldPolicy extends PolicyDocument {
  /** Its name in RAM; a scenario's own documents get one when RAM is asked. */
  readonly attached?: {
    readonly type: PolicyType;
    readonly name: string;
    /** When RAM's operations attached it; absent for what the scenario begins with. */
    readonly date?: string;
  };
}

export interface AccessKey {
  readonly id: string;
  readonly secret: string;
  active: boolean;
  /** Absent for those that the scenario begins with. */
  readonly created?: string;
}

/** An identity in an account. A deleted one stays here, because its kubeconfigs live on as orphans. */
export interface Identity {
  readonly uid: string;
  /** The account it belongs to. */
  readonly accountId: string;
  readonly name: string;
  readonly displayName: string;
  readonly type: IdentityType;
  state: IdentityState;
  readonly accessKeys: AccessKey[];
  policies: HeldPolicy[];
  /** Of its groups. */
  inherited?: readonly HeldPolicy[];
  /** For a role: the principals that may assume it, such as `acs:ram::<account>:root` or `fc.aliyuncs.com`. */
  trusts: readonly string[];
  /** The `sts:ExternalId` that its trust policy requires; null for none. */
  externalId: string | null;
  /** The trust policy itself, if given as a document. */
  trustPolicy?: string;
  description?: string;
  /** For a role: how long a session may last; `usualSessionSeconds` if absent. */
  maxSessionSeconds?: number;
  /** For the cloud's own service roles: which service uses it. */
  readonly cloudService: string | null;
  /** For whoever looks: the actions that it was judged for; of two names for one, both with a bar between. */
  asked?: Set<string>;
}

/** A role's own limit unless it was raised. */
export const usualSessionSeconds = 3600;

/** Temporary credentials: an assumed role's, or a function's. */
export interface Session {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly securityToken: string;
  readonly identity: Identity;
  readonly sessionName: string;
  readonly expires: Date;
  /** Narrows the role's own policies, if given. */
  readonly policy: PolicyDocument | null;
}

/** Who signed a request. */
export interface Caller {
  readonly identity: Identity;
  readonly session: Session | null;
}

/** Anonymous callers have no RAM permissions. */
export const nobody: Caller = {
  identity: {
    uid: '',
    accountId: '',
    name: '',
    displayName: '',
    type: 'RamUser',
    state: 'Active',
    accessKeys: [],
    policies: [],
    trusts: [],
    externalId: null,
    cloudService: null,
  },
  session: null,
};

/** All identities of all accounts, and the active sessions. */
export class Identities {
  /** The first account: the one that all services except ACK and STS belong to. */
  readonly accountId: string;
  readonly #byUid = new Map<string, Identity>();
  readonly #sessions = new Map<string, Session>();

  constructor(accountId: string) {
    this.accountId = accountId;
  }

  add(identity: Identity): Identity {
    this.#byUid.set(identity.uid, identity);
    return identity;
  }

  all(): readonly Identity[] {
    return [...this.#byUid.values()];
  }

  get(uid: string): Identity | undefined {
    return this.#byUid.get(uid);
  }

  /** By name, in the first account unless another is named. */
  byName(name: string, accountId = this.accountId): Identity | undefined {
    return this.all().find((identity) => identity.name === name && identity.accountId === accountId);
  }

  /** Identities of one account only. */
  inAccount(accountId: string, uid: string): Identity | undefined {
    const identity = this.get(uid);
    return identity?.accountId === accountId ? identity : undefined;
  }

  /** The identity that owns an access key, with the key. */
  byAccessKey(id: string): { identity: Identity; key: AccessKey } | undefined {
    for (const identity of this.#byUid.values()) {
      const key = identity.accessKeys.find((candidate) => candidate.id === id);
      if (key) return { identity, key };
    }
    return undefined;
  }

  /** `acs:ram::<account>:role/<name>` and the like. */
  arn({ accountId, type, name }: Identity): string {
    if (type === 'RootAccount') return `acs:ram::${accountId}:root`;
    return `acs:ram::${accountId}:${type === 'RamRole' ? 'role' : 'user'}/${name}`;
  }

  byArn(arn: string): Identity | undefined {
    const found = this.all().filter((identity) => this.arn(identity) === arn);
    return found.find(({ state }) => state !== 'Deleted') ?? found[0];
  }

  /** Opens a session on a role, as AssumeRole or a function's start does. */
  openSession(
    identity: Identity,
    options: { name: string; expires: Date; policy?: PolicyDocument },
  ): Session {
    const session: Session = {
      accessKeyId: `STS.${randomBytes(15).toString('base64url')}`,
      accessKeySecret: randomBytes(22).toString('base64url'),
      securityToken: randomBytes(96).toString('base64'),
      identity,
      sessionName: options.name,
      expires: options.expires,
      policy: options.policy ?? null,
    };
    this.addSession(session);
    return session;
  }

  addSession(session: Session): void {
    this.#sessions.set(session.accessKeyId, session);
  }

  /** The active sessions, their identities by uid. */
  sessions(): readonly (Omit<Session, 'identity'> & { readonly uid: string })[] {
    return [...this.#sessions.values()].map(({ identity, ...session }) => ({
      ...session,
      uid: identity.uid,
    }));
  }

  session(accessKeyId: string): Session | undefined {
    return this.#sessions.get(accessKeyId);
  }
}
