import type { ContextEntry } from '@ackring/core/kubeconfig';
import {
  type Cluster,
  clusterEdition,
  clusterKey,
  clusterKind,
  clusterPlace,
  isServing,
  preferredEndpoint,
  visible,
} from '@ackring/core/words';
import { type Messages, wordOf } from '../../messages/messages.js';
import { durationText } from '../../messages/times.js';
import { cutMiddle, type Line, lineWidth, type Span, span } from '../../screen/drawing/line.js';
import type { Tone } from '../../screen/drawing/skins.js';
import { askedLeft, lifeCell, lifeTimeWidth, lifeWords } from '../../screen/life.js';
import { asksFor } from '../../screen/query.js';
import { packed, unpacked } from '../../screen/rows.js';
import { defineTable, printedColumn, type Reader, type Table, type TableColumn } from '../../screen/table.js';
import type { Answer } from '../context/kubeconfigs.js';
import { answerLine, certificateEnd } from '../context/table.js';

/** What the screen knows besides the fleet. */
export interface ClusterSurroundings {
  /** What the cloud says alone, as the command line tells it: no column says what the files of this machine hold. */
  readonly isWithoutFiles?: true;
  /** The best kubeconfig held for a cluster. */
  held(cluster: Pick<Cluster, 'id' | 'account'>): ContextEntry | null;
  /** Whether a kubeconfig file could not be read: what none of the others holds may be in it. */
  readonly isUnread: boolean;
  /** Its API server's answer; null until it is asked. */
  answer(entry: ContextEntry): Answer | null;
  /** Whether the current context leads to it. */
  isCurrent(cluster: Pick<Cluster, 'id' | 'account'>): boolean;
  /** The ids of those that are listed first, whatever the sort. */
  readonly favourites: ReadonlySet<string>;
  /** The user's own name for it; null if there is none. */
  alias(clusterId: string): string | null;
  /** Whether the cloud refused to return its endpoints. */
  isRefused(cluster: Cluster): boolean;
}

