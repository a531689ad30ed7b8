import type { Cluster } from '../words/cluster.js';
import { AckringError } from '../words/errors.js';
import { say } from '../words/say.js';
import { visible } from '../words/visible.js';
import type { ClusterEntry, Kubeconfig, UserEntry } from './kubeconfig.js';
import { isSameCluster, isSameHolder, isSameOwner, type Owner } from './ownership.js';

/** The names of one fetched kubeconfig's three entries in the file. */
export interface EntryNames {
  readonly context: string;
  readonly cluster: string;
  readonly user: string;
}

/** Whose credentials fetch a kubeconfig, as far as known: the account is the owner's. */
export interface Signer {
  /** The profile of the Alibaba Cloud CLI in use. */
  readonly profile: string | null;
  readonly uid: string | null;
}

interface NameRequest {
  readonly file: string;
  readonly owner: Owner;
  readonly contextName?: string | null | undefined;
  readonly namePattern?: string | undefined;
  readonly signer?: Signer | undefined;
  /** Names in other files. */
  readonly taken: Iterable<string>;
  /** Those files. */
  readonly others?: readonly Kubeconfig[] | undefined;
  /** Those of them that kubectl reads before: beside an entry there, one of the same name here has no effect. */
  readonly earlier?: readonly Kubeconfig[] | undefined;
}

/**
 * Chooses the names of a kubeconfig's entries: those of the context that is the same thing already, even if the user
 * renamed it; else free ones. Throws Conflict if a name given by the user belongs to something else.
 */
export function chooseNames(kubeconfig: Kubeconfig, request: NameRequest): EntryNames {
  const { owner, contextName } = request;
  const naming = namingOf(kubeconfig, request);
  const context = contextName
    ? namedContext(kubeconfig, naming, request)
    : ownContext(kubeconfig, naming, request);
  const free = naming.isTaken(context) ? contextNameFor(owner, naming) : context;
  const record = kubeconfig.contexts.find((each) => each.name === context);
  const cluster = kubeconfig.clusters.find((each) => each.name === record?.cluster);
  const user = kubeconfig.users.find((each) => each.name === record?.user);
  const kept = (part: 'cluster' | 'user', entry: ClusterEntry | UserEntry | undefined): string =>
    entry?.owner && isSamePlace(entry.owner, owner) && !isHidden(part, entry.name, request)
      ? entry.name
      : free;
  return { context, cluster: kept('cluster', cluster), user: kept('user', user) };
}

function isHidden(
  part: 'cluster' | 'context' | 'user',
  name: string,
  { earlier = [] }: NameRequest,
): boolean {
  return earlier.some((each) => each[`${part}s`].some((entry) => entry.name === name));
}

/** The same except for the kind: a user may give its name to replace one kind by the other. */
function isSamePlace(one: Owner, other: Owner): boolean {
  return isSameHolder(one, other) && one.access === other.access;
}

function ownContext(kubeconfig: Kubeconfig, naming: Naming, request: NameRequest): string {
  const { owner } = request;
  const same = kubeconfig.contexts.filter(
    (each) => each.owner && isSameOwner(each.owner, owner) && !isHidden('context', each.name, request),
  );
  const usual = contextNameFor(owner, naming);
  const found = same.find((each) => each.name === usual) ?? same[0];
  return found?.name ?? usual;
}

function namedContext(kubeconfig: Kubeconfig, naming: Naming, request: NameRequest): string {
  const { contextName, owner, file } = request;
  const name = contextName ?? '';
  const isElsewhere = isHidden('context', name, request);
  const existing = isElsewhere ? undefined : kubeconfig.contexts.find((each) => each.name === name);
  if (existing?.owner && isSamePlace(existing.owner, owner)) return name;
  if (!existing && !new Set(request.taken).has(name)) return name;
  const facts = { context: name, file };
  throw new AckringError(
    'Conflict',
    existing
      ? say('context "{context}" in {file} belongs to something else', facts)
      : say('context "{context}" in another file of KUBECONFIG belongs to something else', { context: name }),
    {
      remedy: say('Choose another name with `--context`, or leave it out: "{free}" is free.', {
        free: contextNameFor(owner, naming),
      }),
    },
  );
}

function namingOf(
  kubeconfig: Kubeconfig,
  { owner, namePattern, signer = unknownSigner, taken, others = [] }: NameRequest,
): Naming {
  const elsewhere = new Set(taken);
  const holders = new Map<string, Owner | null>();
  for (const { name, owner: holder } of allEntries(kubeconfig)) {
    const known = holders.get(name);
    // A name is ours to use only if every entry of that name is the same thing.
    holders.set(name, known === undefined || (known && holder && isSameOwner(known, holder)) ? holder : null);
  }
  return {
    pattern: namePattern,
    signer,
    ownerOfName: (name) => {
      if (holders.has(name)) return holders.get(name) ?? null;
      const contexts = others.flatMap((each) => each.contexts);
      return contexts.find((each) => each.name === name)?.owner ?? null;
    },
    isTaken: (name) => {
      if (elsewhere.has(name)) return true;
      const holder = holders.get(name);
      return holder !== undefined && !(holder && isSameOwner(holder, owner));
    },
  };
}

