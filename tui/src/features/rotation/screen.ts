import { visible } from '@ackring/core/words';
import type { Messages } from '../../messages/messages.js';
import { localDay } from '../../messages/times.js';
import type { AppState } from '../../screen/app-state.js';
import { type Line, lineWidth, span, widthOf } from '../../screen/drawing/line.js';
import type { Age, Feature, View } from '../../screen/feature.js';
import { screenKey } from '../../screen/tabs.js';
import { askedAgain } from '../../subjects/rotation/function-tasks.js';
import { noRotation } from '../../subjects/rotation/rotation.js';
import { askedFirst, askedWhenOld, rotate } from '../../subjects/rotation/tasks.js';
import { type MonthView, partsOfTab, type RotationTab, rotationTabs } from '../../subjects/rotation/views.js';
import { dismissalView } from './dismissal.js';
import { copiedName, historyView } from './history.js';
import { rotationKeys, rotationSortKeys, turnTo } from './keys.js';
import { calendarView, functionView, planView, rotationRows } from './tabs.js';

const views: Readonly<Record<RotationTab, (state: AppState, messages: Messages) => readonly Line[]>> = {
  plan: planView,
  function: functionView,
  runs: historyView,
  calendar: calendarView,
};

/** The Rotation screen: the plan and its run, and the deployed function with its results. */
export const rotationView: View = {
  rows: rotationRows,
  madeOf: ({ rotation }) => [
    rotation.tab,
    rotation.outcomes,
    rotation.function.value,
    rotation.function.problem,
    rotation.runs.value,
    rotation.calendar.value,
    rotation.log.value,
  ],
  body: rotationBody,
  linesAbove: () => 1,
  crumb: rotationText,
  age: rotationAge,
  turn: turnTo,
  tab: ({ rotation }, { deployed }) => deployed.tabs[rotation.tab],
  opens: (state) => {
    const { tab, running, report, problem, isOutdated } = state.rotation;
    if (tab !== 'plan') return askedFirst(state);
    const isSeen = report !== null && !(report.mode === 'plan' && isOutdated);
    return running !== null || isSeen || problem !== null ? [] : [rotate('plan')];
  },
  reloads: (state) => {
    const { tab, running } = state.rotation;
    if (tab !== 'plan') return askedAgain(state, partsOfTab[tab]);
    return running === null ? [rotate('plan')] : [];
  },
  // Views other than the plan have rows without a cluster.
  clusterOf: (_, row) => row.split('/')[0] ?? null,
  subjectOf: ({ rotation }, row) =>
    rotation.tab === 'plan' ? { kind: 'outcome', id: row } : { kind: 'rotation', tab: rotation.tab, id: row },
  nameOf: ({ rotation }, row) => (rotation.tab === 'runs' ? copiedName(row) : (row.split('/')[0] ?? row)),
};

/** The age of the open view: the plan's is that of its report, the others' that of their oldest part. */
function rotationAge({ rotation }: AppState): Age {
  const { tab, report, running, problem } = rotation;
  const [first] = partsOfTab[tab];
  if (first === undefined) {
    const at = report === null ? null : new Date(report.finishedAt);
    return { at, isAsking: running !== null, isStale: rotation.isOutdated, isRefused: problem !== null };
  }
  const { at, isAsking, value, problem: refusal } = rotation[first];
  // Repeated in the background, it still shows what it has.
  return {
    at: value === null ? null : at,
    isAsking: isAsking && value === null,
    isRefused: refusal !== null,
  };
}

function rotationBody(state: AppState, messages: Messages): readonly Line[] {
  const { tab } = state.rotation;
  const line = tabs(tab, messages);
  const room = state.size.columns - lineWidth(line);
  const said = whose(state, messages).find((text) => widthOf(text) + 4 <= room);
  const head = said === undefined ? line : [...line, span(`   ${said}`, 'dim')];
  return [head, ...views[tab](state, messages)];
}