const clusters: Table<Cluster, ClusterSurroundings> = {
  id: clusterPlace,
  tie: nameOf,
  rank: ({ favourites }) => (favourites.size === 0 ? null : ({ id }) => (favourites.has(id) ? 0 : 1)),
  sign: signOf,
  columns: [
    {
      title: ({ columns }) => columns.name,
      sort: { column: 'name', key: 'N', by: nameOf },
      search: null,
      text: nameOf,
      cell: {
        min: 18,
        ideal: 28,
        growth: 2,
        // People go by names; the version is one key away.
        wants: 'longest',
        sacrifice: 0,
        draw: (cluster, width, known) => {
          const { id, name } = cluster;
          const alias = known.alias(id);
          const marks: Line = [
            ...(known.isCurrent(cluster) ? [span(' *', 'accent')] : []),
            ...(known.favourites.has(id) ? [span(' ★', 'accent')] : []),
            ...(alias === null ? [] : [span(` ${cutMiddle(visible(alias), 10)}`, 'dim')]),
          ];
          return [span(cutMiddle(visible(name), Math.max(8, width - lineWidth(marks)))), ...marks];
        },
      },
      besides: ({ id }, { alias }) => alias(id) ?? '',
    },
    {
      title: ({ columns }) => columns.region,
      sort: { column: 'region', key: 'R', by: ({ region }) => region },
      search: null,
      text: ({ region }) => region,
      cell: { min: 14, ideal: 16, sacrifice: 1, tone: 'dim' },
    },
    {
      title: ({ columns }) => columns.kind,
      sort: { column: 'kind', key: 'T', by: clusterKind },
      search: (cluster) => `${clusterKind(cluster)} ${clusterEdition(cluster) ?? ''}`,
      text: (cluster, { messages }) => messages.kinds[clusterKind(cluster)],
      cell: { words: ({ kinds }) => Object.values(kinds), sacrifice: 4, yields: true, tone: 'dim' },
    },
    {
      title: ({ columns }) => columns.version,
      sort: { column: 'version', key: 'V', by: ({ version }) => version },
      search: ({ version }) => version,
      text: ({ version }) => shortVersion(version),
      cell: { words: () => ['1.34'], sacrifice: 5, yields: true, tone: 'dim' },
    },
    {
      title: ({ columns }) => columns.state,
      sort: { column: 'state', key: 'S', by: ({ state }) => state },
      search: ({ state }) => state,
      text: ({ state }, { messages }) => wordOf(messages.clusterStates, state),
      // One sign stands for several.
      cell: { min: 9, ideal: 12, growth: 1, sacrifice: 3, yields: true, tone: stateTone },
    },
    {
      title: ({ columns }) => columns.access,
      sort: { column: 'access', key: 'A', by: accessOrder },
      search: null,
      text: (cluster) =>
        accessLine(cluster, false)
          .map(({ text }) => text)
          .join(''),
      cell: {
        min: 8,
        ideal: 8,
        sacrifice: 2,
        draw: (cluster, _, { isRefused }) => accessLine(cluster, isRefused(cluster)),
      },
      asked: {
        access: accessWords,
        endpoints: (cluster) => [endpointsOf(cluster), accessWords(cluster)],
      },
    },
    {
      title: ({ titles }) => titles.id,
      sort: null,
      search: null,
      code: ({ id }) => id,
      text: ({ id }) => id,
      cell: null,
      sacrifice: 9,
    },
    {
      title: ({ titles }) => titles.kubeconfig,
      sort: { column: 'life', key: 'L', by: (cluster, { held }) => endOf(held(cluster)) },
      search: null,
      besides: heldWords,
      asked: {
        // Both in words and, to be compared, in days.
        kubeconfig: (cluster, known, reader) => [
          unpacked(heldWords(cluster, known, reader)),
          known.held(cluster)?.daysLeft,
        ],
        ...askedLeft((cluster, { held }) => held(cluster)?.daysLeft),
        ends: (cluster, { held }) => {
          const entry = held(cluster);
          return entry === null ? null : certificateEnd(entry);
        },
      },
      text: null,
      cell: {
        min: (messages) => lifeTimeWidth(messages) + 8,
        ideal: (messages) => lifeTimeWidth(messages) + 22,
        // A bar of fewer cells tells nothing.
        wants: (_, messages) => lifeTimeWidth(messages) + 10,
        growth: 1,
        sacrifice: 0,
        draw: (cluster, width, { held, isUnread, answer }, { now, messages }) => {
          const entry = held(cluster);
          if (entry === null)
            return isUnread
              ? [span(messages.credentials.unknown, 'warn')]
              : [span(messages.credentials.none, 'faint')];
          return lifeAndAnswer(entry, answer(entry), { now, width, messages });
        },
      },
    },
  ],
  fields: {
    id: ({ id }) => id,
    name: nameOf,
    region: ({ region }) => region,
    type: ({ type }) => type,
    profile: ({ profile }) => profile,
    spec: ({ spec }) => spec,
    kind: clusterKind,
    edition: clusterEdition,
    state: ({ state }) => state,
    version: ({ version }) => version,
    endpoints: endpointsOf,
    created: ({ created }) => created,
    tags: ({ tags }) => tags,
    vpc: ({ vpcId }) => vpcId,
    account: ({ account }) => account?.id ?? null,
    source: ({ account }) => account?.profile ?? null,
    asOf: ({ asOf }) => asOf ?? null,
  },
  tags: ({ tags }) => tags,
};

/** The fleet's clusters, each with the life of its kubeconfig. */
export const clusterTable = defineTable(clusters);

const account: TableColumn<Cluster, ClusterSurroundings> = {
  title: ({ titles }) => titles.account,
  sort: null,
  search: ({ account }) => account?.id ?? '',
  text: profileOf,
  cell: { min: 8, ideal: 16, sacrifice: 2, tone: 'dim', cut: 'middle' },
  sacrifice: 0,
};

/** The same of several accounts. */
export const accountsClusterTable = defineTable<Cluster, ClusterSurroundings>({
  ...clusters,
  columns: [account, ...clusters.columns],
});

/** The same on the screen, where a row has the cluster's own key. */
export const shownAccountsClusterTable = defineTable<Cluster, ClusterSurroundings>({
  ...clusters,
  id: clusterKey,
  tie: [nameOf, profileOf],
  columns: [...clusters.columns.slice(0, 1), account, ...clusters.columns.slice(1)],
});

/** The same with when those were seen whose account or region did not answer. */
export const lastSeenClusterTable = defineTable<Cluster, ClusterSurroundings>({
  ...clusters,
  columns: [
    ...accountsClusterTable.columns,
    printedColumn(
      ({ accounts }) => accounts.asOf,
      ({ asOf }, { now, messages }) =>
        asOf === undefined ? '' : messages.header.fresh(durationText(ageOf(asOf, now), messages)),
    ),
  ],
});

