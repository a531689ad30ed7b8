import type { OrphanedEntry } from '@ackring/core/kubeconfig';
import { type Cluster, visible } from '@ackring/core/words';
import { identityLines } from '../features/access/identity-details.js';
import { activityItem } from '../features/activity/screen.js';
import { clusterTabLines, clusterTabs, tabLine } from '../features/clusters/details.js';
import { orphanOfRow } from '../features/contexts/screen.js';
import { outcomeLines, rotationDetails } from '../features/rotation/details.js';
import { type Messages, messagesIn } from '../messages/messages.js';
import { translateRecord } from '../messages/problems/translate.js';
import { localTime } from '../messages/times.js';
import type { AppState } from '../screen/app-state.js';
import { dialogWidth } from '../screen/drawing/box.js';
import { type Line, lineText, span, wrapText } from '../screen/drawing/line.js';
import { type Fact, factLines, problemFacts } from '../screen/fact-lines.js';
import type { Dialog, DialogView } from '../screen/feature.js';
import { isSameExcept } from '../screen/list-body.js';
import { readBox, readView } from '../screen/read.js';
import { homePath } from '../screen/reader.js';
import { withKeys } from '../screen/remedy.js';
import { type Step, step } from '../screen/step.js';
import { knownCluster } from '../subjects/cluster/detail-answers.js';
import { placeNamed } from '../subjects/cluster/rows.js';
import { changeLines } from '../subjects/context/change-lines.js';
import { passportLines, passportNote } from '../subjects/context/passport.js';
import { whatText } from '../subjects/journal/table.js';
import type { Details } from './details.js';

interface Contents {
  readonly title: string;
  readonly note: string;
  /** Stays while the rest scrolls. */
  readonly head: readonly Line[];
  readonly lines: readonly Line[];
  /** As high as its highest page: otherwise the tabs would move from under the mouse. */
  readonly least?: number;
}

/** The details of the selected row. */
export const detailsView: DialogView<Details> = {
  ...readView(linesOf),
  draw: detailsBox,
  turn: turnDetails,
};

/** Another of a cluster's pages, from its top. */
function turnDetails(state: AppState, details: Details, name: string): Step {
  const tab = clusterTabs.find((each) => each === name);
  return step(tab === undefined ? state : { ...state, overlay: { ...details, tab, top: 0 } });
}

function detailsBox(state: AppState, details: Details, messages: Messages, height: number): Dialog {
  const width = dialogWidth(state, 96);
  return readBox(
    { ...contents(state, details, width - 4, messages), width },
    details,
    messages.sought,
    height,
  );
}

function linesOf(state: AppState, details: Details): readonly string[] {
  const { lines } = contents(state, details, dialogWidth(state, 96) - 4, messagesIn(state.language));
  return lines.map(lineText);
}

function contents(state: AppState, details: Details, width: number, messages: Messages): Contents {
  const { subject } = details;
  const page = (title: string, lines: readonly Line[], note = ''): Contents => ({
    title,
    note,
    head: [],
    lines,
  });
  switch (subject.kind) {
    case 'region': {
      const scan = state.fleet.regions.get(subject.id);
      const facts = scan?.kind === 'failed' ? problemFacts(scan.error, messages, state) : [];
      return page(visible(placeNamed(subject.id)), factLines(facts, width));
    }
    case 'cluster': {
      const cluster = knownCluster(state, subject.id);
      if (cluster === undefined) return page('', []);
      const lines = clusterTabLines(state, cluster, details.tab, width, messages);
      const least = highestPage(state, cluster, width, messages);
      const head = [tabLine(details.tab, width, messages), []];
      return { title: visible(cluster.name), note: visible(cluster.region), head, lines, least };
    }
    case 'context': {
      const entry = state.kubeconfigs.entries.get(subject.id);
      if (entry === undefined) return page('', []);
      const lines = passportLines(state, entry, width, messages);
      return page(visible(entry.context), lines, passportNote(entry, messages));
    }
    case 'orphan': {
      const orphan = orphanOfRow(state, subject.id);
      if (orphan === null) return page('', []);
      return page(visible(orphan.name), factLines(orphanFacts(state, orphan, messages), width));
    }
    case 'identity': {
      const holding = state.holders.identities.get(subject.id);
      if (holding === undefined) return page('', []);
      return page(visible(holding.identity.name), identityLines(state, holding, width, messages));
    }
    case 'outcome': {
      const outcome = state.rotation.outcomes.get(subject.id);
      if (outcome === undefined) return page('', []);
      return page(
        visible(outcome.cluster.name),
        outcomeLines(state, outcome, width, messages),
        outcome.region,
      );
    }
    case 'rotation': {
      const { title, lines } = rotationDetails(state, subject, width, messages);
      return page(title, lines);
    }
    case 'activity':
      return page(messages.screens.activity, activityLines(state, subject.id, width, messages));
  }
}

