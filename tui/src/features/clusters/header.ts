import { visible } from '@ackring/core/words';
import type { Messages } from '../../messages/messages.js';
import type { AppState } from '../../screen/app-state.js';
import { joined } from '../../screen/crumbs.js';
import { cutText, type Line, lineWidth, span, widthOf } from '../../screen/drawing/line.js';
import { durationText } from '../../screen/drawing/times.js';
import { answeredRegions } from './fleet.js';

/** The first line: the credentials in use, how much is seen and how fresh it is. */
export function header(state: AppState, messages: Messages): Line {
  const right = state.readOnly === null ? [] : [span(`${messages.header.readOnly} `, 'warn', 'bar')];
  const room = state.size.columns - lineWidth(right);
  const [profile, regions, clusters] = [
    profileText(state, messages),
    regionText(state, messages),
    clusterText(state, messages),
  ];
  const shortest = leftPart([profile], freshness(state, messages));
  const longer = [
    [profile, regions, clusters],
    [profile, clusters],
  ].map((texts) => leftPart(texts, freshness(state, messages)));
  const roomInAnHour = room - growth(state, messages);
  const left = longer.find((line) => lineWidth(line) <= roomInAnHour) ?? shortest;
  return joined(left, right, state.size.columns, 'bar');
}

/** Without room for everything, freshness wins over completeness. */
function leftPart(texts: readonly string[], fresh: string): Line {
  return [
    span(' ackring', 'title', 'bar'),
    ...texts.filter((text) => text !== '').map((text) => span(`   ${text}`, 'text', 'bar')),
    span(`   ${fresh}`, 'dim', 'bar'),
  ];
}

function profileText({ profile, profileProblem, watched, size }: AppState, { header }: Messages): string {
  if (profileProblem !== null) return header.noCredentials;
  if (watched.length > 1) return cutText(watched.map((name) => visible(name ?? '')).join(' + '), 40);
  if (profile === null) return header.loading;
  const name = cutText(visible(profile.profile ?? header.origins[profile.kind]), 24);
  if (profile.accountId === null || size.columns < 80) return name;
  return `${name} (${shortId(visible(profile.accountId))})`;
}

/** `1234…5678`: enough to distinguish accounts, short enough to read. */
export function shortId(id: string): string {
  return id.length <= 9 ? id : `${id.slice(0, 4)}…${id.slice(-4)}`;
}

function regionText({ fleet }: AppState, { header }: Messages): string {
  return fleet.regions.size === 0 ? '' : header.regions(answeredRegions(fleet), fleet.regions.size);
}

function clusterText({ fleet }: AppState, { header }: Messages): string {
  return fleet.clusters.size === 0 ? '' : header.clusters(fleet.clusters.size);
}

function freshness({ fleet, now }: AppState, messages: Messages): string {
  const { header } = messages;
  const ago = fleet.seenAt === null ? null : durationText(now.getTime() - fleet.seenAt.getTime(), messages);
  if (fleet.isScanning)
    return `⟳ ${header.scanning}${fleet.stale.size > 0 && ago ? ` · ${header.stale(ago)}` : ''}`;
  return ago === null ? '' : `⟳ ${header.fresh(ago)}`;
}

/** How much the age may still grow: the text beside it must not come and go with its digits. */
function growth({ fleet, now }: AppState, messages: Messages): number {
  if (fleet.seenAt === null) return 0;
  const age = durationText(now.getTime() - fleet.seenAt.getTime(), messages);
  return Math.max(0, widthOf(durationText(59 * 60_000, messages)) - widthOf(age));
}