/** A second at least: what was seen is over. */
function ageOf(seenAt: Date, now: Date): number {
  return Math.max(1_000, now.getTime() - seenAt.getTime());
}

/** How its kubeconfig stands: in the contract's word and as the row says it. */
function heldWords(
  cluster: Cluster,
  { held, isUnread, isWithoutFiles }: ClusterSurroundings,
  { now, messages }: Reader,
): string {
  const { statuses, credentials } = messages;
  if (isWithoutFiles) return '';
  const entry = held(cluster);
  if (entry !== null) return packed([entry.status, statuses[entry.status], lifeWords(entry, now, messages)]);
  const none = isUnread ? 'unknown' : 'none';
  return packed([none, credentials[none]]);
}

/** The API server's answer after the life, as far as there is room: at least the sign. */
function lifeAndAnswer(
  entry: ContextEntry,
  answer: Answer | null,
  { now, width, messages }: { readonly now: Date; readonly width: number; readonly messages: Messages },
): Line {
  // As long beside an answer as without one: bars of one column are compared.
  const life = lifeCell(entry, now, width - 2, messages);
  if (answer === null) return life;
  const said = answer === 'asking' ? [span('…', 'dim')] : answerLine(answer, messages);
  const [sign = span('')] = said;
  const room = width - lineWidth(life) - 1;
  return [...life, span(' '), ...(lineWidth(said) <= room ? said : [{ ...sign, text: sign.text.trim() }])];
}

function profileOf({ account }: Cluster): string {
  return account?.profile ?? '';
}

function nameOf({ name }: Cluster): string {
  return name;
}

function endOf(entry: ContextEntry | null): number | null {
  return entry?.credential.kind === 'certificate' ? entry.credential.notAfter.getTime() : null;
}

/** `●` serves, `◐` changes, `○` is stopped, `✕` has no API server. */
function signOf({ state }: Cluster): Span {
  if (state === 'running') return span('●', 'good');
  if (!isServing(state)) return span('✕', 'bad');
  return state === 'stopped' || state === 'inactive' ? span('○', 'dim') : span('◐', 'warn');
}

function stateTone({ state }: Cluster): Tone {
  if (state === 'running') return 'dim';
  return isServing(state) ? 'warn' : 'bad';
}

/** Whether a filter asks for endpoints, which the cloud tells of one cluster at a time. */
export function asksForEndpoints(filter: string, { columns }: Pick<Messages, 'columns'>): boolean {
  return asksFor(filter, ['access', 'endpoints', columns.access]);
}

/** As the row says them, and whole; null until they are known. */
function accessWords({ endpoints }: Cluster): readonly string[] | null {
  if (endpoints === null) return null;
  const open = endpoints.public.length === 0 ? [] : ['pub', 'public'];
  const inner = endpoints.private.length === 0 ? [] : ['prv', 'private'];
  return [...open, ...inner];
}

/** Both endpoints first, none last. */
function accessOrder({ endpoints }: Cluster): number | null {
  if (endpoints === null) return null;
  return (endpoints.public.length === 0 ? 2 : 0) + (endpoints.private.length === 0 ? 1 : 0);
}

/** `1.34` of `1.34.1-aliyun.1`: the part that matters for kubectl. */
function shortVersion(version: string): string {
  return /^v?(\d+\.\d+)/.exec(version)?.[1] ?? version;
}

/** `pub prv`, with a dash for an absent endpoint; `·` until they are known, `!` if they were refused. */
function accessLine({ endpoints }: Pick<Cluster, 'endpoints'>, isRefused: boolean): Line {
  if (endpoints === null) return [isRefused ? span('!', 'warn') : span('·', 'faint')];
  return [
    endpoints.public.length === 0 ? span('–  ', 'faint') : span('pub', 'text'),
    span(' '),
    endpoints.private.length === 0 ? span('–', 'faint') : span('prv', 'text'),
  ];
}

/** The preferred one of each kind and all of them; null altogether if unknown. */
function endpointsOf({ endpoints }: Cluster) {
  if (endpoints === null) return null;
  const [open, inner] = [preferredEndpoint(endpoints, 'public'), preferredEndpoint(endpoints, 'private')];
  return { public: open, private: inner, all: endpoints };
}
