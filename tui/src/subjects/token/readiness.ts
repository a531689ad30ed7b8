import { type TokenReadiness, tokenStanding } from '@ackring/core/tokens';
import { type Cluster, visible } from '@ackring/core/words';
import type { Messages } from '../../messages/messages.js';
import { translateProblem } from '../../messages/problems/translate.js';
import { durationText } from '../../messages/times.js';
import type { AppState } from '../../screen/app-state.js';
import { type Line, type Span, span, wrapText } from '../../screen/drawing/line.js';
import { hasElapsed } from '../../screen/notice.js';
import type { Ask } from '../../screen/step.js';
import type { Reader, TableColumn } from '../../screen/table.js';
import { defineTask } from '../../screen/task.js';

/** How clusters take RAM tokens, as far as open details asked. */
export interface TokensState {
  /** Asked and not answered yet. */
  readonly asking: ReadonlySet<string>;
  /** By cluster id. */
  readonly answers: ReadonlyMap<string, TokenReadiness>;
}

declare module '../../screen/app-state.js' {
  interface FeatureStates {
    readonly tokens: TokensState;
  }
}

export const noTokens: TokensState = { asking: new Set(), answers: new Map() };

/** What a table of details knows about tokens. */
export interface TokenSurroundings {
  /** Null until its cluster has answered. */
  readinessOf(clusterId: string): TokenReadiness | null;
}

export function tokenSurroundings({ tokens }: Pick<AppState, 'tokens'>): TokenSurroundings {
  return { readinessOf: (clusterId) => tokens.answers.get(clusterId) ?? null };
}

/** Asked again after this: an add-on or a mapping may have come meanwhile. */
const staleMs = 10 * 60_000;

/** Asked at once, and for one identity at all: each is a call to the cloud and one to an API server. */
const [most, mostClusters] = [4, 24];

/** The clusters of the open details that are to be asked; none for a list. */
export function unaskedTokens(state: AppState): readonly string[] {
  const { tokens, fleet, now } = state;
  const isDue = (id: string): boolean => {
    const known = tokens.answers.get(id);
    const isStale = known === undefined || hasElapsed(known.at, staleMs, now);
    return fleet.clusters.has(id) && isStale && !tokens.asking.has(id);
  };
  return detailedClusters(state)
    .filter(isDue)
    .slice(0, Math.max(0, most - tokens.asking.size));
}

function detailedClusters(state: AppState): readonly string[] {
  const { overlay } = state;
  if (overlay?.kind !== 'details') return [];
  const { kind, id } = overlay.subject;
  if (kind === 'cluster') return overlay.tab === 'identities' ? [id] : [];
  if (kind !== 'identity') return [];
  const held = state.holders.identities.get(id)?.entries ?? [];
  return [...new Set(held.map(({ cluster }) => cluster.id))].slice(0, mostClusters);
}

interface Held {
  readonly cluster: { readonly id: string };
  readonly identity: Parameters<typeof tokenStanding>[1];
  readonly cloudService: string | null;
}

/** As whom a cluster takes the tokens of an identity. */
export function tokenColumn<Row extends Held, Known extends TokenSurroundings>(): TableColumn<Row, Known> {
  return {
    title: ({ tokens }) => tokens.title,
    sort: null,
    search: null,
    text: null,
    cell: {
      words: ({ tokens }) => [
        tokens.noAuthenticator,
        tokens.mappingsIgnored,
        tokens.unmapped,
        tokens.unknown,
        tokens.asking,
      ],
      ideal: 22,
      sacrifice: 3,
      draw: ({ cluster, identity, cloudService }, _, { readinessOf }, { messages }) => [
        cloudService === null
          ? standingSpan(readinessOf(cluster.id), identity, messages)
          : span('–', 'faint'),
      ],
    },
  };
}

export function standingSpan(
  readiness: TokenReadiness | null,
  identity: Held['identity'],
  { tokens }: Messages,
): Span {
  if (readiness === null) return span(tokens.asking, 'faint');
  const standing = tokenStanding(readiness, identity);
  switch (standing.kind) {
    case 'noAuthenticator':
      return span(tokens.noAuthenticator, 'dim');
    case 'mappingsIgnored':
      return span(tokens.mappingsIgnored, 'dim');
    case 'mapped': {
      const whom = standing.to.map(({ username, groups }) =>
        [username, ...groups].map((name) => visible(name)),
      );
      return span(tokens.mapped(whom.map((names) => names.join(' + ')).join(', ')), 'text');
    }
    case 'unmapped':
      return span(tokens.unmapped, 'dim');
    case 'unknown':
      return span(tokens.unknown, 'warn');
  }
}

/** The same for programs: `because` says why it is not known. */
export function standingToJson(readiness: TokenReadiness, identity: Held['identity']) {
  const standing = tokenStanding(readiness, identity);
  return {
    verdict: standing.kind,
    mappedTo:
      standing.kind === 'mapped' ? standing.to.map(({ username, groups }) => ({ username, groups })) : [],
    because:
      standing.kind === 'unknown' ? standing.errors.map(({ code, message }) => ({ code, message })) : [],
  };
}

/** Why it is not known, and how old the answers are; nothing before the first. */
export function tokensNote(
  rows: readonly Held[],
  { readinessOf }: TokenSurroundings,
  width: number,
  { now, messages }: Reader,
): readonly Line[] {
  const { tokens, header } = messages;
  const known = rows.flatMap(({ cluster, identity, cloudService }) => {
    const readiness = cloudService === null ? readinessOf(cluster.id) : null;
    return readiness === null ? [] : [{ at: readiness.at, standing: tokenStanding(readiness, identity) }];
  });
  const [oldest] = known.map(({ at }) => at.getTime()).toSorted((a, b) => a - b);
  if (oldest === undefined) return [];
  const errors = known
    .flatMap(({ standing }) => (standing.kind === 'unknown' ? standing.errors : []))
    .map((error) => visible(translateProblem(error, messages).message));
  const age = tokens.asOf(header.fresh(durationText(Math.max(0, now.getTime() - oldest), messages)));
  return [...[...new Set(errors)].map((why) => tokens.unknownBecause(why)), age].flatMap((text) =>
    wrapText(text, width).map((line): Line => [span(line, 'dim')]),
  );
}

/** Asks whether a cluster takes RAM tokens, and from whom; its own failure is part of the answer. */
export const readTokens = defineTask({
  name: 'readTokens',
  arrivals: {
    asked: (state: AppState, { id }: Cluster) => ({
      ...state,
      tokens: { ...state.tokens, asking: new Set([...state.tokens.asking, id]) },
    }),
    answered: (state: AppState, { id }: Cluster, readiness: TokenReadiness) => ({
      ...state,
      tokens: { ...state.tokens, answers: new Map(state.tokens.answers).set(id, readiness) },
    }),
  },
  run: async ({ world, emit, signal }, cluster: Cluster) => {
    emit.asked(cluster);
    emit.answered(cluster, await world.servicesFor(cluster).tokenReadiness(cluster, { signal }));
  },
  ended: (state, { id }) => {
    const asking = new Set(state.tokens.asking);
    asking.delete(id);
    return { ...state, tokens: { ...state.tokens, asking } };
  },
});

export function tokensDue(state: AppState): readonly Ask[] {
  return unaskedTokens(state).flatMap((id) => {
    const cluster = state.fleet.clusters.get(id);
    return cluster === undefined ? [] : [readTokens(cluster)];
  });
}
