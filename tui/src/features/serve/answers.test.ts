import type { RotationReport } from '@ackring/core/rotation';
import { AckringError } from '@ackring/core/words';
import test from 'ava';
import { en } from '../../languages/en.js';
import { answersOnce, answerTo } from './answers.js';
import type { Seen } from './watch.js';

const now = new Date('2026-11-27T14:00:00Z');
const reader = { now, timeZone: 'UTC', home: '', messages: en };
const nothing: Seen = { entries: [], sources: [], at: null, problem: null, run: null };
const seen: Seen = { ...nothing, at: new Date('2026-11-27T13:50:00Z') };
const problem = new AckringError('Throttled', 'the cloud <is> throttling us', { remedy: 'Wait.' });
const run = {
  runId: 'r',
  startedAt: '2026-11-27T04:00:00.000Z',
  finishedAt: '2026-11-27T04:01:00.000Z',
  counts: { total: 0 },
  outcomes: [],
  failures: [],
} as unknown as RotationReport;

const textAt = (path: string, state: Seen) =>
  Buffer.from(answerTo(path, state, reader)?.bytes ?? []).toString();

test('the page says of when it is, and what stands in the way of more', (t) => {
  t.regex(textAt('/', nothing), /The fleet is being read/);
  const current = textAt('/', seen);
  t.regex(current, /2026-11-27 13:50/);
  t.notRegex(current, /class="note"/);
  const stale = textAt('/', { ...seen, problem });
  t.regex(stale, /could not be read since then: the cloud &#60;is&#62; throttling us/);
  t.regex(textAt('/', { ...seen, run }), /The rotation last ran at 2026-11-27 04:01.*0 ready/);
});

test('metrics tell whether they are current, and the last run where there is one', (t) => {
  t.regex(textAt('/metrics', seen), /^ackring_scan_up 1$/m);
  t.regex(textAt('/metrics', seen), /^ackring_scan_seconds 1795787400$/m);
  t.regex(textAt('/metrics', { ...seen, problem }), /^ackring_scan_up 0$/m);
  t.notRegex(textAt('/metrics', nothing), /^ackring_scan_seconds \d/m);
  t.regex(textAt('/metrics', { ...seen, run }), /^ackring_rotation_finished_seconds \d+$/m);
});

test('of what was never read, nothing is claimed', (t) => {
  t.notRegex(textAt('/metrics', nothing), /^[^#]/m);
  t.regex(textAt('/metrics', { ...nothing, problem }), /^ackring_scan_up 0$/m);
});

test('an answer is made once for each reading', (t) => {
  const answer = answersOnce();
  const first = answer('/metrics', seen, reader);
  t.is(answer('/metrics', seen, reader), first);
  t.not(answer('/', seen, reader), first);
  t.not(answer('/metrics', { ...seen, problem }, reader), first);
  t.is(answer('/other', seen, reader), null);
});

test('nothing else stands there', (t) => {
  for (const path of ['/favicon.ico', '/metrics/', '//', '/..']) t.is(answerTo(path, seen, reader), null);
});
