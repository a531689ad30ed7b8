import { type Cluster, clusterKind, isServing } from '@ackring/core/cluster';
import { AckringError } from '@ackring/core/errors';
import { type Column, fitColumns, rowLine, titleLine, widestOf } from '../components/columns.js';
import { lifeCell, lifeTimeWidth } from '../components/life-cell.js';
import { cutMiddle, cutText, type Line, span, widthOf } from '../components/line.js';
import type { Messages } from '../messages/messages.js';
import { toldProblem } from '../messages/problems/told.js';
import { visible } from '../present/visible.js';
import type { AppState } from '../state/app-state.js';
import { detailOf, knownCluster } from '../state/cluster-details.js';
import { bestContext } from '../state/kubeconfigs.js';
import { regionOfRow } from '../state/rows/cluster-rows.js';
import type { ColumnId } from '../state/sorting.js';
import type { Tone } from '../theme/skin.js';
import { emptyBody, listBody, titled } from './list-body.js';
import { problemText } from './problem-facts.js';

/** The Clusters screen: the fleet, and beside each cluster the life of the kubeconfig held for it. */
export function clusterList(state: AppState, messages: Messages): readonly Line[] {
  const { list } = state.lists.clusters;
  if (list.visible.length === 0) return emptyBody(emptyText(state, messages), state);
  const columns = fitColumns(columnsOf(state, messages), state.size.columns - 4);
  return listBody(state, list, titleLine(columns), (id) => {
    const region = regionOfRow(id);
    if (region !== null) return { sign: span('!', 'bad'), line: regionLine(state, region, messages) };
    const cluster = knownCluster(state, id);
    if (cluster === undefined) return { sign: span(' '), line: [] };
    const line = rowLine(columns, cluster);
    return { sign: signOf(cluster), line: state.fleet.stale.has(id) ? dimmed(line) : line };
  });
}

function emptyText(state: AppState, messages: Messages): readonly string[] {
  const { empty } = messages;
  const problem = state.fleet.problem ?? state.profileProblem;
  if (problem !== null) return problemText(problem, messages);
  if (state.lists.clusters.filter !== '') return [empty.noMatch];
  return [state.fleet.isScanning || state.fleet.seenAt === null ? empty.scanning : empty.noClusters];
}

/** A long reason gives way to the word on where the remedy is. */
function regionLine({ fleet, size }: AppState, region: string, messages: Messages): Line {
  const { rows } = messages;
  const scan = fleet.regions.get(region);
  const message = scan?.kind === 'failed' ? visible(toldProblem(scan.error, messages).message) : '';
  const name = visible(region);
  const hint = ` · ${rows.pressDetails}`;
  const room = Math.max(0, size.columns - 4 - widthOf(`${name}  ${hint}`));
  return [span(name, 'warn'), span(`  ${cutText(message, room)}`, 'text'), span(hint, 'dim')];
}

/** `●` serves, `◐` changes, `○` is stopped, `✕` has no API server. */
function signOf({ state }: Cluster): Line[number] {
  if (state === 'running') return span('●', 'good');
  if (!isServing(state)) return span('✕', 'bad');
  return state === 'stopped' || state === 'inactive' ? span('○', 'dim') : span('◐', 'warn');
}

function dimmed(line: Line): Line {
  return line.map(({ text }) => span(text, 'faint'));
}

function columnsOf(state: AppState, messages: Messages): readonly Column<Cluster>[] {
  const { columns, titles } = messages;
  const { sort } = state.lists.clusters;
  const title = (column: ColumnId, text = columns[column]): string => titled(text, sort, column);
  const kindWidth = widestOf([title('kind'), ...Object.values(messages.kinds)]);
  const lifeWidth = lifeTimeWidth(messages) + 3;
  return [
    {
      title: title('name'),
      min: 18,
      ideal: 28,
      growth: 2,
      sacrifice: 0,
      cell: ({ name }, width) => [span(cutMiddle(visible(name), width), 'text')],
    },
    {
      title: title('region'),
      min: 14,
      ideal: 16,
      sacrifice: 1,
      cell: ({ region }) => [span(visible(region), 'dim')],
    },
    {
      title: title('kind'),
      min: kindWidth,
      ideal: kindWidth,
      sacrifice: 3,
      cell: (cluster) => [span(messages.kinds[clusterKind(cluster)], 'dim')],
    },
    {
      title: title('version'),
      min: widestOf([title('version'), '1.34']),
      ideal: widestOf([title('version'), '1.34']),
      sacrifice: 5,
      cell: ({ version }) => [span(shortVersion(visible(version)), 'dim')],
    },
    {
      title: title('state'),
      min: 9,
      ideal: 12,
      growth: 1,
      sacrifice: 4,
      cell: (cluster) => [span(visible(cluster.state), stateTone(cluster))],
    },
    {
      title: titles.access,
      min: 8,
      ideal: 8,
      sacrifice: 2,
      cell: (cluster) => accessCell(cluster, detailOf(state, cluster) instanceof AckringError),
    },
    {
      title: title('life', titles.kubeconfig),
      min: lifeWidth + 5,
      ideal: lifeWidth + 18,
      growth: 1,
      sacrifice: 0,
      cell: ({ id }, width) => kubeconfigCell(state, id, width, messages),
    },
  ];
}

function kubeconfigCell(state: AppState, clusterId: string, width: number, messages: Messages): Line {
  const entry = bestContext(state.kubeconfigs, clusterId);
  return entry === null
    ? [span(messages.credentials.none, 'faint')]
    : lifeCell(entry, state.now, width, messages);
}

function stateTone({ state }: Cluster): Tone {
  if (state === 'running') return 'dim';
  return isServing(state) ? 'warn' : 'bad';
}

/** `·` until its endpoints are known, `!` where they were refused: the details say why. */
function accessCell({ endpoints }: Cluster, isRefused: boolean): Line {
  if (endpoints === null) return [isRefused ? span('!', 'warn') : span('·', 'faint')];
  return [
    endpoints.public.length === 0 ? span('–  ', 'faint') : span('pub', 'text'),
    span(' '),
    endpoints.private.length === 0 ? span('–', 'faint') : span('prv', 'text'),
  ];
}

/** `1.34` of `1.34.1-aliyun.1`: the part by which kubectl is chosen. */
function shortVersion(version: string): string {
  return /^v?(\d+\.\d+)/.exec(version)?.[1] ?? version;
}
