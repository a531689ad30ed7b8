import {
  claimSameRights,
  type NameSight,
  type SameRights,
  type SameRightsSight,
} from '../claims/same-rights.js';
import type { ApiServer, ApiServerObservation } from '../machine/api-server/api.js';
import type { Clock } from '../machine/clock.js';
import { AckringError } from '../words/errors.js';
import { type Sentence, say } from '../words/say.js';
import type { ApiServerTarget } from '../words/target.js';
import type { TokenAccess } from './token-access.js';

export interface RightsPorts {
  readonly apiServer: ApiServer;
  readonly clock: Clock;
  readonly signal?: AbortSignal | undefined;
}

const timeoutMs = 10_000;
/** As many as an observation takes. */
const mostNamespaces = 8;

/**
 * Proves on the API server that the token's user may do exactly what the certificate's may, by having an administrator
 * impersonate both. Throws VerificationFailed where they differ or the server does not tell all, Forbidden for an
 * administrator who may impersonate nobody.
 */
export async function proveSameRights(
  administrator: ApiServerTarget,
  { access, commonName }: { readonly access: TokenAccess; readonly commonName: string },
  { apiServer, signal }: RightsPorts,
): Promise<void> {
  const { username, groups } = access.mapping;
  const look = async (name: string): Promise<NameSight> => {
    const impersonation = { user: name, uid: null, groups, extra: {} };
    const observations: ApiServerObservation[] = [];
    const all = namespacesOf(access);
    for (let at = 0; at < all.length; at += mostNamespaces) {
      const namespaces = all.slice(at, at + mostNamespaces);
      const options = { timeoutMs, namespaces, alsoRules: true, signal };
      observations.push(await apiServer.whoAmI({ ...administrator, impersonation }, options));
    }
    return { name, observations };
  };
  const sight = { had: await look(commonName), has: await look(username) };
  const why = whyNot(claimSameRights(sight), username, takenFor(sight));
  if (why !== null) throw why;
}

/** Null for rights that are proven to be the same. */
function whyNot({ reason }: SameRights, user: string, other: string): AckringError | null {
  switch (reason) {
    case 'SameRules':
      return null;
    case 'OtherRules':
      return unproven(say('{name} would not have the same rights', { name: user }));
    case 'NotAsked':
      return unproven(say('the API server cannot be asked what {user} may do', { user }));
    case 'MayNotImpersonate':
      return mayNotImpersonate(user);
    case 'TakenForAnother':
      return unproven(say('the API server takes {user} for {other}', { user, other }));
    case 'NotWhole':
      return unproven(say('the API server does not tell everything that {user} may do', { user }));
  }
}

/** Whom the API server named in the place of one of them; empty if it did not. */
function takenFor({ had, has }: SameRightsSight): string {
  const others = [had, has].flatMap(({ name, observations }) =>
    observations.flatMap((each) => (each.kind === 'answered' ? (each.identity?.username ?? name) : [])),
  );
  return others.find((each) => each !== had.name && each !== has.name) ?? '';
}

function namespacesOf({ bindings }: TokenAccess): readonly string[] {
  const bound = bindings.flatMap(({ namespace }) => namespace ?? []);
  return [...new Set(['default', ...bound])];
}

/** The webhook reads new mappings within seconds, and nothing documents how many: 59 s in all. */
const pausesMs = [1_000, 2_000, 4_000, 7_000, 10_000, 15_000, 20_000] as const;

/**
 * Shows the API server tokens until it takes one as the mapping's user. Throws VerificationFailed if it takes none in
 * about a minute, or one as somebody else, at once.
 */
export async function proveToken(
  server: ApiServerTarget,
  { access, mint }: { readonly access: TokenAccess; readonly mint: () => Promise<{ readonly text: string }> },
  { apiServer, clock, signal }: RightsPorts,
): Promise<void> {
  const { username } = access.mapping;
  for (let attempt = 0; ; attempt += 1) {
    const { text: token } = await mint();
    const target = { ...server, clientCertificate: null, clientKey: null, token };
    const observation = await apiServer.whoAmI(target, {
      timeoutMs,
      namespaces: namespacesOf(access).slice(0, mostNamespaces),
      signal,
    });
    const answer = observation.kind === 'answered' ? userIn(observation) : null;
    if (answer === username || answer === 'somebody') return;
    if (answer !== null)
      throw unproven(say('the API server takes {user} for {other}', { user: username, other: answer }));
    const pauseMs = pausesMs[attempt];
    if (pauseMs === undefined) throw notTaken(username);
    await clock.sleep(pauseMs, signal);
  }
}

/**
 * Whom it names; null while it accepts nobody. Before 1.26 there is no review: then a refusal names the user, and a list
 * is served to somebody whom it does not name, which only the mapping can have made of this token.
 */
function userIn({
  review,
  identity,
  namespaces,
}: Extract<ApiServerObservation, { kind: 'answered' }>): string | null {
  if (identity !== null) return identity.username;
  if (review.kind === 'refused') return review.as;
  if (review.kind === 'absent' && namespaces.kind === 'served') return 'somebody';
  return namespaces.kind === 'refused' ? namespaces.as : null;
}

function mayNotImpersonate(user: string): AckringError {
  return new AckringError('Forbidden', say('you may not impersonate {user}, to compare rights', { user }), {
    remedy: say('Only an administrator of the cluster may change who has access there.'),
  });
}

function notTaken(user: string): AckringError {
  return new AckringError(
    'VerificationFailed',
    say('the API server does not take the token of {user} yet', { user }),
    { remedy: say('Run the same command again in a minute: it goes on from here.') },
  );
}

function unproven(why: Sentence): AckringError {
  return new AckringError('VerificationFailed', say('the token is not proven: {why}', { why }), {
    remedy: say('The certificate is left as it is. Run it again, or take it back: `ackring migrate --undo`.'),
  });
}
