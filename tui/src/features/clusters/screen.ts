import { visible } from '@ackring/core/words';
import type { Messages } from '../../messages/messages.js';
import { translateProblem } from '../../messages/problems/translate.js';
import type { AppState } from '../../screen/app-state.js';
import { cutText, fitText, type Line, span, widthOf } from '../../screen/drawing/line.js';
import { emptyBody, noMatch } from '../../screen/empty-body.js';
import { problemText } from '../../screen/fact-lines.js';
import type { View } from '../../screen/feature.js';
import { tableBody } from '../../screen/list-body.js';
import { knownCluster } from '../../subjects/cluster/detail-answers.js';
import { clustersNamed, failedRegions } from '../../subjects/cluster/fleet.js';
import {
  clusterRows,
  clusterSurroundings,
  clusterTableOf,
  detailsInUse,
  failedRegionRows,
  placeNamed,
  regionOfRow,
} from '../../subjects/cluster/rows.js';
import { nextEndLine } from '../../subjects/expiry/next-end.js';
import { clusterOutline } from './outline.js';

/** The Clusters screen: the fleet, with the life of each cluster's kubeconfig. */
export const clusterView: View = {
  rows: clusterRows,
  extraRows: failedRegionRows,
  madeOf: (state) => [
    state.fleet.clusters,
    state.fleet.regions,
    state.kubeconfigs.byCluster,
    state.settings.favourites,
    state.settings.aliases,
    state.profile?.profile,
    state.watched,
    detailsInUse(state),
  ],
  body: clusterList,
  whyEmpty: ({ fleet, profileProblem }, { reasons }) =>
    (fleet.problem ?? profileProblem) === null && failedRegions(fleet) === 0 ? null : reasons.noneListed,
  ...clusterOutline,
  resting: (state, messages) => nextEndLine(state, failedRegions(state.fleet), messages),
  clusterOf: (_, row) => row,
  subjectOf: (_, row) => {
    const region = regionOfRow(row);
    return region === null ? { kind: 'cluster', id: row } : { kind: 'region', id: region };
  },
  nameOf: (_, row) => regionOfRow(row) ?? row,
  called: (state, row) => {
    const name = state.fleet.clusters.get(row)?.name;
    return name !== undefined && clustersNamed(state, name).length === 1 ? name : undefined;
  },
  help: signsOf,
};

function clusterList(state: AppState, messages: Messages): readonly Line[] {
  if (state.lists.clusters.list.visible.length === 0) return emptyBody(emptyText(state, messages), state);
  const known = clusterSurroundings(state);
  const folded = state.regions.length === 1 ? 'region' : null;
  return tableBody(state, { table: clusterTableOf(state), known, messages, folded }, (id, drawn) => {
    const region = regionOfRow(id);
    if (region !== null) return { sign: span('!', 'bad'), line: regionLine(state, region, messages) };
    const cluster = knownCluster(state, id);
    if (cluster === undefined) return null;
    const { sign, line } = drawn(cluster);
    return { sign, line: state.fleet.stale.has(id) ? dimmed(line) : line };
  });
}

function emptyText(state: AppState, messages: Messages): readonly string[] {
  const { empty } = messages;
  const problem = state.fleet.problem ?? state.profileProblem;
  if (problem !== null) return problemText(problem, messages, state);
  if (state.lists.clusters.filter !== '') return noMatch(state, messages);
  if (state.fleet.isStopped) return [empty.stopped('ctrl-r')];
  return [state.fleet.isScanning || state.fleet.seenAt === null ? empty.scanning : empty.noClusters];
}

/** A long reason is cut in favour of where to find the remedy. */
function regionLine({ fleet, size }: AppState, region: string, messages: Messages): Line {
  const { rows } = messages;
  const scan = fleet.regions.get(region);
  const message = scan?.kind === 'failed' ? visible(translateProblem(scan.error, messages).message) : '';
  const name = visible(placeNamed(region));
  const hint = ` · ${rows.pressDetails}`;
  const room = Math.max(0, size.columns - 4 - widthOf(`${name}  ${hint}`));
  return [span(name, 'warn'), span(`  ${cutText(message, room)}`, 'text'), span(hint, 'dim')];
}

function dimmed(line: Line): Line {
  return line.map(({ text, tone }) => span(text, tone === 'lit' ? 'lit' : 'faint'));
}

/** What stands beside a name, and in the access column. */
function signsOf({ help }: Messages): readonly Line[] {
  const { states, beside, marked, known, none, unknown, refused } = help.clusterSigns;
  const signs = [
    ['● ◐ ○ ✕', states],
    ['* ★', beside],
    ['› ✓', marked],
    ['pub prv', known],
    ['–', none],
    ['·', unknown],
    ['!', refused],
  ] as const;
  const lines = signs.map(([sign, text]): Line => [span(fitText(sign, 14), 'key'), span(text)]);
  return [[span(help.signs, 'strong')], ...lines];
}
