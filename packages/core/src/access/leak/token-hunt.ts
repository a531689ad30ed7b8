import { claimTokenClosed, type TokenAnswer, type TokenClosed } from '../../claims/token-closed.js';
import { concurrently, inOrderOf } from '../../cloud/concurrently.js';
import type { ApiServer } from '../../machine/api-server/api.js';
import type { Clock } from '../../machine/clock.js';
import { judgeWidely } from '../../verification/judge-widely.js';
import type { DescribedCluster } from '../../words/cluster.js';
import { accessOfServer, allEndpoints, serverOf } from '../../words/endpoints.js';
import { type Sentence, say } from '../../words/say.js';
import { shell } from '../../words/shell-word.js';
import { targetByCertificate } from '../../words/target.js';
import { type FoundAt, foundAt, type LeakPlace } from './leak.js';
import { distinctDoors, type LeakDoor } from './leak-find.js';
import { doorOf, type LeakVerdict } from './leak-judge.js';
import type { TokenFacts, TokenFinding, TokenLeak } from './leak-token.js';

export type PlacedToken = TokenLeak & { readonly place: LeakPlace };

export type TokenReason = TokenClosed['reason'];

/** What a leaked token still opens, in the shape of a certificate's verdict. */
export interface TokenVerdict extends Pick<LeakVerdict, 'door' | 'remedy'> {
  readonly finding: TokenFinding;
  readonly claim: TokenClosed;
  readonly reason: TokenReason;
  readonly identity: null;
  readonly cluster: { readonly id: string; readonly name: string; readonly region: string } | null;
  readonly places: readonly FoundAt[];
}

/** As the cloud describes it. */
type NamedCluster = Pick<DescribedCluster, 'id' | 'name' | 'region' | 'endpoints'>;

export interface TokenHuntOptions {
  readonly tokens: readonly PlacedToken[];
  readonly apiServer: ApiServer;
  readonly clock: Clock;
  /** Try them at the API servers; they are used for nothing else. */
  readonly probe: boolean;
  /** The cluster that a finding names, or whose endpoint its server is, by the cloud; null if it is not seen. */
  readonly clusterOf: (
    finding: Pick<TokenFinding, 'clusterId' | 'server'>,
    signal?: AbortSignal,
  ) => Promise<NamedCluster | null>;
  readonly signal?: AbortSignal | undefined;
}

const probeTimeoutMs = 5_000;
const concurrency = 8;

/** Finds out what each token opens, each once however often it occurs, in their order. Throws Cancelled only. */
export async function* investigateTokens(options: TokenHuntOptions): AsyncGenerator<TokenVerdict, void> {
  const groups = [...Map.groupBy(options.tokens, ({ token }) => token).values()];
  const answers = concurrently(groups, concurrency, async (group) => ({
    group,
    verdict: await investigate(group, options),
  }));
  for await (const { verdict } of inOrderOf(groups, answers, ({ group }) => group)) yield verdict;
}

async function investigate(group: readonly PlacedToken[], options: TokenHuntOptions): Promise<TokenVerdict> {
  const best = group.reduce((known, each) => (isJoined(known) || !isJoined(each) ? known : each));
  const { finding } = best;
  const cluster = await options.clusterOf(finding, options.signal);
  const doors = distinctDoors(group.flatMap((each) => each.doors));
  const answers = options.probe ? await tryDoors(best, doors, cluster, options) : [];
  const { kind, expiresAt } = finding.token;
  const claim = claimTokenClosed({ kind, expiresAt, answers, now: options.clock.now() });
  const door = doorOf(claim);
  return {
    finding,
    door,
    claim,
    reason: claim.reason,
    identity: null,
    cluster: cluster === null ? null : { id: cluster.id, name: cluster.name, region: cluster.region },
    remedy: door === 'closed' ? null : remedyOf(finding.token),
    places: group.map(foundAt),
  };
}

function isJoined({ doors }: PlacedToken): boolean {
  return doors.some((door) => door.isJoined);
}

/**
 * At every endpoint that the cloud names, and at the servers that a kubeconfig joins with the token. Whatever merely
 * stands near it in a text is anybody's, and gets no token from here.
 */
function tryDoors(
  { token, finding }: TokenLeak,
  doors: readonly LeakDoor[],
  cluster: NamedCluster | null,
  { apiServer, clock, signal }: TokenHuntOptions,
): Promise<readonly TokenAnswer[]> {
  const { expiresAt } = finding.token;
  if (expiresAt !== null && expiresAt < clock.now()) return Promise.resolve([]);
  const named = cluster === null ? [] : allEndpoints(cluster.endpoints).map(serverOf);
  const isNamed = (server: string) => cluster !== null && accessOfServer(cluster.endpoints, server) !== null;
  const joined = doors.filter(({ isJoined, server }) => isJoined || isNamed(server));
  const certificateAuthority = doors.find((door) => door.certificateAuthority !== null)?.certificateAuthority;
  const missing = named
    .filter((server) => !joined.some((door) => door.server === server))
    .map((server) => ({ server, certificateAuthority: certificateAuthority ?? null, namespace: null }));
  return Promise.all(
    [...joined, ...missing].map(async ({ server, certificateAuthority: authority, namespace }) => {
      const { judgement } = await judgeWidely({
        look: (namespaces) =>
          apiServer.whoAmI(
            { ...serverOnly(server, authority), token },
            { timeoutMs: probeTimeoutMs, namespaces, signal },
          ),
        certificate: null,
        namespace,
        now: clock.now,
        signal,
      });
      return { speaker: isNamed(server) ? ('cluster' as const) : ('file' as const), judgement };
    }),
  );
}

function serverOnly(server: string, certificateAuthority: string | null) {
  return targetByCertificate({ server, certificateAuthority, clientCertificate: null, clientKey: null });
}

function remedyOf({ kind, secret, subject }: TokenFacts): string | null {
  if (kind === 'ram') return 'ackring token explain -';
  if (secret !== null) return shell`kubectl --namespace ${secret.namespace} delete secret ${secret.name}`;
  const [, , namespace, name] = subject?.split(':') ?? [];
  if (kind !== 'serviceAccount' || namespace === undefined || name === undefined) return null;
  return shell`kubectl --namespace ${namespace} delete serviceaccount ${name}`;
}

const explanations: Readonly<Record<TokenReason, Sentence>> = {
  LetIn: say('the API server let it in'),
  StillKnown: say('the API server knows it; no right of its was seen, which does not prove that it has none'),
  Expired: say('it has expired'),
  NotAccepted: say('the cluster’s API server does not accept it'),
  OwnServerOnly: say(
    'only the server that the file itself names was asked and refused it, which proves nothing',
  ),
  TokenInForce: say('its end is still to come, and no API server of its cluster answered'),
  TokenWithoutEnd: say('it names no end, and no API server of its cluster answered'),
};

/** The reason in words, for people. */
export function explainToken(reason: TokenReason): Sentence {
  return explanations[reason];
}
