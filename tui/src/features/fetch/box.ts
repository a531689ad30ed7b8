import type { AcquireChange, AcquirePlan } from '@ackring/core/fetch';
import {
  type Access,
  type AccessChoice,
  AckringError,
  type Cluster,
  clusterKey,
  preferredEndpoint,
  resolveAccess,
  visible,
} from '@ackring/core/words';
import type { Messages } from '../../messages/messages.js';
import { translate, translateProblem } from '../../messages/problems/translate.js';
import { localTime, minutesLabel } from '../../messages/times.js';
import type { AppState } from '../../screen/app-state.js';
import { box, dialogWidth, rule } from '../../screen/drawing/box.js';
import { fieldCursor, fieldSpans } from '../../screen/drawing/field.js';
import {
  type Choice,
  cutMiddle,
  fitText,
  type Line,
  lineWidth,
  type Span,
  span,
  widthOf,
  withHit,
  wrapText,
} from '../../screen/drawing/line.js';
import { bodyHeight } from '../../screen/empty-body.js';
import type { Dialog, DialogView } from '../../screen/feature.js';
import { homePath } from '../../screen/reader.js';
import { shownProblem } from '../../screen/remedy.js';
import { type Step, step } from '../../screen/step.js';
import { edited, type Input } from '../../screen/text-field.js';
import { durationPresets } from '../../shell/duration.js';
import {
  chosenAt,
  type FetchDialog,
  type FetchField,
  fetchTypes,
  reachableFields,
  shownPlan,
  typedField,
} from './dialog.js';
import { clustersWithRow, replan } from './plan.js';
import { currentText } from './plan-text.js';

export const fetchDialogView: DialogView<FetchDialog> = {
  draw: fetchBox,
  types: typeIntoFetch,
  isTyping: (dialog) => typedField(dialog) !== null,
  isWorking: ({ step }) => step !== null,
  choose: (state, dialog, choice) =>
    dialog.step === null ? replan({ ...state, overlay: chosenAt(dialog, choice) }) : step(state),
};

function typeIntoFetch(state: AppState, dialog: FetchDialog, input: Input): Step | null {
  const name = typedField(dialog);
  if (name === null || dialog.step !== null) return null;
  // At the start of the typed duration, Left returns to the presets.
  if (name === 'custom' && 'key' in input && input.key === 'left' && dialog.custom.cursor === 0) return null;
  const field = edited(dialog[name], input);
  return field === null ? null : replan({ ...state, overlay: { ...dialog, [name]: field } });
}

/** The fetch dialog: the choices above, the exact change below. */
function fetchBox(state: AppState, dialog: FetchDialog, messages: Messages): Dialog {
  const width = dialogWidth(state, 100);
  const inner = width - 4;
  const form = new Map<FetchField, Line>([
    ['type', typeLine(dialog, inner, messages)],
    ['duration', durationLine(state, dialog, inner, messages)],
    ['access', accessLine(dialog, inner, messages)],
    ['file', textLine(state, dialog, 'file', inner, messages)],
    ['context', textLine(state, dialog, 'context', inner, messages)],
  ]);
  const reachable = reachableFields(dialog);
  const fields = [...form.entries()].filter(([field]) => reachable.includes(field));
  const below = preview(state, dialog, inner, messages);
  // The frame matters more than the blank line inside it.
  const hasRoom = fields.length + below.length + 3 <= bodyHeight(state);
  const lines = [...fields.map(([, line]) => line), ...(hasRoom ? [rule(inner)] : []), ...below];
  const { fetch } = messages;
  const count = dialog.others.length + 1;
  const title = count === 1 ? fetch.title(visible(dialog.cluster.name)) : fetch.titleMany(count);
  return { lines: box(title, lines, width), cursor: cursorIn(dialog, fields, inner, messages) };
}

function labelWidth({ fetch }: Messages): number {
  const labels = [fetch.type, fetch.duration, fetch.access, fetch.file, fetch.context];
  return Math.max(...labels.map(widthOf)) + 4;
}

function label(dialog: FetchDialog, field: FetchField, messages: Messages): Line {
  const isFocused = dialog.focus === field && dialog.step === null;
  const text = fitText(messages.fetch[field], labelWidth(messages) - 2);
  return [span(isFocused ? '› ' : '  ', 'accent'), span(text, isFocused ? 'strong' : 'dim')];
}

/** What can be clicked: a value of a field, or the field. */
function choice(part: FetchField, at = 0): Choice {
  return { kind: 'choice', part, at };
}

