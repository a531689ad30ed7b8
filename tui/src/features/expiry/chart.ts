import { type ExpiryEntry, moreUrgent } from '@ackring/core/expiry';
import { type CredentialStatus, dayMs, renewalWindowDays } from '@ackring/core/words';
import type { Messages } from '../../messages/messages.js';
import type { AppState } from '../../screen/app-state.js';
import { fitText, type Line, span, widthOf } from '../../screen/drawing/line.js';
import { bodyHeight } from '../../screen/empty-body.js';
import { statusTones } from '../../screen/life.js';
import { expiryEntries } from '../../subjects/holding/holders.js';

/** Mean month, so that every column stands for the same time. */
const monthMs = 30.4375 * dayMs;
const months = 36;
const eighths = ['', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;
const axisWidth = 6;

/**
 * How many kubeconfigs end when, over the three years that one usually lives: from today, with the usual window
 * marked. The colour is by the life of each.
 */
export function expiryChart(state: AppState, messages: Messages, height: number): readonly Line[] {
  const isLow = height === lowHeight;
  const beside = isLow ? `  ╎ ${messages.expiry.window}` : '';
  const width = Math.min(state.size.columns - axisWidth - 3 - widthOf(beside), months * 4);
  const bins = countEnds(state, width);
  const most = Math.max(1, ...bins.map(({ count }) => count));
  const rows = Math.max(1, height - 3);
  const windowAt = Math.round(((renewalWindowDays * dayMs) / (months * monthMs)) * width);
  const bars = Array.from({ length: rows }, (_, index) => {
    const floor = rows - 1 - index;
    const label =
      index === 0
        ? String(most)
        : index === Math.floor(rows / 2) && rows > 3
          ? String(Math.round((most * (floor + 1)) / rows))
          : '';
    return [
      span(`${fitText(label, axisWidth - 1, 'right')} ┤`, 'dim'),
      ...barCells(bins, most, rows, floor, windowAt),
    ];
  });
  const ticks = quarterTicks(state.now, width);
  if (isLow) return [[...(bars[0] ?? []), span(beside, 'dim')], labels(width, ticks)];
  return [legend(messages, windowAt, width), ...bars, axis(width, windowAt, ticks), labels(width, ticks)];
}

/** What ends in one column, and the most urgent status in it. */
interface Bin {
  readonly count: number;
  readonly status: CredentialStatus;
}

/** The last counts: a frame has no time to count a large fleet's, and a minute hardly changes them. */
let last: { readonly of: object; readonly key: string; readonly bins: readonly Bin[] } | null = null;

/** Columns of time from now; what has ended already is in the first. */
function countEnds({ holders, now }: AppState, width: number): readonly Bin[] {
  const entries = expiryEntries(holders);
  const key = `${width} ${Math.floor(now.getTime() / 60_000)}`;
  if (last?.of === entries && last.key === key) return last.bins;
  const bins = countedEnds(entries, now, width);
  last = { of: entries, key, bins };
  return bins;
}

function countedEnds(entries: readonly ExpiryEntry[], now: Date, width: number): readonly Bin[] {
  const bins = new Array<Bin>(width).fill({ count: 0, status: 'unknown' });
  const cellMs = (months * monthMs) / width;
  for (const { notAfter, status } of entries) {
    const at = Math.floor((notAfter.getTime() - now.getTime()) / cellMs);
    const cell = Math.min(width - 1, Math.max(0, at));
    const bin = bins[cell];
    if (bin !== undefined) bins[cell] = { count: bin.count + 1, status: moreUrgent(status, bin.status) };
  }
  return bins;
}

function barCells(bins: readonly Bin[], most: number, rows: number, floor: number, windowAt: number): Line {
  return bins.map(({ count, status }, cell) => {
    const filled = Math.round((count / most) * rows * 8) - floor * 8;
    // One of many must still be visible.
    const eighth = count > 0 && floor === 0 ? Math.max(1, filled) : filled;
    const block = eighths[Math.min(8, Math.max(0, eighth))] ?? '';
    if (block !== '') return span(block, statusTones[status]);
    return cell === windowAt ? span('╎', 'faint') : span(' ');
  });
}

function legend({ expiry }: Messages, windowAt: number, width: number): Line {
  const indent = ' '.repeat(axisWidth + 1);
  const now = `▏${expiry.now}`;
  const window = `╎ ${expiry.window}`;
  const gap = windowAt - widthOf(now);
  if (gap < 2 || windowAt + widthOf(window) > width) return [span(indent + now, 'dim')];
  return [span(`${indent}${now}${' '.repeat(gap)}${window}`, 'dim')];
}

function axis(width: number, windowAt: number, ticks: ReadonlyMap<number, string>): Line {
  const cells = Array.from({ length: width }, (_, cell) => {
    if (cell === windowAt) return '╎';
    return ticks.has(cell) ? '┴' : '─';
  });
  return [span(`${fitText('0', axisWidth - 1, 'right')} ┼${cells.join('')}`, 'dim')];
}

/** Where each quarter begins, and its label: January includes the year. */
function quarterTicks(now: Date, width: number): ReadonlyMap<number, string> {
  const ticks = new Map<number, string>();
  const cellMs = (months * monthMs) / width;
  for (let ahead = 1; ahead <= months; ahead++) {
    const start = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + ahead, 1));
    if (start.getUTCMonth() % 3 !== 0) continue;
    const cell = Math.floor((start.getTime() - now.getTime()) / cellMs);
    const month = String(start.getUTCMonth() + 1).padStart(2, '0');
    if (cell < width) ticks.set(cell, month === '01' ? `${start.getUTCFullYear()}-${month}` : month);
  }
  return ticks;
}

/** The quarters below their ticks, as many as fit. */
function labels(width: number, ticks: ReadonlyMap<number, string>): Line {
  let text = '';
  for (const [cell, label] of ticks) {
    const hasRoom = cell + label.length <= width && (text === '' || cell > text.length);
    if (hasRoom) text = fitText(text, cell) + label;
  }
  return [span(' '.repeat(axisWidth + 1) + text, 'dim')];
}

/** One line of bars and the quarters below it. */
const lowHeight = 2;

/** Lines that the chart above the Expiry list takes: few where the list needs them, none if it would have no room. */
export function chartHeight(state: AppState): number {
  const height = bodyHeight(state);
  if (height >= 30) return 11;
  if (height >= 23) return 8;
  return height >= 15 ? lowHeight : 0;
}
