/** Who a kubeconfig belongs to. `uid` is a string: ids exceed 2^53. */
export interface Identity {
  readonly uid: string;
  readonly name: string;
  readonly type: IdentityType;
  readonly state: IdentityState;
}

export type IdentityType = 'root' | 'user' | 'role' | 'unknown';

/** `deleted` and `inactive` identities keep working certificates: deleting a RAM user revokes nothing. */
export type IdentityState = 'active' | 'inactive' | 'deleted' | 'unknown';

/** An identity that nobody can log in as any more, but whose certificate and bindings may live on. */
export function isOrphaned(identity: Pick<Identity, 'state'>): boolean {
  return identity.state === 'deleted' || identity.state === 'inactive';
}

/** An id has 16 to 18 digits; people may be called by a shorter number, as by that of their badge. */
function looksLikeId(word: string): boolean {
  return /^\d{15,}$/.test(word) || /^acs:/i.test(word);
}

/** What may be an id, if it is nobody's name. */
export function isUid(word: string): boolean {
  return /^\d{6,30}$/.test(word);
}

/** People choose what they are called, even by somebody else's id: an id means only whom it belongs to. */
export function isCalled({ uid, name }: Pick<Identity, 'uid' | 'name'>, word: string): boolean {
  return uid === word || (name === word && !looksLikeId(word));
}

/**
 * What to call an identity: its name in RAM, else its display name, else its id. Nobody is shown by a name that looks
 * like an id or an ARN, nor by a display name that could be somebody's name in RAM.
 */
export function calledName({
  uid,
  name,
  displayName,
}: Readonly<Record<'uid' | 'name' | 'displayName', string>>): string {
  if (name !== '') return looksLikeId(name) ? uid : name;
  return displayName === '' || looksLikeId(displayName) || isRamName(displayName) ? uid : displayName;
}

function isRamName(name: string): boolean {
  return /^[\w.@-]{1,64}$/.test(name);
}

/** Whether it is called by a name that RAM allows, as its ARN has it: whoever is called by the id has none known. */
export function isKnownToRam({ uid, name }: Pick<Identity, 'uid' | 'name'>): boolean {
  return isRamName(name) && name !== uid;
}

/** The holder in a certificate's common name: `<uid>-<suffix>`. */
interface CommonNameFacts {
  readonly uid: string | null;
  /** From the suffix if it is a Unix time (observed); null if it is a random word (documented). */
  readonly issuedAt: Date | null;
}

/** Parses uid and issue time from a client certificate's common name; accepts both forms in circulation. */
export function parseCommonName(commonName: string): CommonNameFacts {
  const match = commonNamePattern.exec(commonName);
  if (!match) return { uid: null, issuedAt: null };
  const [, uid = '', suffix = ''] = match;
  const isUnixTime = /^[0-9]{10}$/.test(suffix);
  return { uid, issuedAt: isUnixTime ? new Date(Number(suffix) * 1000) : null };
}

// No named groups: they would take most of the time of a list of thousands.
const commonNamePattern = /^([0-9]+|kubernetes-admin)-([0-9A-Za-z]+)$/;

/** An identity's number with its name, where one of these that were met before has it: `ops (2000…)`. */
export function uidWithName(
  uid: string,
  met: readonly { readonly uid: string; readonly name: string | null }[],
): string {
  const name = met.find((each) => each.uid === uid)?.name ?? '';
  return name === '' || name === uid ? uid : `${name} (${uid})`;
}

/** The user of an identity's tokens, in clusters and their audit logs, after its migration. */
export function tokenUser(uid: string): string {
  return `ram:${uid}`;
}

/** The RAMIdentityMapping that a migration makes. */
export function mappingName(uid: string): string {
  return `ackring-ram-${uid}`;
}

/** The account root's certificates say `kubernetes-admin` where a user's say the uid. */
export function isCallers(
  uid: string | null,
  { callerUid, isAccountRoot }: { readonly callerUid: string; readonly isAccountRoot: boolean },
): boolean {
  return uid === callerUid || (isAccountRoot && uid === 'kubernetes-admin');
}

/** True only if both are known and differ. */
export function belongsToOther(found: string | null, expected: string | null): boolean {
  return found !== null && expected !== null && found !== expected;
}

/** One shared object for equal identities. */
export type ShareIdentity = (identity: Identity) => Identity;

/** Enough for the people and roles of a large account; beyond it identities are not shared, which is harmless. */
const most = 20_000;

/** Otherwise a hundred thousand states of a few people would hold as many copies of their names. */
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
