import type { ApiServerObservation, NamespaceRights } from '../machine/api-server/api.js';
import type { RbacBinding, RbacListing } from '../machine/api-server/rbac-reader.js';
import type { CertificateFacts } from '../words/certificate.js';
import { say } from '../words/say.js';
import { judgeAnswers } from './accepted.js';
import { type Claim, firstOf, proven, type Rule, refuted, unknown } from './claim.js';

/**
 * That a former name (the common name of a certificate whose access was taken away) is shut out: the cluster’s API
 * server treats it as any stranger of `system:authenticated`. Fewer rights than before are not none: bindings that
 * people made by hand in any namespace, for the name or a group of its, outlive what ACK takes away.
 */
export type ShutOut = Claim<
  /** Its authority, or the certificate, is not accepted any more. */
  | 'NotAuthenticated'
  /** No binding gives it anything, and the API server says so wherever one names it. */
  | 'NothingLeft'
  /** The same, and everybody who is authenticated may do something here. */
  | 'AsAnyStranger',
  | 'LetIn'
  /** By what is bound to a group that every certificate of ACK’s is in. */
  | 'GroupRights',
  | 'BindingsUnread'
  | 'NotAsked'
  /** One that does not list what it allows. */
  | 'AnotherAuthorizer'
  /** The API server did not say what the name may do where a binding names it. */
  | 'NamespacesUnseen'
>;

/** What was seen of the former names after their access was taken. */
export interface ShutOutSight {
  /** What the cluster’s own API server lists to an administrator. */
  readonly listing: RbacListing;
  readonly looks: readonly NameLook[];
  /** The groups of the certificates. */
  readonly groups: readonly string[];
  /** All former names that are known: of dead copies, and of bindings. */
  readonly names: readonly string[];
  readonly now: Date;
}

/** What one former name may do, asked with its own key or by an administrator who impersonates it. */
export interface NameLook {
  readonly name: string;
  /** Null if an administrator asked. */
  readonly certificate: Pick<CertificateFacts, 'subject' | 'notBefore' | 'notAfter'> | null;
  /** One for each few namespaces, all from an endpoint of the cluster by the cloud’s word. */
  readonly observations: readonly ApiServerObservation[];
}

/** Bindings that name one of the names, as ACK’s or people’s; those of groups are not among them. */
export function bindingsNaming(
  bindings: readonly RbacBinding[],
  names: readonly string[],
): readonly RbacBinding[] {
  return bindings.filter(({ subjects }) =>
    subjects.some(({ kind, name }) => kind === 'User' && names.includes(name)),
  );
}

/** Where the names have to be looked at: in every namespace in which something is bound to them, and one more. */
export function namespacesToAsk({
  listing,
  names,
  groups,
}: Pick<ShutOutSight, 'listing' | 'names' | 'groups'>): readonly string[] {
  const bound = [...bindingsNaming(listing.bindings, names), ...bindingsOfGroups(listing.bindings, groups)];
  return [...new Set(['default', ...bound.flatMap(({ namespace }) => namespace ?? [])])];
}

type ShutOutRule = Rule<ShutOutSight, ShutOut>;

const letIn: ShutOutRule = ({ looks }) => (looks.some(isLetIn) ? refuted('LetIn') : null);

/** One name that is not accepted says nothing of another. */
const notAuthenticated: ShutOutRule = ({ looks, names, now }) => {
  const rejected = new Set(looks.filter((look) => isRejected(look, now)).map(({ name }) => name));
  return names.length > 0 && names.every((name) => rejected.has(name)) ? proven('NotAuthenticated') : null;
};

const bindingsUnread: ShutOutRule = ({ listing }) =>
  listing.problem === null
    ? null
    : unknown(
        'BindingsUnread',
        say('An administrator sees what names it: `{command}`.', { command: everyBinding }),
      );

const notAsked: ShutOutRule = ({ looks, names, now }) => {
  const isHeard = (look: NameLook): boolean => answersOf(look).length > 0 || isRejected(look, now);
  const asked = new Set(looks.filter(isHeard).map(({ name }) => name));
  const isAsked = asked.size > 0 && names.every((name) => asked.has(name));
  return isAsked ? null : unknown('NotAsked', askTheServer);
};