/** Whose certificates the plan and the calendar renew, and what else is renewed elsewhere if there is room for it. */
function whose(state: AppState, messages: Messages): readonly string[] {
  const { tab, outcomes, calendar } = state.rotation;
  const { deployed, screens } = messages;
  if (tab !== 'plan' && tab !== 'calendar') return [];
  const names = renewed(tab === 'plan' ? outcomes : (calendar.value?.months ?? noMonths));
  const called = names.map((name) => (name === 'self' ? deployed.whose.self : visible(name)));
  const isOwn = names.every((name) => name === 'self');
  const said = isOwn ? deployed.whose.own : deployed.whose.of(called.join(', '));
  const contexts = `${screenKey(state, 'contexts')} ${screens.contexts}`;
  return [`${said} · ${deployed.whose.files(contexts)}`, said];
}

type Planned = AppState['rotation']['outcomes'] | ReadonlyMap<string, MonthView>;
const noMonths: ReadonlyMap<string, MonthView> = new Map();
const identities = new WeakMap<Planned, readonly string[]>();

/** Who is not only told of; looked for once in each answer, which may be about thousands. */
function renewed(planned: Planned): readonly string[] {
  const known = identities.get(planned);
  if (known !== undefined) return known;
  const found = new Set<string>();
  for (const each of planned.values()) {
    for (const { identity, decision } of 'events' in each ? each.events : [each])
      if (decision.kind !== 'notify') found.add(identity);
  }
  const names = [...found].sort();
  identities.set(planned, names);
  return names;
}

/** The open one is in brackets, which need no colour. */
function tabs(open: RotationTab, { deployed }: Messages): Line {
  return [
    span('  '),
    ...rotationTabs.map((tab) =>
      tab === open
        ? span(`[${deployed.tabs[tab]}]`, 'strong', 'field')
        : { ...span(` ${deployed.tabs[tab]} `, 'dim'), hit: { kind: 'tab' as const, tab } },
    ),
  ];
}

function rotationText(state: AppState, messages: Messages): string {
  const { rotation, settings } = state;
  if (rotation.isInvoking) return messages.deployed.invoking(visible(settings.function));
  return rotation.tab === 'plan' ? planText(state, messages) : viewText(state, messages);
}

function planText({ rotation }: AppState, { rotation: words }: Messages): string {
  if (rotation.running === 'plan') return words.planning;
  if (rotation.running === 'apply') return words.running(rotation.done, rotation.work);
  if (rotation.report === null) return '–';
  const { mode, counts } = rotation.report;
  if (mode === 'apply') return words.ran(counts);
  return rotation.noSink !== null ? `${words.planned(counts)} · ${words.noSink}` : words.planned(counts);
}

/** The text of the other views: what they show, or that it is being requested. */
function viewText({ rotation, settings, timeZone }: AppState, { deployed }: Messages): string {
  const { crumbs: words, asking } = deployed;
  switch (rotation.tab) {
    case 'runs': {
      const { runs, log } = rotation;
      const kept = runs.value === null ? [] : [words.runs(runs.value.runs.length)];
      const lines = log.value === null ? [] : [words.log(log.value.lines.length, log.value.isComplete)];
      const shown = [...kept, ...lines].join(' · ') || asking;
      return `${shown} · ${visible(settings.function)}`;
    }
    case 'calendar': {
      const { value } = rotation.calendar;
      if (value === null) return asking;
      return words.calendar(localDay(value.from, timeZone), localDay(value.until, timeZone), value.renewals);
    }
    case 'function':
    case 'plan':
      return visible(settings.function);
  }
}

export const rotation = {
  initial: { rotation: noRotation },
  views: { rotation: rotationView },
  dialogs: { dismissal: dismissalView },
  keys: rotationKeys,
  sortKeys: rotationSortKeys,
  due: [askedWhenOld],
} satisfies Feature;