function orphanFacts(state: AppState, orphan: OrphanedEntry, messages: Messages): readonly Fact[] {
  const { details, fetch, rows } = messages;
  const { file, kind, name } = orphan;
  return [
    [details.problem.message, messages.labelled(`${fetch[kind]} ${visible(name)}`, rows.orphan)],
    [details.context.file, visible(homePath(file, state.home))],
    [details.problem.remedy, rows.removeOrphan(state.settings.keys['prune'] ?? 'P')],
  ];
}

function activityLines(state: AppState, id: string, width: number, messages: Messages): readonly Line[] {
  const item = activityItem(state, id);
  if (item === null) return [];
  const { columns, details } = messages;
  if (item.kind === 'write') {
    const { at, file } = item.write;
    const facts: readonly Fact[] = [
      [columns.time, localTime(at, state.timeZone)],
      [columns.file, visible(homePath(file, state.home))],
    ];
    const head = wrapText(visible(translateRecord(messages, item.write)), width).map(
      (text): Line => [span(text)],
    );
    return [...head, [], ...factLines(facts, width), [], ...diffLines(state, item.write.id, width, messages)];
  }
  if (item.kind === 'change') {
    const { at, details: known = {} } = item.change;
    const facts: readonly Fact[] = [
      [columns.time, localTime(at, state.timeZone)],
      ...Object.entries(known)
        .filter(([, value]) => value !== null)
        .map(([name, value]): Fact => [visible(name), visible(String(value))]),
    ];
    const what = wrapText(visible(whatText(item, { messages })), width).map((line): Line => [span(line)]);
    return [...what, [], ...factLines(facts, width)];
  }
  const { at, told } = item.notice;
  const { text, remedy } = told(messages);
  const facts: Fact[] = [[columns.time, localTime(at, state.timeZone)]];
  if (remedy !== null) facts.push([details.problem.remedy, visible(withKeys(remedy, state))]);
  return [...wrapText(visible(text), width).map((line) => [span(line)]), [], ...factLines(facts, width)];
}

/** The lines of a cluster's highest page, in the state that it was looked for in. */
let highest: { readonly state: AppState; readonly of: string; readonly lines: number } | null = null;

/** Looked for again only if a page can be another: a key that scrolls or turns draws the one page that is shown. */
function highestPage(state: AppState, cluster: Cluster, width: number, messages: Messages): number {
  const of = `${cluster.id} ${width}`;
  const isKnown =
    highest?.of === of &&
    isSameExcept(highest.state, state, ['overlay', 'lastKeyAt', 'copied', 'click', 'notice', 'prompt']);
  if (highest !== null && isKnown) return highest.lines;
  const heights = clusterTabs.map((tab) => clusterTabLines(state, cluster, tab, width, messages).length);
  highest = { state, of, lines: Math.max(...heights) };
  return highest.lines;
}

/** What a write changed, entry by entry, without secrets. */
function diffLines(state: AppState, id: string, width: number, messages: Messages): readonly Line[] {
  const changes = state.writtenChanges.get(id);
  const { undo } = messages;
  if (changes === undefined) return [[span(undo.comparing, 'dim')]];
  if (changes === null) return wrapText(undo.unknown, width).map((text): Line => [span(text, 'dim')]);
  if (changes.length === 0) return [[span(undo.same, 'dim')]];
  return changes.flatMap((change) => changeLines(change, width, messages));
}
