/** Whose kubeconfig it is. `uid` is a string: ids pass 2^53. */
export interface Identity {
  readonly uid: string;
  readonly name: string;
  readonly type: IdentityType;
  readonly state: IdentityState;
}

export type IdentityType = 'root' | 'user' | 'role' | 'unknown';

/** `deleted` and `inactive` identities keep working certificates: deleting a RAM user revokes nothing. */
export type IdentityState = 'active' | 'inactive' | 'deleted' | 'unknown';

/** An identity nobody can log in as any more, whose certificate and bindings may live on. */
export function isOrphaned(identity: Pick<Identity, 'state'>): boolean {
  return identity.state === 'deleted' || identity.state === 'inactive';
}

/** The holder named by a certificate's common name: `<uid>-<suffix>`. */
interface CommonNameFacts {
  readonly uid: string | null;
  /** From the suffix when it is a Unix time (observed); null when it is a random word (documented). */
  readonly issuedAt: Date | null;
}

/** Reads uid and issue time from a client certificate's common name; both forms in circulation parse. */
export function parseCommonName(commonName: string): CommonNameFacts {
  const match = commonNamePattern.exec(commonName);
  if (!match) return { uid: null, issuedAt: null };
  const [, uid = '', suffix = ''] = match;
  const isUnixTime = /^[0-9]{10}$/.test(suffix);
  return { uid, issuedAt: isUnixTime ? new Date(Number(suffix) * 1000) : null };
}

// No named groups: they cost a list of thousands more than all the rest of it.
const commonNamePattern = /^([0-9]+|kubernetes-admin)-([0-9A-Za-z]+)$/;

/** The account root's certificates name `kubernetes-admin` where a user's name the uid. */
export function isCallers(
  uid: string | null,
  { callerUid, isAccountRoot }: { readonly callerUid: string; readonly isAccountRoot: boolean },
): boolean {
  return uid === callerUid || (isAccountRoot && uid === 'kubernetes-admin');
}

/** Both are known, and differ. */
export function belongsToOther(found: string | null, expected: string | null): boolean {
  return found !== null && expected !== null && found !== expected;
}

/** One object for all identities that say the same. */
export type ShareIdentity = (identity: Identity) => Identity;

/** As many as a large account has people and roles; past it nothing is kept, and nothing is wrong. */
const most = 20_000;

/** A hundred thousand states of a few people hold a hundred thousand copies of their names otherwise. */
export function createSharedIdentities(): ShareIdentity {
  const known = new Map<string, Identity>();
  return (identity) => {
    const { uid, name, type, state } = identity;
    const key = `${uid} ${type} ${state} ${name}`;
    const shared = known.get(key);
    if (shared !== undefined) return shared;
    if (known.size < most) known.set(key, identity);
    return identity;
  };
}
