import { compareRows } from '@ackring/core/access';
import { successMark } from '@ackring/core/claims';
import {
  type Access,
  AckringError,
  type Cluster,
  clusterEdition,
  clusterKind,
  visible,
} from '@ackring/core/words';
import { type Messages, wordOf } from '../../messages/messages.js';
import { translateVerdict } from '../../messages/problems/translate.js';
import { localTime } from '../../messages/times.js';
import type { AppState } from '../../screen/app-state.js';
import type { ActionId } from '../../screen/binding.js';
import {
  cutMiddle,
  fitText,
  type Line,
  lineWidth,
  type Span,
  span,
  widthOf,
  wrapText,
} from '../../screen/drawing/line.js';
import { type Fact, factLines, problemFacts } from '../../screen/fact-lines.js';
import { lifeCell } from '../../screen/life.js';
import { detailOf } from '../../subjects/cluster/detail-answers.js';
import { type Answer, contextsOf } from '../../subjects/context/kubeconfigs.js';
import { passportLines } from '../../subjects/context/passport.js';
import { contextId } from '../../subjects/context/table.js';
import { pairsOfCluster } from '../../subjects/holding/access.js';
import { accessSurroundings } from '../../subjects/holding/rows.js';
import { pairLines, rolesNote } from '../../subjects/holding/table.js';
import { type ActivityItem, activityItems, timeOf, whatText } from '../../subjects/journal/table.js';
import { migrationNote } from '../../subjects/migration/records.js';
import { rightsNote } from '../../subjects/right/rights.js';
import { rulesNote } from '../../subjects/rule/verdicts.js';
import { tokenSurroundings, tokensNote } from '../../subjects/token/readiness.js';

/** One tab of a cluster's details. */
export function clusterTabLines(
  state: AppState,
  cluster: Cluster,
  tab: ClusterTab,
  width: number,
  messages: Messages,
): readonly Line[] {
  switch (tab) {
    case 'overview':
      return [
        ...factLines(overviewFacts(state, cluster, messages), width),
        ...held(state, cluster, messages),
      ];
    case 'connection':
      return connectionLines(state, cluster, width, messages);
    case 'identities':
      return identityLines(state, cluster, width, messages);
    case 'certificates':
      return certificateLines(state, cluster, width, messages);
    case 'events':
      return eventLines(state, cluster, width, messages);
  }
}

/** The row of tabs, the open one highlighted; close together if they would not fit otherwise. */
export function tabLine(open: ClusterTab, width: number, { tabs }: Messages): Line {
  const line = (pad: string): Line =>
    clusterTabs.flatMap((tab, index) => {
      const gap = index === 0 ? [] : [span(' ')];
      const isOpen = tab === open;
      return [
        ...gap,
        isOpen ? span(`[${tabs[tab]}]`, 'strong', 'field') : tabSpan(tab, `${pad}${tabs[tab]}${pad}`),
      ];
    });
  const wide = line(' ');
  return lineWidth(wide) > width ? line('') : wide;
}

function tabSpan(tab: ClusterTab, text: string): Span {
  return { ...span(text, 'dim'), hit: { kind: 'tab', tab } };
}

function overviewFacts(state: AppState, cluster: Cluster, messages: Messages): readonly Fact[] {
  const labels = messages.details.cluster;
  const detail = detailOf(state, cluster);
  const tags = Object.entries(cluster.tags).map(([key, value]) => `${key}=${value}`);
  return [
    [labels.id, visible(cluster.id)],
    [labels.region, visible(cluster.region)],
    [labels.kind, kindWords(cluster, messages).join(' · ')],
    [labels.version, visible(cluster.version)],
    [labels.state, visible(wordOf(messages.clusterStates, cluster.state))],
    [labels.created, cluster.created === null ? labels.none : localTime(cluster.created, state.timeZone)],
    [labels.tags, tags.length === 0 ? labels.none : visible(tags.join('  '))],
    ...(detail instanceof AckringError ? problemFacts(detail, messages, state) : []),
  ];
}

function kindWords(cluster: Cluster, messages: Messages): readonly string[] {
  const words = [messages.kinds[clusterKind(cluster)], clusterEdition(cluster) ?? '', visible(cluster.spec)];
  return words.filter(Boolean);
}