function radio(text: string, isOn: boolean, { isPossible = true, gap = '   ' } = {}): Line {
  const tone = isOn ? 'strong' : isPossible ? 'text' : 'disabled';
  return [span(isOn ? '◉ ' : '○ ', isOn ? 'accent' : tone), span(`${text}${gap}`, tone)];
}

/** Close together if they would not fit otherwise. */
function typeLine(dialog: FetchDialog, width: number, messages: Messages): Line {
  const line = (gap: string): Line => [
    ...label(dialog, 'type', messages),
    ...fetchTypes.flatMap((type, at) =>
      withHit(radio(messages.fetch[type], dialog.type === type, { gap }), choice('type', at)),
    ),
  ];
  const wide = line('   ');
  return lineWidth(wide) - 3 > width ? line(' ') : wide;
}

const customWidth = 6;

function durationLine(state: AppState, dialog: FetchDialog, width: number, messages: Messages): Line {
  const look = {
    width: customWidth,
    isFocused: typedField(dialog) === 'custom',
    placeholder: messages.fetch.custom,
  };
  const line: Line = [
    ...label(dialog, 'duration', messages),
    ...presets(dialog, width, messages),
    ...withHit(fieldSpans(dialog.custom, look), choice('duration', durationPresets.length)),
  ];
  const plan = shownPlan(dialog);
  if (plan === null || plan.expectedNotAfter === null) return line;
  const ends = messages.fetch.ends(localTime(plan.expectedNotAfter, state.timeZone));
  const room = width - lineWidth(line);
  return widthOf(ends) + 2 > room ? line : [...line, span(fitText(ends, room, 'right'), 'dim')];
}

/** As far apart as they fit, the field for another one behind them. */
function presets(dialog: FetchDialog, width: number, messages: Messages): Line {
  const texts = durationPresets.map((minutes) => minutesLabel(minutes, messages));
  const line = (gap: string): Line =>
    texts.flatMap((text, at) =>
      withHit(
        [dialog.preset === at ? span(`[${text}]${gap}`, 'strong') : span(` ${text} ${gap}`, 'text')],
        choice('duration', at),
      ),
    );
  const room = width - labelWidth(messages) - customWidth;
  return [line(' '), line('')].find((each) => lineWidth(each) <= room) ?? tightPresets(dialog, texts);
}

/** Without blanks inside of them. */
function tightPresets(dialog: FetchDialog, texts: readonly string[]): Line {
  const line = texts.flatMap((text, at) => {
    const tight = text.replaceAll(' ', '');
    return withHit(
      [dialog.preset === at ? span(`[${tight}]`, 'strong') : span(` ${tight}`, 'text')],
      choice('duration', at),
    );
  });
  return [...line, span(' ')];
}

function accessLine(dialog: FetchDialog, width: number, messages: Messages): Line {
  const { endpoints } = dialog.cluster;
  const { fetch } = messages;
  if (dialog.others.length > 0) {
    const isPrivate = dialog.access === 'private';
    return [
      ...label(dialog, 'access', messages),
      ...withHit(radio(fetch.publicWhere, !isPrivate), choice('access', 0)),
      ...withHit(radio(fetch.privateWhere, isPrivate), choice('access', 1)),
    ];
  }
  if (endpoints === null) {
    const { asking, unknown } = messages.connection;
    return [...label(dialog, 'access', messages), span(dialog.detail === 'asking' ? asking : unknown, 'dim')];
  }
  const [first = '', ...others] = endpoints.public;
  const address = `${visible(hostOf(first))}${others.length === 0 ? '' : ` +${others.length}`}`;
  const line = (publicText: string, privateText: string): Line => [
    ...label(dialog, 'access', messages),
    ...(endpoints.public.length === 0
      ? radio(fetch.noPublic, false, { isPossible: false })
      : withHit(radio(publicText, dialog.access === 'public'), choice('access', 0))),
    ...(endpoints.private.length === 0
      ? radio(fetch.noPrivate, false, { isPossible: false })
      : withHit(radio(privateText, dialog.access === 'private'), choice('access', 1))),
  ];
  const whole = line(fetch.public(address), fetch.private);
  // The change below shows the address too.
  return lineWidth(whole) - 3 > width ? line(messages.access.public, messages.access.private) : whole;
}