/** With the names that contexts miss: an entry of such a name would be theirs at once, whatever it leads to. */
function allEntries({ contexts, clusters, users }: Kubeconfig): { name: string; owner: Owner | null }[] {
  const missedIn = (part: 'cluster' | 'user', entries: readonly { readonly name: string }[]) => {
    const there = new Set(entries.map(({ name }) => name));
    return contexts.flatMap(({ [part]: name, owner }) =>
      name === null || there.has(name) ? [] : [{ name, owner }],
    );
  };
  return [...contexts, ...clusters, ...users, ...missedIn('cluster', clusters), ...missedIn('user', users)];
}

/** All names used in some files, for the `taken` of a merge into another. */
export function entryNames(kubeconfigs: readonly Kubeconfig[]): Set<string> {
  return new Set(kubeconfigs.flatMap(allEntries).map((each) => each.name));
}

/**
 * Whether a name needs to tell whose cluster it is: by the pattern, or since the same name of another cluster is there.
 */
export function needsAccount(
  { id, name, region, account }: Pick<Cluster, 'id' | 'name' | 'region' | 'account'>,
  {
    pattern,
    profile,
    kubeconfigs,
  }: { pattern: string; profile: string | null; kubeconfigs: readonly Kubeconfig[] },
): 'byPattern' | 'byOthers' | null {
  if (pattern.includes('{account}') || (profile === null && pattern.includes('{profile}')))
    return 'byPattern';
  const isAlike = kubeconfigs.some(({ contexts }) =>
    contexts.some(
      ({ owner }) =>
        owner !== null &&
        !isSameCluster(owner, { clusterId: id, account: account?.id ?? undefined }) &&
        owner.clusterName === visible(name) &&
        (owner.region === region || !pattern.includes('{region}')),
    ),
  );
  return isAlike ? 'byOthers' : null;
}

/** The file that already owns the same thing, or null: a merge goes there. */
export function owningFile(kubeconfigs: readonly Kubeconfig[], owner: Owner): string | null {
  const owning = kubeconfigs.find(({ contexts }) =>
    contexts.some((each) => each.owner && isSameOwner(each.owner, owner)),
  );
  return owning?.file ?? null;
}

const unknownSigner: Signer = { profile: null, uid: null };

/**
 * The pattern of context names; `{region}`, `{name}` and `{id}` stand for the cluster's own, `{account}` for the
 * account's id, and `{profile}` for the profile in use, or without one for the account.
 */
const defaultNamePattern = 'ack/{region}/{name}';

/**
 * The name of an owner's entries: `ack/<region>/<cluster name>`, with `/private` for private access. Only if
 * something else has that name is it extended: by the kind, the holder's uid, the profile, the account or the
 * cluster's id, whichever distinguishes the two. Deterministic: the same files give the same name.
 */
function contextNameFor(owner: Owner, naming: Naming): string {
  const base = `${fillPattern(naming.pattern ?? defaultNamePattern, owner, naming.signer)}${owner.access === 'private' ? '/private' : ''}`;
  const candidates = [base, ...longerNames(base, owner, naming)];
  return candidates.find((name) => !naming.isTaken(name)) ?? numbered(base, naming);
}

/** The existing names. */
interface Naming {
  readonly pattern?: string | undefined;
  readonly signer: Signer;
  isTaken(name: string): boolean;
  /** The owner of the context with that name; null if it is not ours. */
  ownerOfName(name: string): Owner | null;
}

function longerNames(base: string, owner: Owner, { ownerOfName, signer }: Naming): string[] {
  const holder = ownerOfName(base);
  const byKind = `${base}/${owner.kind}`;
  const byUid = owner.uid === null ? [] : [`${base}/${owner.uid}`, `${base}/${owner.uid}/${owner.kind}`];
  const byId = [`${base}/${owner.clusterId}`, `${base}/${owner.clusterId}/${owner.kind}`];
  if (holder && isSameHolder(holder, owner)) return [byKind, ...byUid, ...byId];
  if (holder !== null && isSameCluster(holder, owner)) return [...byUid, ...byId];
  if (holder === null || isSameAccount(holder, owner, signer)) return [...byId, ...byUid];
  const places = [signer.profile, owner.account].flatMap((place) => (place ? speakable(place) || [] : []));
  return [...places.map((place) => `${base}/${place}`), ...byId, ...byUid];
}

/** As far as known; one person has one uid, whose account an entry of an earlier version does not name. */
function isSameAccount(holder: Owner, { account }: Owner, { uid }: Signer): boolean {
  if (holder.account !== undefined && account !== undefined) return holder.account === account;
  return holder.uid !== null && holder.uid === uid;
}

function numbered(base: string, naming: Naming): string {
  for (let number = 2; ; number += 1) {
    const name = `${base}/${number}`;
    if (!naming.isTaken(name)) return name;
  }
}

function fillPattern(pattern: string, owner: Owner, { profile }: Signer): string {
  const account = owner.account ?? '';
  const parts: Record<string, string> = {
    region: owner.region,
    name: speakable(owner.clusterName) || owner.clusterId,
    id: owner.clusterId,
    account,
    profile: speakable(profile ?? '') || account,
  };
  return pattern.replaceAll(/\{(\w+)\}/g, (whole, part: string) => parts[part] ?? whole);
}

/** Blanks, slashes and control characters become dashes: the name is typed in shells. */
function speakable(name: string): string {
  return name.replaceAll(/[\s/\\"'`$\p{C}]+/gu, '-').replaceAll(/^-+|-+$/g, '');
}
