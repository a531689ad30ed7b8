import type { UsageRow } from '@ackring/core/usage';
import test from 'ava';
import { en } from '../../languages/en.js';
import { usageTable } from './usage-table.js';

const now = new Date('2026-11-10T12:00:00Z');
const reader = { now, timeZone: 'UTC', home: '', messages: en };

for (const [refused, expected] of [
  [0, '3 min ago'],
  [2, '3 min ago · 2 of 27 refused'],
  [27, '3 min ago · all refused'],
] as const)
  test(`of 27 calls ${refused} refused ones are told beside the last: ${expected}`, (t) => {
    const use = { last: new Date(now.getTime() - 180_000), calls: 27, refused };
    const row = { use, verdict: 'used' } as unknown as UsageRow;
    const column = usageTable.columns.find(({ title }) => title(en) === en.columns.used);
    t.is(column?.text?.(row, reader), expected);
  });
