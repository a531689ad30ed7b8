import type { DeedRow, OriginRow } from './audit-statements.js';

/** One address that a certificate was used from. */
export interface AddressUse {
  readonly address: string;
  readonly first: Date;
  readonly last: Date;
  readonly calls: number;
  /** The programs, newest first. */
  readonly agents: readonly string[];
  /** Every call named its program. */
  readonly isNamed: boolean;
}

/** One certificate of a common name, if the API server reports it: a renewal keeps the name. */
export interface CertificateUse {
  /** Lower-case hex. */
  readonly sha256: string;
  readonly last: Date;
  readonly calls: number;
}

/**
 * What was done to one kind of resource in one place, successfully or with an error of its own; or `impersonate` of the
 * users or groups in `names`; or what was done to a path that is no resource, whose `resource` is empty.
 */
export interface UsedRight {
  readonly apiGroup: string;
  /** With its subresource, as in `pods/exec`. */
  readonly resource: string;
  /** Null for the cluster as a whole. */
  readonly namespace: string | null;
  readonly verbs: readonly string[];
  readonly names?: readonly string[];
  readonly path?: string;
}

/** Everything seen of one common name. */
export interface NameUse {
  readonly commonName: string;
  readonly first: Date;
  readonly last: Date;
  readonly calls: number;
  /** Calls refused as unauthenticated, or by RBAC. */
  readonly refused: number;
  /** Newest first. */
  readonly addresses: readonly AddressUse[];
  readonly certificates: readonly CertificateUse[];
  readonly agents: readonly string[];
  readonly verbs: readonly string[];
  readonly namespaces: readonly string[];
  readonly rights: readonly UsedRight[];
  /** The log tells who was impersonated: without, `rights` may be those of others. */
  readonly isImpersonationKnown: boolean;
  /** More of something existed than is kept. */
  readonly isCut: boolean;
}

/** How many are kept per common name, the newest; and common names per cluster. */
const most = { names: 2_000, addresses: 100, certificates: 50, agents: 10, rights: 500 } as const;

interface Seen {
  first: Date;
  last: Date;
  calls: number;
}

interface SeenAddress extends Seen {
  readonly agents: Map<string, Date>;
  isNamed: boolean;
}

interface NameTally extends Seen {
  readonly addresses: Map<string, SeenAddress>;
  readonly certificates: Map<string, Seen>;
  readonly agents: Map<string, Date>;
  isCut: boolean;
}

/** Counts where calls came from. However long the log is, it holds no more than `most`. */
export interface OriginTally {
  readonly names: ReadonlyMap<string, NameTally>;
  /** Not every name was kept. */
  readonly isCut: boolean;
  add(rows: readonly OriginRow[]): void;
}

export function createOriginTally(): OriginTally {
  const names = new Map<string, NameTally>();
  let isCut = false;
  return {
    names,
    get isCut() {
      return isCut;
    },
    add: (rows) => {
      for (const row of rows) {
        const known = names.get(row.commonName);
        if (known === undefined && names.size >= most.names) isCut = true;
        else names.set(row.commonName, withOrigin(known ?? emptyName(row), row));
      }
    },
  };
}

function emptyName({ first, last }: OriginRow): NameTally {
  return {
    first,
    last,
    calls: 0,
    addresses: new Map(),
    certificates: new Map(),
    agents: new Map(),
    isCut: false,
  };
}

function withOrigin(name: NameTally, row: OriginRow): NameTally {
  see(name, row);
  const address = name.addresses.get(row.address) ?? { ...unseen(row), agents: new Map(), isNamed: true };
  see(address, row);
  address.isNamed &&= row.agent !== '';
  note(address.agents, row.agent, row.last);
  name.addresses.set(row.address, address);
  note(name.agents, row.agent, row.last);
  if (row.certificate !== null) {
    const certificate = name.certificates.get(row.certificate) ?? unseen(row);
    see(certificate, row);
    name.certificates.set(row.certificate, certificate);
  }
  const cuts = [
    cut(name.addresses, most.addresses, ({ last }) => last),
    cut(name.certificates, most.certificates, ({ last }) => last),
    cut(name.agents, most.agents, (last) => last),
    cut(address.agents, most.agents, (last) => last),
  ];
  name.isCut ||= cuts.includes(true);
  return name;
}

function unseen({ first, last }: OriginRow): Seen {
  return { first, last, calls: 0 };
}

function see(seen: Seen, { first, last, calls }: OriginRow): void {
  if (first < seen.first) seen.first = first;
  if (last > seen.last) seen.last = last;
  seen.calls += calls;
}

function note(known: Map<string, Date>, what: string, at: Date): void {
  const before = known.get(what);
  if (what !== '' && (before === undefined || before < at)) known.set(what, at);
}

/** Drops the oldest. True if one was dropped. */
function cut<T>(known: Map<string, T>, limit: number, lastOf: (value: T) => Date): boolean {
  if (known.size <= limit) return false;
  const [[oldest] = ['']] = [...known].toSorted(([, a], [, b]) => lastOf(a).getTime() - lastOf(b).getTime());
  known.delete(oldest);
  return true;
}