/** The cluster's contexts, each with its life bar. */
function held(state: AppState, cluster: Cluster, messages: Messages): readonly Line[] {
  const entries = contextsOf(state.kubeconfigs, cluster);
  const labels = messages.details.cluster;
  const lives = entries.map((entry) => [
    span('  '),
    ...lifeCell(entry, state.now, 34, messages),
    span(`  ${visible(entry.context)}`),
  ]);
  return [
    [],
    [span(labels.kubeconfigs, 'strong')],
    ...(lives.length === 0 ? [[span(`  ${labels.none}`, 'dim')]] : lives),
  ];
}

function connectionLines(
  state: AppState,
  cluster: Cluster,
  width: number,
  messages: Messages,
): readonly Line[] {
  const { connection, details } = messages;
  const labels = details.cluster;
  const detail = detailOf(state, cluster);
  const facts: Fact[] = [
    ...endpointFacts(cluster, 'public', detail, messages),
    ...endpointFacts(cluster, 'private', detail, messages),
  ];
  const skew = kubectlSkew(reportedVersion(state, cluster) ?? cluster.version);
  if (skew !== null) facts.push([connection.kubectl, connection.skew(...skew)]);
  if (detail === null) facts.push([connection.sans, [span(connection.asking, 'dim')]]);
  else if (detail instanceof AckringError) facts.push(...problemFacts(detail, messages, state));
  else facts.push([connection.sans, visible(detail.extraSans.join(', ')) || labels.none]);
  const contexts = contextsOf(state.kubeconfigs, cluster).map((entry) => {
    const answer = state.kubeconfigs.answers.get(contextId(entry));
    return { name: visible(entry.context), said: answerSpan(answer, messages) };
  });
  const lines = answerLines(contexts, width);
  const title: Line = [span(connection.contexts, 'strong')];
  return [...factLines(facts, width), ...(contexts.length === 0 ? [] : [[], title, ...lines])];
}

function answerSpan(answer: Answer | undefined, messages: Messages): Span {
  const { details, answers } = messages;
  if (answer === undefined) return span(`· ${details.context.notAsked}`, 'dim');
  if (answer === 'asking') return span(answers.asking, 'dim');
  const mark = successMark(answer.claim);
  return mark === null
    ? span(`✕ ${visible(translateVerdict(answer, messages).message)}`, 'bad')
    : span(`${mark} ${answers.ok(Math.round(answer.latencyMs ?? 0))}`, 'good');
}

/** A name keeps so many columns beside what is said of it. */
const leastName = 24;

/** Names in a column, cut for what is said beside them; what has no room there stands below, whole. */
function answerLines(
  contexts: readonly { readonly name: string; readonly said: Span }[],
  width: number,
): readonly Line[] {
  const isShort = ({ said }: { readonly said: Span }): boolean => widthOf(said.text) + leastName + 4 <= width;
  const widest = Math.max(0, ...contexts.filter(isShort).map(({ said }) => widthOf(said.text)));
  const room = Math.min(44, Math.max(...contexts.map(({ name }) => widthOf(name))), width - 4 - widest);
  return contexts.flatMap(({ name, said }): readonly Line[] => {
    const shown = span(`  ${fitText(cutMiddle(name, room), room)}  `);
    if (isShort({ said })) return [[shown, said]];
    const below = wrapText(said.text, width - 4).map((text): Line => [span(`    ${text}`, said.tone)]);
    return [[span(`  ${cutMiddle(name, width - 2)}`)], ...below];
  });
}

/** One endpoint per line; unknown is not none. */
function endpointFacts(
  { endpoints }: Cluster,
  access: Access,
  detail: ReturnType<typeof detailOf>,
  { connection, details }: Messages,
): readonly Fact[] {
  const label = details.cluster[access];
  if (endpoints === null) {
    const text = detail instanceof AckringError ? connection.unknown : connection.asking;
    return [[label, [span(text, 'dim')]]];
  }
  if (endpoints[access].length === 0) return [[label, details.cluster.none]];
  return endpoints[access].map((endpoint, index) => [index === 0 ? label : '', visible(endpoint)]);
}

