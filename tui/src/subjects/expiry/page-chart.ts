import { type ExpiryEntry, moreUrgent } from '@ackring/core/expiry';
import { type CredentialStatus, dayMs, renewalWindowDays } from '@ackring/core/words';
import type { Messages } from '../../messages/messages.js';

const months = 36;
const left = 44;
const top = 42;
const plot = { width: 1036, height: 150 };
const step = plot.width / months;
const size = { width: left + plot.width, height: top + plot.height + 26 };

/**
 * How many long-term kubeconfigs end in each of 36 months of the calendar, from this one on and in UTC, as an SVG with the page's colours. Temporary ones
 * end every day, and expired ones are stated in words: neither is in it.
 */
export function expiryPageChart(
  entries: readonly ExpiryEntry[],
  now: Date,
  words: Pick<Messages['expiry']['page'], 'chartLabel' | 'window'>,
): string {
  const ends = endsByMonth(entries, now);
  const most = ceiling(Math.max(...ends.map(({ count }) => count)));
  return [
    `<svg viewBox="0 0 ${size.width} ${size.height}" role="img" aria-label="${words.chartLabel}">`,
    window(now, words.window(renewalWindowDays)),
    ...gridLines(most),
    ...ends.map((end, month) => bar(end, { month, most })),
    ...ticks(now),
    '</svg>',
  ].join('\n');
}

/** What ends in one month, and the most urgent status of it. */
interface MonthsEnds {
  readonly count: number;
  readonly status: CredentialStatus;
}

function endsByMonth(entries: readonly ExpiryEntry[], now: Date): readonly MonthsEnds[] {
  const ends = Array.from({ length: months }, (): MonthsEnds => ({ count: 0, status: 'unknown' }));
  for (const { notAfter, status, isTemporary } of entries) {
    const month = monthOf(notAfter) - monthOf(now);
    const known = isTemporary || notAfter < now ? undefined : ends[month];
    if (known !== undefined)
      ends[month] = { count: known.count + 1, status: moreUrgent(status, known.status) };
  }
  return ends;
}

/** Counted from year 0. */
function monthOf(date: Date): number {
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}

/** Where an instant lies, in months from the beginning of the first one. */
function placeOf(date: Date, now: Date): number {
  const start = Date.UTC(date.getUTCFullYear(), date.getUTCMonth());
  const end = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1);
  return monthOf(date) - monthOf(now) + (date.getTime() - start) / (end - start);
}

/** A round number for the end of the axis: 4, 10, 20, 40, 100, 200 … */
function ceiling(most: number): number {
  for (let unit = 4; ; unit *= 10) {
    const round = [unit, unit * 2.5, unit * 5].find((each) => each >= most);
    if (round !== undefined) return round;
  }
}

function window(now: Date, words: string): string {
  const from = placeOf(now, now);
  const to = placeOf(new Date(now.getTime() + renewalWindowDays * dayMs), now);
  const [x, width] = [round(left + from * step), round((to - from) * step)];
  return `<rect class="window" x="${x}" y="0" width="${width}" height="${top + plot.height}"/><text class="quiet" x="${x + 4}" y="14">${words}</text>`;
}

function gridLines(most: number): readonly string[] {
  return [0, most / 2, most].map((value) => {
    const y = round(yOf(value, most));
    return `<line class="grid" x1="${left}" x2="${size.width}" y1="${y}" y2="${y}"/><text class="quiet" x="${left - 8}" y="${y + 4}" text-anchor="end">${value}</text>`;
  });
}

function bar({ count, status }: MonthsEnds, { month, most }: { month: number; most: number }): string {
  if (count === 0) return '';
  const x = left + month * step;
  const y = yOf(count, most);
  return `<rect class="bar ${status}" x="${round(x + 3)}" y="${round(y)}" width="${round(step - 6)}" height="${round(top + plot.height - y)}" rx="2"/><text x="${round(x + step / 2)}" y="${round(y - 4)}" text-anchor="middle">${count}</text>`;
}

function ticks(now: Date): readonly string[] {
  return Array.from({ length: months / 3 }, (_, quarter) => {
    const start = Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + quarter * 3);
    const date = new Date(start).toISOString().slice(0, 7);
    const x = round(left + quarter * 3 * step);
    return `<line class="grid" x1="${x}" x2="${x}" y1="${top + plot.height}" y2="${top + plot.height + 5}"/><text class="quiet" x="${x}" y="${size.height - 4}">${date}</text>`;
  });
}

function yOf(value: number, most: number): number {
  return top + plot.height * (1 - value / most);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
