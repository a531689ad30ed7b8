import type { Messages } from '../messages/messages.js';
import { visible } from '../present/visible.js';
import type { AppState } from './app-state.js';
import { type Line, span } from './drawing/line.js';
import { localDay, localTime } from './drawing/local-time.js';
import { joined } from './header.js';
import { currentScreen } from './list-screen.js';

/** The second line: where we are, and what of it is shown. */
export function crumbs(state: AppState, messages: Messages): Line {
  const left = [
    span(` ${messages.screens[state.screen]}`, 'strong'),
    span(' › ', 'faint'),
    span(subject(state, messages), 'text'),
  ];
  return joined(left, [span(`${selectionText(state, messages)} `, 'dim')], state.size.columns);
}

function subject(state: AppState, messages: Messages): string {
  const { crumbs } = messages;
  switch (state.screen) {
    case 'clusters':
      return state.regions.length === 0 ? crumbs.allRegions : crumbs.regions(state.regions.map(visible));
    case 'contexts':
      return crumbs.files(state.kubeconfigs.inventory?.files.length ?? 0);
    case 'expiry':
      return holdersText(state, messages);
    case 'access':
      return `${holdersText(state, messages)} · ${messages.removal.groupings[state.access.grouping]}`;
    case 'rotation':
      return rotationText(state, messages);
    case 'activity':
      return crumbs.journal;
  }
}

function holdersText({ holders }: AppState, { crumbs }: Messages): string {
  if (holders.isScanning) return crumbs.asked(holders.answered, holders.asked);
  const failed = [...holders.answers.values()].filter(({ kind }) => kind === 'failed').length;
  const text = crumbs.holders(holders.identities.size, holders.answers.size - failed);
  return failed === 0 ? text : `${text} · ${crumbs.unanswered(failed)}`;
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
  return mode === 'plan' ? words.planned(counts) : words.ran(counts);
}

/** Of the views beside the plan: what they show, or that it is being asked for. */
function viewText({ rotation, settings, timeZone }: AppState, { deployed }: Messages): string {
  const { crumbs: words, asking } = deployed;
  switch (rotation.tab) {
    case 'runs':
      return rotation.runs.value === null ? asking : words.runs(rotation.runs.value.runs.length);
    case 'changes': {
      const { value } = rotation.runs;
      if (value === null) return asking;
      if (value.previous === null || value.latest === null) return words.runs(value.runs.length);
      const [before, after] = [value.previous, value.latest].map(({ startedAt }) =>
        localTime(new Date(startedAt), timeZone),
      );
      return words.compared(before ?? '', after ?? '', value.changes.length);
    }
    case 'calendar': {
      const { value } = rotation.calendar;
      if (value === null) return asking;
      return words.calendar(localDay(value.from, timeZone), localDay(value.until, timeZone), value.renewals);
    }
    case 'log':
      return rotation.log.value === null
        ? asking
        : words.log(rotation.log.value.lines.length, rotation.log.value.isComplete);
    case 'function':
    case 'plan':
      return visible(settings.function);
  }
}

function selectionText(state: AppState, messages: Messages): string {
  const { crumbs } = messages;
  const { list, filter, rows } = currentScreen(state);
  const parts = [];
  if (list.marks.size > 0) parts.push(crumbs.marked(list.marks.size));
  if (filter.startsWith('!')) parts.push(crumbs.differ(list.visible.length, rows.length, filter.slice(1)));
  else if (filter !== '') parts.push(crumbs.matches(list.visible.length, rows.length, filter));
  else if (state.screen === 'expiry') parts.push(expiryCounts(state, messages));
  else if (state.screen === 'access') parts.push(orphanCount(state, messages));
  return parts.join(' · ');
}

function orphanCount({ holders }: AppState, { removal }: Messages): string {
  const orphans = [...holders.identities.values()].filter(({ isOrphan }) => isOrphan).length;
  return orphans === 0 ? '' : removal.orphans(orphans);
}

function expiryCounts({ holders }: AppState, { expiry }: Messages): string {
  if (holders.expiry.size === 0) return '';
  const counts = { critical: 0, renewable: 0, expired: 0 };
  for (const { status } of holders.expiry.values())
    if (status in counts) counts[status as keyof typeof counts]++;
  return expiry.counts(counts.critical, counts.renewable, counts.expired);
}
