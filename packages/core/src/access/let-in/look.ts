import {
  bindingsNaming,
  claimShutOut,
  type NameLook,
  namespacesToAsk,
  type ShutOut,
  type ShutOutSight,
} from '../../claims/shut-out.js';
import type { Reached } from '../../fetch/reach.js';
import type { ApiServer, ApiServerObservation } from '../../machine/api-server/api.js';
import { namesIn, type RbacBinding, type RbacReader } from '../../machine/api-server/rbac-reader.js';
import type { Clock } from '../../machine/clock.js';
import { throwIfCancelled } from '../../machine/retry.js';
import type { CertificateFacts } from '../../words/certificate.js';
import type { ClusterRef } from '../../words/cluster.js';
import { AckringError, toAckringError } from '../../words/errors.js';
import type { ApiServerTarget } from '../../words/target.js';

/** A certificate whose access was taken away, with its key if it is at hand. Holds the private key: never log it. */
export interface FormerCopy {
  readonly certificate: CertificateFacts;
  readonly clientCertificate: string | null;
  readonly clientKey: string | null;
}

/** Whose certificates lost their access in a cluster, and what is known of them. */
export interface Former {
  readonly cluster: ClusterRef & { readonly name: string };
  readonly uid: string;
  /** `copies`: by these alone, whatever else the holder has; `holder`: by any name that was ever the holder’s. */
  readonly by: 'copies' | 'holder';
  /** Copies of what was taken away. */
  readonly copies: readonly FormerCopy[];
  /** Where they worked, as far as known: looked into even if nobody may list what is bound there. */
  readonly namespaces: readonly string[];
  /** By which to look, if one is at hand; else a temporary kubeconfig of the caller’s is fetched. */
  readonly way?: Way | null;
}

/** A cluster’s own API server by the cloud’s word, with a certificate of the caller’s own. */
export type Way = Pick<Reached, 'target' | 'commonName'>;

/** Who is still let in by what was taken away, as far as it could be seen. */
export interface LetIn {
  readonly claim: ShutOut;
  /** The former names that were looked at. */
  readonly names: readonly string[];
  /** The caller’s own common name there today; null if the cluster could not be reached. */
  readonly callersName: string | null;
  /** Bindings that still name a former name, with what is needed to remove or to make them again. */
  readonly bindings: readonly RbacBinding[];
  /** Where something was seen to be allowed; `*` for the whole cluster. */
  readonly namespaces: readonly string[];
  /** Why not everything was seen; null if it was, or if nothing says why. */
  readonly problem: AckringError | null;
}

/** Looks at one former holder. Throws Cancelled only. */
export type LookWhoIsLetIn = (former: Former, signal: AbortSignal | undefined) => Promise<LetIn>;

export interface LetInPorts {
  readonly rbac: RbacReader;
  readonly apiServer: ApiServer;
  readonly clock: Clock;
  /** To a cluster by the cloud's word, by a certificate of the caller's own. Throws like the cloud. */
  readonly reach: (cluster: ClusterRef, signal: AbortSignal | undefined) => Promise<Way>;
  /** Of each request; default 10 s. */
  readonly timeoutMs?: number;
}

const usualTimeoutMs = 10_000;
/** As many as an observation takes. */
const mostNamespaces = 8;
/** Every certificate that ACK issues is in it. */
const ackGroup = 'system:users';

/**
 * Looks everywhere: at the bindings of the whole cluster, and at what its own API server lets each former name do in
 * every namespace in which something is bound to it; with its own key where that is at hand, else as an administrator
 * who impersonates it. Throws Cancelled only.
 */
export async function lookWhoIsLetIn(
  former: Former,
  ports: LetInPorts,
  signal: AbortSignal | undefined,
): Promise<LetIn> {
  const reached = former.way ?? (await ports.reach(former.cluster, signal).catch(toAckringError));
  throwIfCancelled(signal);
  if (reached instanceof AckringError) return notReached(reached, ports.clock);
  const { target } = reached;
  const { timeoutMs = usualTimeoutMs } = ports;
  const bounds = { timeoutMs, signal };
  const listing = await ports.rbac.listBindings(target, bounds);
  const names = formerNames(former, listing.bindings, reached.commonName);
  const groups = [...new Set([ackGroup, ...former.copies.flatMap(groupsOf)])];
  const sight = { listing, names, groups, now: ports.clock.now() };
  const namespaces = [...new Set([...namespacesToAsk(sight), ...former.namespaces])];
  const looks: NameLook[] = [];
  for (const name of names) {
    const copy = former.copies.find(
      ({ certificate, clientKey }) =>
        certificate.subject.commonName === name &&
        clientKey !== null &&
        certificate.notAfter > ports.clock.now(),
    );
    const asName = copy === undefined ? impersonating(target, name, groups) : withKey(target, copy);
    const observations: ApiServerObservation[] = [];
    for (let at = 0; at < namespaces.length; at += mostNamespaces) {
      const some = namespaces.slice(at, at + mostNamespaces);
      observations.push(
        await ports.apiServer.whoAmI(asName, { ...bounds, namespaces: some, alsoRules: true }),
      );
    }
    looks.push({ name, certificate: copy?.certificate ?? null, observations });
  }
  return found({ ...sight, looks }, reached.commonName);
}

function notReached(error: AckringError, clock: Clock): LetIn {
  const listing = { bindings: [], problem: error };
  return found({ listing, looks: [], groups: [], names: [], now: clock.now() }, null);
}

function found(sight: ShutOutSight, callersName: string | null): LetIn {
  const namespaces = sight.looks.flatMap(({ observations }) => observations.flatMap(allowedIn));
  return {
    claim: claimShutOut(sight),
    names: sight.names,
    callersName,
    bindings: bindingsNaming(sight.listing.bindings, sight.names),
    namespaces: namespaces.includes('*') ? ['*'] : [...new Set(namespaces)].toSorted(),
    problem: sight.listing.problem,
  };
}

function allowedIn(observation: ApiServerObservation): readonly string[] {
  if (observation.kind !== 'answered') return [];
  const { namespaces, isListEverybodys, rights } = observation;
  if (namespaces.kind === 'served' && !isListEverybodys) return ['*'];
  return rights
    .filter(({ seen }) => seen === 'some')
    .map(({ namespace, isOnPaths = false }) => (isOnPaths ? '*' : namespace));
}

/**
 * Those of the copies, and those that bindings name: ACK's common names begin with the holder's uid. The caller's own
 * name of today is a former one only if a copy has it: nothing documents that the name changes.
 */
function formerNames(
  { uid, by, copies }: Former,
  bindings: readonly RbacBinding[],
  today: string,
): readonly string[] {
  const known = copies.map(({ certificate }) => certificate.subject.commonName);
  if (by === 'copies') return [...new Set(known)];
  const bound = namesIn(bindings).filter(
    (name) => name !== today && (name === uid || name.startsWith(`${uid}-`)),
  );
  // Certificates that nothing here knows by name are what anybody with the uid would be.
  return [...new Set([...known, ...bound, uid])];
}

function groupsOf({ certificate }: FormerCopy): readonly string[] {
  return certificate.subject.organizations;
}

function withKey(target: ApiServerTarget, { clientCertificate, clientKey }: FormerCopy): ApiServerTarget {
  return { ...target, clientCertificate, clientKey, token: null };
}

function impersonating(target: ApiServerTarget, user: string, groups: readonly string[]): ApiServerTarget {
  return { ...target, impersonation: { user, uid: null, groups, extra: {} } };
}
