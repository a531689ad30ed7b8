import type { Alarm } from '../../alarm/alarm.js';
import type { Tally, Texts } from './texts.js';

/** Alarms contain their own English sentences: logs and webhooks use them too. */
export const en: Texts = {
  title: (tally) => `ackring: ${titleParts(tally).join('; ')}`,
  alarm: (alarm) => `${alarm.detail}${alarm.region === null ? '' : ` (${alarm.region})`}`,
  remedy: ({ remedy }: Alarm) => remedy,
  summary: ({ renewed, delivered, failed, deferred }, run) =>
    `${renewed} renewed, ${delivered} delivered, ${failed} failed, ${deferred} deferred · run ${run}`,
  leftOut: (count) => `… and ${count} more: see the report`,
};

function titleParts({ open, outages, over, nearest }: Tally): string[] {
  const ends = nearest === null ? '' : `, the nearest ${nearestText(nearest)}`;
  return [
    ...(open === 0 ? [] : [`${counted(open, 'kubeconfig needs', 'kubeconfigs need')} attention${ends}`]),
    ...(outages === 0 ? [] : [`${counted(outages, 'part', 'parts')} of the rotation failed`]),
    ...(open + outages === 0 ? [`${over} resolved`] : []),
  ];
}

function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}

function nearestText(days: number): string {
  if (days < 0) return days === -1 ? 'ended within the last day' : `ended ${-days} days ago`;
  if (days === 0) return 'ends within a day';
  return `ends in ${counted(days, 'day', 'days')}`;
}
