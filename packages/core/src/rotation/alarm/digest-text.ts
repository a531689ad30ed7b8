import type { Alarm } from './alarm.js';
import type { Notice } from './notifier.js';

/** So many lines at most; the rest is counted. */
const linesShown = 20;

const marks: Record<Alarm['kind'], string> = {
  failing: '✕',
  blocked: '✕',
  pending: '!',
  outage: '✕',
  heldByOther: '!',
  orphaned: '!',
  mended: '✓',
  resolved: '✓',
};

/** One line: what a phone shows of a notice. */
export function digestTitle({ alarms }: Notice): string {
  const open = alarms.filter(({ kind }) => kind !== 'resolved' && kind !== 'mended').length;
  if (open === 0) return `ackring: ${alarms.length} resolved`;
  const nearest = alarms.reduce(
    (least, { daysLeft }) => Math.min(least, daysLeft ?? least),
    Number.POSITIVE_INFINITY,
  );
  const ends = Number.isFinite(nearest) ? `, the nearest ends in ${nearest} days` : '';
  return `ackring: ${open} kubeconfigs need attention${ends}`;
}

/** The digest in Markdown, the common part of what DingTalk and others render. */
export function digestMarkdown(notice: Notice): string {
  const { alarms, counts, runId } = notice;
  const shown = alarms.slice(0, linesShown).map(line);
  const more =
    alarms.length > linesShown ? [`- … and ${alarms.length - linesShown} more, in the report`] : [];
  const summary = `${counts.renewed} renewed, ${counts.delivered} delivered, ${counts.failed} failed, ${counts.deferred} deferred`;
  return [`#### ${digestTitle(notice)}`, '', ...shown, ...more, '', `> ${summary} · run ${runId}`].join('\n');
}

function line({ kind, detail, region, remedy }: Alarm): string {
  const where = region === null ? '' : ` (${plain(region)})`;
  const what = remedy === null ? '' : `  \n  ${plain(remedy)}`;
  return `- ${marks[kind]} ${plain(detail)}${where}${what}`;
}

/** Names come from the cloud: they are shown, never rendered. */
function plain(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]/gu, '').replace(/[\\`*_{}[\]<>#|!]/g, '\\$&');
}