/** Counts what was done. */
export interface DeedTally {
  readonly names: ReadonlyMap<string, NameDeeds>;
  add(rows: readonly DeedRow[]): void;
}

interface NameDeeds {
  refused: number;
  readonly verbs: Set<string>;
  readonly namespaces: Set<string>;
  /** By group, resource and namespace. */
  readonly rights: Map<string, UsedRight>;
  isImpersonationKnown: boolean;
  isCut: boolean;
}

export function createDeedTally(): DeedTally {
  const names = new Map<string, NameDeeds>();
  return {
    names,
    add: (rows) => {
      for (const row of rows) {
        const known = names.get(row.commonName);
        if (known !== undefined || names.size < most.names) {
          names.set(row.commonName, withDeed(known ?? noDeeds(), row));
        }
      }
    },
  };
}

function noDeeds(): NameDeeds {
  return {
    refused: 0,
    verbs: new Set(),
    namespaces: new Set(),
    rights: new Map(),
    isImpersonationKnown: true,
    isCut: false,
  };
}

function withDeed(deeds: NameDeeds, row: DeedRow): NameDeeds {
  const { verb, namespace } = row;
  deeds.verbs.add(verb);
  if (namespace !== null) deeds.namespaces.add(namespace);
  if (row.isRefused) deeds.refused += row.calls;
  deeds.isImpersonationKnown &&= row.impersonated !== null;
  for (const right of row.isRefused ? [] : rightsOf(row)) addRight(deeds, right);
  return deeds;
}

function addRight(deeds: NameDeeds, right: UsedRight): void {
  const { verbs: _, ...place } = right;
  const key = JSON.stringify(place);
  const known = deeds.rights.get(key);
  if (known === undefined && deeds.rights.size >= most.rights) deeds.isCut = true;
  else {
    const verbs = [...new Set([...(known?.verbs ?? []), ...right.verbs])].toSorted();
    deeds.rights.set(key, { ...right, verbs });
  }
}

/** What was done as somebody else took the right to be that one, in each group, and none of the user's own. */
function rightsOf(row: DeedRow): readonly UsedRight[] {
  const { verb, apiGroup, resource, namespace, path, impersonated } = row;
  if (impersonated !== null && impersonated !== '')
    return [impersonationOf(impersonated), ...groupImpersonations(row, impersonated)];
  if (resource !== '') return [{ apiGroup, resource, namespace, verbs: [verb] }];
  return path === '' ? [] : [{ apiGroup: '', resource: '', namespace: null, verbs: [verb], path }];
}

/** But for those that the API server gives to whoever is impersonated without any. */
function groupImpersonations({ impersonatedGroups }: DeedRow, user: string): readonly UsedRight[] {
  const isGiven = (group: string): boolean =>
    group === 'system:authenticated' ||
    (user.startsWith('system:serviceaccount:') && /^system:serviceaccounts(?::|$)/.test(group));
  return impersonatedGroups
    .filter((group) => !isGiven(group))
    .map((group) => ({
      ...{ apiGroup: '', resource: 'groups', namespace: null },
      ...{ verbs: ['impersonate'], names: [group] },
    }));
}

/** Kubernetes asks for ServiceAccounts by their own resource, in their namespace. */
function impersonationOf(user: string): UsedRight {
  const verbs = ['impersonate'];
  const [, namespace, account] = /^system:serviceaccount:([^:]+):(.+)$/.exec(user) ?? [];
  return namespace === undefined || account === undefined
    ? { apiGroup: '', resource: 'users', namespace: null, verbs, names: [user] }
    : { apiGroup: '', resource: 'serviceaccounts', namespace, verbs, names: [account] };
}

/** Both together, the latest used first. */
export function usesOf(origins: OriginTally, deeds: DeedTally): readonly NameUse[] {
  return [...origins.names]
    .map(([commonName, name]): NameUse => {
      // Whoever was seen did something, which was then not kept.
      const done = deeds.names.get(commonName) ?? { ...noDeeds(), isCut: true };
      const { first, last, calls } = name;
      return {
        commonName,
        first,
        last,
        calls,
        refused: done.refused,
        addresses: newestFirst(
          [...name.addresses].map(([address, { agents, ...seen }]) => ({
            address,
            ...seen,
            agents: newestNames(agents),
          })),
        ),
        certificates: newestFirst([...name.certificates].map(([sha256, seen]) => ({ sha256, ...seen }))),
        agents: newestNames(name.agents),
        verbs: [...done.verbs].toSorted(),
        namespaces: [...done.namespaces].toSorted(),
        rights: [...done.rights.values()],
        isImpersonationKnown: done.isImpersonationKnown,
        isCut: name.isCut || done.isCut,
      };
    })
    .toSorted((a, b) => b.last.getTime() - a.last.getTime());
}

function newestFirst<T extends { readonly last: Date }>(list: readonly T[]): readonly T[] {
  return list.toSorted((a, b) => b.last.getTime() - a.last.getTime());
}

function newestNames(known: ReadonlyMap<string, Date>): readonly string[] {
  return [...known].toSorted(([, a], [, b]) => b.getTime() - a.getTime()).map(([name]) => name);
}