/** A binding to a group of its gives it something only if the server says so: its role may not be there. */
const groupRights: ShutOutRule = ({ looks, groups }) => {
  const own = groupsBeyondEverybodys(groups);
  const isGiven = looks.some((look) =>
    rightsOf(look).some(({ boundTo }) => boundTo?.some((group) => own.has(group))),
  );
  return isGiven ? refuted('GroupRights') : null;
};

const anotherAuthorizer: ShutOutRule = ({ looks }) =>
  looks.some((look) => rightsOf(look).some(({ isIncomplete }) => isIncomplete))
    ? unknown('AnotherAuthorizer', askTheServer)
    : null;

const namespacesUnseen: ShutOutRule = (sight) => {
  const isHeard = (look: NameLook, namespace: string): boolean =>
    rightsOf(look).some(
      (rights) => rights.namespace === namespace && (rights.seen === 'none' || rights.seen === 'everybodys'),
    );
  const toAsk = namespacesToAsk(sight);
  const isWhole = sight.looks.every(
    (look) => isRejected(look, sight.now) || toAsk.every((namespace) => isHeard(look, namespace)),
  );
  return isWhole ? null : unknown('NamespacesUnseen', askTheServer);
};

/** Whether the former names are shut out of their cluster. Pure. */
export const claimShutOut: (sight: ShutOutSight) => ShutOut = firstOf<ShutOutSight, ShutOut>(
  [letIn, notAuthenticated, bindingsUnread, notAsked, groupRights, anotherAuthorizer, namespacesUnseen],
  ({ looks }) => {
    const mayDo = looks.some((look) => rightsOf(look).some(({ seen }) => seen === 'everybodys'));
    return proven(mayDo ? 'AsAnyStranger' : 'NothingLeft');
  },
);

const everyBinding = 'kubectl get clusterrolebindings,rolebindings --all-namespaces --output wide';

const askTheServer = say(
  'An administrator can ask the API server for one namespace after another: `{command}`.',
  { command: 'kubectl auth can-i --list --as NAME --as-group system:users --namespace NAMESPACE' },
);

function bindingsOfGroups(
  bindings: readonly RbacBinding[],
  groups: readonly string[],
): readonly RbacBinding[] {
  const own = groupsBeyondEverybodys(groups);
  return bindings.filter(({ subjects }) =>
    subjects.some(({ kind, name }) => kind === 'Group' && own.has(name)),
  );
}

/** Every certificate of ACK’s is in one; everybody who is authenticated is in `system:authenticated`. */
function groupsBeyondEverybodys(groups: readonly string[]): ReadonlySet<string> {
  return new Set(groups.filter((group) => group !== 'system:authenticated'));
}

/** A 401 within its life. */
function isRejected({ certificate, observations }: NameLook, now: Date): boolean {
  return (
    certificate !== null &&
    observations.some(
      (observation) => judgeAnswers({ observation, certificate, now }).kind === 'unknownIssuer',
    )
  );
}

type Answered = Extract<ApiServerObservation, { kind: 'answered' }>;

/** Answers to this name: to its certificate, or to an administrator who was let impersonate it. */
function answersOf({ name, observations }: NameLook): readonly Answered[] {
  return observations
    .filter((observation) => observation.kind === 'answered')
    .filter((answer) => {
      const { shown, identity, review, namespaces } = answer;
      if (shown === 'withheld' || review.kind === 'foreign' || review.kind === 'unauthorized') return false;
      if (identity !== null) return identity.username === name;
      // Before 1.26 nobody is told who they are, except by a refusal.
      return [review, namespaces].every((each) => each.kind !== 'refused' || each.as === name);
    });
}

function rightsOf(look: NameLook): readonly NamespaceRights[] {
  return answersOf(look).flatMap(({ rights }) => rights);
}

function isLetIn(look: NameLook): boolean {
  return answersOf(look).some(
    ({ namespaces, isListEverybodys, rights }) =>
      (namespaces.kind === 'served' && !isListEverybodys) || rights.some(({ seen }) => seen === 'some'),
  );
}