/** The API server's own version, if a context of the cluster has seen it. */
function reportedVersion({ kubeconfigs }: AppState, cluster: Cluster): string | null {
  const answers = contextsOf(kubeconfigs, cluster).map((entry) => kubeconfigs.answers.get(contextId(entry)));
  return (
    answers.flatMap((answer) => (typeof answer === 'object' ? (answer.serverVersion ?? []) : [])).at(0) ??
    null
  );
}

/** kubectl supports clusters within one minor version. */
function kubectlSkew(version: string): readonly [from: string, to: string] | null {
  const match = /^v?(\d+)\.(\d+)/.exec(version);
  if (match === null) return null;
  const [major, minor] = [match[1] ?? '', Number(match[2])];
  return [`${major}.${minor - 1}`, `${major}.${minor + 1}`];
}

function identityLines(
  state: AppState,
  cluster: Cluster,
  width: number,
  messages: Messages,
): readonly Line[] {
  if (cluster.account?.isTwin) return [[span(messages.connection.twin, 'dim')]];
  const answer = state.holders.answers.get(cluster.id);
  const error = state.holders.unanswered.get(cluster.id);
  const problem = error === undefined ? [] : factLines(problemFacts(error, messages, state), width);
  if (answer === undefined)
    return error === undefined ? [[span(messages.connection.asking, 'dim')]] : problem;
  if (answer.states.length === 0)
    return [
      ...problem,
      ...wrapText(messages.details.cluster.noHolders, width).map((line) => [span(line, 'dim')]),
    ];
  const rows = pairsOfCluster(state, cluster.id).toSorted(compareRows);
  const known = { ...accessSurroundings(state), ...tokenSurroundings(state) };
  const acts = messages.removal.acts(keyOf(state, 'clean', 'X'), keyOf(state, 'revoke', 'R'));
  return [
    ...problem,
    ...pairLines(rows, {
      of: 'cluster',
      width,
      known,
      reader: { ...state, messages },
    }),
    ...rolesNote(rows, width, messages),
    ...rulesNote(rows, state, width, messages),
    ...tokensNote(rows, known, width, { ...state, messages }),
    ...rightsNote(rows, state.rights, width, { ...state, messages }),
    ...migrationNote(rows, state.migrations, width, { ...state, messages }),
    ...(state.readOnly === null ? [[], [span(acts, 'faint')]] : []),
  ];
}

function keyOf({ settings }: AppState, action: ActionId, builtIn: string): string {
  return settings.keys[action] ?? builtIn;
}

function certificateLines(
  state: AppState,
  cluster: Cluster,
  width: number,
  messages: Messages,
): readonly Line[] {
  const entries = contextsOf(state.kubeconfigs, cluster);
  if (entries.length === 0)
    return wrapText(messages.reasons.noContext, width).map((text): Line => [span(text, 'dim')]);
  return entries.flatMap((entry, index) => [
    ...(index === 0 ? [] : [[] as Line]),
    [span(visible(entry.context), 'strong')],
    ...passportLines(state, entry, width, messages),
  ]);
}

/** Activity of ackring about this cluster, told as in Activity: matched by its name, or by the id in its record. */
function eventLines(state: AppState, cluster: Cluster, width: number, messages: Messages): readonly Line[] {
  const events = activityItems(state)
    .filter((item) => isAbout(item, cluster, whatText(item, { messages })))
    .toSorted((a, b) => timeOf(b).getTime() - timeOf(a).getTime());
  if (events.length === 0)
    return wrapText(messages.events.none, width).map((text): Line => [span(text, 'dim')]);
  return events.flatMap((item) => {
    const at = `${localTime(timeOf(item), state.timeZone).slice(0, 16)}  `;
    return wrapText(visible(whatText(item, { messages })), width - at.length).map(
      (text, index): Line => [span(index === 0 ? at : ' '.repeat(at.length), 'dim'), span(text)],
    );
  });
}

function isAbout(item: ActivityItem, { id, name }: Cluster, text: string): boolean {
  const isNamed = text.includes(name) || text.includes(id);
  return isNamed || (item.kind === 'change' && item.change.details?.clusterId === id);
}

/** The pages of a cluster's details, in the order of their tabs. */
export const clusterTabs = ['overview', 'connection', 'identities', 'certificates', 'events'] as const;
export type ClusterTab = (typeof clusterTabs)[number];
