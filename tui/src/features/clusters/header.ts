import type { ContextEntry } from '@ackring/core/kubeconfig';
import { minuteMs, visible } from '@ackring/core/words';
import type { Messages } from '../../messages/messages.js';
import { durationText } from '../../messages/times.js';
import type { AppState } from '../../screen/app-state.js';
import { joined } from '../../screen/crumbs.js';
import {
  cutStart,
  cutText,
  type Line,
  lineWidth,
  type Span,
  span,
  widthOf,
} from '../../screen/drawing/line.js';
import type { Tone } from '../../screen/drawing/skins.js';
import { type Age, viewOf } from '../../screen/feature.js';
import { answeredRegions, regionCount } from '../../subjects/cluster/fleet.js';

/** The first line: the credentials in use, how much is seen and how fresh it is, and where kubectl leads. */
export function header(state: AppState, messages: Messages): Line {
  const right = rightPart(state, messages);
  const room = state.size.columns - lineWidth(right);
  const [profile, regions, clusters] = [
    profileText(state, messages),
    regionText(state, messages),
    clusterText(state, messages),
  ];
  const age = viewOf(state).age?.(state) ?? null;
  const looks = [[profile, regions, clusters], [profile, clusters], [profile], []].map((texts) =>
    leftPart(state, texts, age, messages),
  );
  const roomInAnHour = room - growth(state, age, messages);
  const left =
    looks.find((line) => lineWidth(line) < roomInAnHour) ?? leftPart(state, [profile], null, messages);
  return joined(left, right, state.size.columns, 'bar');
}

/** Without room for everything, freshness wins over completeness. */
function leftPart(state: AppState, texts: readonly string[], age: Age | null, messages: Messages): Line {
  const fresh = age === null ? '' : freshness(state, age, messages);
  const tone = age === null ? 'dim' : toneOf(state, age);
  return [
    span(' ackring', tone === 'dim' ? 'title' : tone, 'bar'),
    ...(state.isDemo ? [span(' '), span(' DEMO ', 'strong', 'selected')] : []),
    ...texts.filter((text) => text !== '').map((text) => span(`   ${text}`, 'text', 'bar')),
    ...(fresh === '' ? [] : [span(`   ${fresh}`, tone, 'bar')]),
  ];
}

/** The current context, which kubectl uses; and that nothing can be changed. */
function rightPart(state: AppState, { header }: Messages): readonly Span[] {
  const { kubeconfigs, readOnly, size } = state;
  const { inventory } = kubeconfigs;
  const mark = readOnly === null ? [] : [span(`   ${header.readOnly}`, 'warn', 'bar')];
  if (inventory === null) return [...mark, span(' ', 'dim', 'bar')];
  const name = inventory.currentContext;
  const room = Math.max(12, Math.floor(size.columns * 0.36) - lineWidth(mark));
  // kubectl reads none of the files where it cannot read one.
  const none = inventory.problems.length > 0 ? header.unknownContext : header.noContext;
  const missing = inventory.currentMissing ? header.missingContext : '';
  const left = room - 2 - widthOf(missing);
  const namespace = currentNamespace(inventory.entries);
  // It decides too where kubectl acts: the beginning of a long name counts for less.
  const whole = namespace === null ? '' : ` · ${cutText(visible(namespace), Math.floor(left / 2))}`;
  const suffix = left - widthOf(whole) < leastContext ? '' : whole;
  const context = name === null || name === '' ? none : cutStart(visible(name), left - widthOf(suffix));
  return [
    span('→ ', 'dim', 'bar'),
    span(context, name ? 'accent' : 'dim', 'bar'),
    span(suffix, 'dim', 'bar'),
    ...(missing === '' ? [] : [span(` ${missing}`, 'warn', 'bar')]),
    ...mark,
    span(' ', 'dim', 'bar'),
  ];
}

/** A name keeps so many columns. */
const leastContext = 9;

/** Sought once for a reading of the files: each frame has the header, and files may hold thousands of contexts. */
function currentNamespace(entries: readonly ContextEntry[]): string | null {
  const known = currentNamespaces.get(entries);
  if (known !== undefined) return known;
  const namespace = entries.find(({ current }) => current)?.namespace ?? null;
  currentNamespaces.set(entries, namespace);
  return namespace;
}

const currentNamespaces = new WeakMap<readonly ContextEntry[], string | null>();

function profileText(
  { profile, profileProblem, watched, size, fleet }: AppState,
  messages: Messages,
): string {
  const { header } = messages;
  if (profileProblem !== null) return header.noCredentials;
  if (watched.length > 1) {
    const names = cutText(watched.map((name) => visible(name ?? '')).join(' + '), 40);
    const accounts = new Set(watched.map((name) => fleet.accounts.get(name ?? '') ?? name)).size;
    return accounts === 1 ? names : messages.aside(header.accounts(accounts), names);
  }
  if (profile === null) return header.loading;
  const name = cutText(visible(profile.profile ?? header.origins[profile.kind]), 24);
  if (profile.accountId === null || size.columns < 80) return name;
  return messages.aside(name, shortId(visible(profile.accountId)));
}

/** `1234…5678`: enough to distinguish accounts, short enough to read. */
export function shortId(id: string): string {
  return id.length <= 9 ? id : `${id.slice(0, 4)}…${id.slice(-4)}`;
}

function regionText({ fleet }: AppState, { header }: Messages): string {
  return fleet.regions.size === 0 ? '' : header.regions(answeredRegions(fleet), regionCount(fleet));
}

function clusterText({ fleet }: AppState, { header }: Messages): string {
  return fleet.clusters.size === 0 ? '' : header.clusters(fleet.clusters.size);
}

/** Older data are worth a second look. */
const oldMs = 30 * 60_000;

function toneOf(
  { now }: AppState,
  { at, isStale = false, missing = 0, unread = 0, isRefused = false }: Age,
): Tone {
  if (isRefused) return 'bad';
  const isOld = at !== null && now.getTime() - at.getTime() > oldMs;
  return isStale || isOld || missing + unread > 0 ? 'warn' : 'dim';
}

function freshness(state: AppState, age: Age, messages: Messages): string {
  const { isAsking, missing = 0, unread = 0, isRefused = false } = age;
  const { header, crumbs } = messages;
  const parts = [
    isAsking ? header.scanning : '',
    isRefused && !isAsking ? header.refused : '',
    age.at === null ? '' : seen(age, Math.max(0, state.now.getTime() - age.at.getTime()), messages),
    missing > 0 ? crumbs.unanswered(missing) : '',
    unread > 0 ? crumbs.unread(unread) : '',
  ];
  const text = parts.filter((part) => part !== '').join(' · ');
  return text === '' ? '' : `⟳ ${text}`;
}

function seen(
  { isAsking, isFollowed = false, isStale = false, isRefused = false }: Age,
  ageMs: number,
  messages: Messages,
): string {
  const { header } = messages;
  const ago = durationText(ageMs, messages);
  if (isRefused || (isAsking && isStale)) return header.stale(ago);
  if (isAsking) return '';
  return isFollowed && ageMs < minuteMs ? header.justNow : header.fresh(ago);
}

/** How much the age may still grow: the text beside it must not come and go with its digits. */
function growth({ now }: AppState, age: Age | null, messages: Messages): number {
  if (age === null || age.at === null) return 0;
  const width = (ageMs: number): number => widthOf(seen(age, ageMs, messages));
  return Math.max(0, width(59 * minuteMs) - width(now.getTime() - age.at.getTime()));
}