function hostOf(server: string): string {
  return server.replace(/^https?:\/\//, '').replace(/:\d+$/, '');
}

function textLine(
  state: AppState,
  dialog: FetchDialog,
  field: 'file' | 'context',
  inner: number,
  messages: Messages,
): Line {
  const plan = shownPlan(dialog);
  const unplanned = dialog.preview.kind === 'refused' ? messages.connection.unknown : '';
  const planned = field === 'file' ? homePath(plan?.file ?? '', state.home) : plan?.context;
  const typed = fieldSpans(dialog[field], {
    width: textWidth(inner, messages),
    isFocused: dialog.focus === field,
    placeholder: visible(planned || unplanned),
  });
  return withHit([...label(dialog, field, messages), ...typed], choice(field));
}

function textWidth(inner: number, messages: Messages): number {
  return Math.min(64, inner - labelWidth(messages));
}

function preview(state: AppState, dialog: FetchDialog, width: number, messages: Messages): readonly Line[] {
  const { preview } = dialog;
  const { fetch, reasons } = messages;
  if (dialog.step !== null) return [[span(`⟳ ${fetch.steps[dialog.step]}`, 'accent')]];
  if (preview.kind === 'incomplete') {
    return [[span(`! ${preview.reason === 'duration' ? reasons.badDuration : reasons.noEndpoint}`, 'warn')]];
  }
  if (preview.kind === 'refused') {
    const { message, remedy } = shownProblem(preview.error, messages, state);
    const told = (text: string, tone: 'bad' | 'dim'): readonly Line[] =>
      wrapText(text, width - 2).map((line, at) => [
        span(at === 0 && tone === 'bad' ? '✕ ' : '  ', tone),
        span(line, tone),
      ]);
    return [...told(message, 'bad'), ...told(remedy, 'dim')];
  }
  const plan = shownPlan(dialog);
  const alone = plan === null ? [[span(fetch.planning, 'dim')]] : planLines(plan, width, messages);
  const lines = dialog.others.length > 0 ? rowsOfMany(state, dialog, width, messages) : alone;
  if (dialog.leftOut.length === 0) return lines;
  return [...lines, [span(fitText(`  ${leftOutText(dialog.leftOut, width - 2, messages)}`, width), 'warn')]];
}

/** Names lose their middles, as far as that is needed, rather than the last its reason. */
function leftOutText(leftOut: FetchDialog['leftOut'], width: number, { fetch }: Messages): string {
  const said = (longest: number): string => {
    const names = leftOut.map(({ name, why }) => `${cutMiddle(name, longest)} (${why})`);
    return fetch.leftOut(leftOut.length, names.join(', '));
  };
  let longest = Math.max(...leftOut.map(({ name }) => widthOf(name)));
  while (longest > 8 && widthOf(said(longest)) > width) longest -= 1;
  return said(longest);
}

/** A row for each: the context that is written, anew or over one that is there, and the endpoint that it gets. */
function rowsOfMany(
  state: AppState,
  dialog: FetchDialog,
  width: number,
  messages: Messages,
): readonly Line[] {
  const clusters = clustersWithRow(state, dialog);
  const others = [dialog.cluster, ...dialog.others].slice(clusters.length);
  const plans = others.map((each) => dialog.rowPlans.get(clusterKey(each)));
  const more = messages.fetch.more(others.length, {
    replaced: plans.filter((plan) => changeOf(plan) === 'update').length,
    isWhole: plans.every((plan) => plan !== undefined && !(plan instanceof AckringError)),
  });
  const nameWidth = Math.min(52, Math.floor(width / 2));
  const rows = clusters.map((cluster): Line => {
    const plan = dialog.rowPlans.get(clusterKey(cluster)) ?? null;
    const { sign, name, change } = rowOfOne(cluster, plan, dialog, messages);
    const fitted = fitText(cutMiddle(visible(name), nameWidth), nameWidth + 2);
    return [sign, span(fitted), span(change, plan instanceof AckringError ? 'bad' : 'dim')];
  });
  return others.length > 0 ? [...rows, [span(`  ${more}`, 'text')]] : rows;
}

function rowOfOne(
  cluster: Cluster,
  plan: AcquirePlan | AckringError | null,
  dialog: FetchDialog,
  messages: Messages,
) {
  const place = `${cluster.name} (${cluster.region})`;
  if (plan === null) {
    const change = endpointText(cluster, dialog.access ?? 'auto', messages);
    return { sign: span('· ', 'faint'), name: place, change };
  }
  if (plan instanceof AckringError) {
    return {
      sign: span('✕ ', 'bad'),
      name: place,
      change: visible(translateProblem(plan, messages).message),
    };
  }
  const { context, access, server } = plan;
  return {
    sign: signOf(changeOf(plan)),
    name: context.includes(cluster.name) ? context : `${context} (${cluster.name})`,
    change: endpointOf(access, server, messages),
  };
}

/** Over an entry that is there, if any of it is. */
function changeOf(plan: AcquirePlan | AckringError | undefined): AcquireChange['change'] {
  if (plan === undefined || plan instanceof AckringError) return 'none';
  const kinds = new Set(plan.changes.map(({ change }) => change));
  return kinds.has('update') || kinds.has('unknown') ? 'update' : kinds.has('add') ? 'add' : 'none';
}

function endpointText({ endpoints }: Cluster, wished: AccessChoice, messages: Messages): string {
  if (endpoints === null) return messages.fetch.askedFirst;
  const taken = resolveAccess(endpoints, wished) ?? resolveAccess(endpoints, 'auto');
  if (taken === null) return messages.fetch.noneToReach;
  return endpointOf(taken, preferredEndpoint(endpoints, taken) ?? '', messages);
}

/** The addresses of several begin below each other. */
function endpointOf(taken: Access, server: string, { access }: Messages): string {
  const widest = Math.max(widthOf(access.public), widthOf(access.private));
  return `${fitText(access[taken], widest)}  ${visible(server)}`;
}

function planLines(plan: AcquirePlan, width: number, messages: Messages): readonly Line[] {
  const { fetch } = messages;
  const entries = plan.changes.filter(({ path }) => path.includes('/'));
  const current = currentText(plan.currentContext, messages);
  const others = plan.untouchedContexts === 0 ? [] : [fetch.untouched(plan.untouchedContexts)];
  const both = [...others, current].join(' · ');
  return [
    ...entries.map((change) => changeLine(plan, change, width, messages)),
    [span(`  ${widthOf(both) + 2 > width ? current : both}`, 'dim')],
  ];
}

const changeSigns = { add: '+', update: '~', unknown: '?', none: '=' } as const;
const changeTones = { add: 'good', update: 'warn', unknown: 'dim', none: 'dim' } as const;

function changeLine(plan: AcquirePlan, change: AcquireChange, width: number, messages: Messages): Line {
  const { fetch } = messages;
  const [section = '', ...rest] = change.path.split('/');
  const words: Readonly<Record<string, string>> = {
    clusters: fetch.cluster,
    users: fetch.user,
    contexts: fetch.contextEntry,
  };
  const wordWidth = Math.max(...Object.values(words).map(widthOf)) + 2;
  const nameWidth = Math.min(40, Math.floor((width - wordWidth) / 2));
  return [
    signOf(change.change),
    span(fitText(words[section] ?? section, wordWidth), 'dim'),
    span(fitText(cutMiddle(visible(rest.join('/')), nameWidth), nameWidth + 2)),
    span(changeText(plan, section, change, messages), 'dim'),
  ];
}

function signOf(change: AcquireChange['change']): Span {
  return span(`${changeSigns[change]} `, changeTones[change]);
}

/** What is new in an entry: in the reader's language if all of it is new, else as in the plan. */
function changeText(
  { server, request }: AcquirePlan,
  section: string,
  { change, detail }: AcquireChange,
  messages: Messages,
): string {
  if (change === 'unknown') return messages.fetch.mayStay;
  if (change === 'update' && section !== 'users') return translate(messages, detail);
  if (change === 'none' || section === 'contexts') return '';
  if (section === 'clusters') return visible(server);
  const { durationMinutes, plugIn } = request;
  const { fetch } = messages;
  if (plugIn === 'token') return fetch.tokenUser;
  return fetch.certificate(
    durationMinutes === null ? fetch.longTerm : minutesLabel(durationMinutes, messages),
  );
}

function cursorIn(
  dialog: FetchDialog,
  fields: readonly (readonly [FetchField, Line])[],
  inner: number,
  messages: Messages,
): { x: number; y: number } | null {
  const typed = typedField(dialog);
  if (typed === null || dialog.step !== null) return null;
  const y = fields.findIndex(([field]) => field === dialog.focus) + 1;
  const before = 2 + labelWidth(messages);
  if (typed !== 'custom') return { x: before + fieldCursor(dialog[typed], textWidth(inner, messages)), y };
  const presetsWidth = lineWidth(presets(dialog, inner, messages));
  return { x: before + presetsWidth + fieldCursor(dialog.custom, customWidth), y };
}
