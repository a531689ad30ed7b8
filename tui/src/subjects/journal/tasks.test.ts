import type { UndoPlan } from '@ackring/core/internal/contexts/undoing';
import { AckringError } from '@ackring/core/internal/words/errors';
import { say } from '@ackring/core/internal/words/say';
import test from 'ava';
import { undoBox } from '../../features/activity/screen.js';
import { en } from '../../languages/en.js';
import { loadMessages } from '../../languages/load.js';
import { lineText, lineWidth } from '../../screen/drawing/line.js';
import { noticeText } from '../../screen/notify.js';
import { arrive, arrived, opened, press, pressed } from '../../testkit.js';
import { readContexts } from '../context/tasks.js';
import { planUndo, readJournal, undo } from './tasks.js';

const ja = await loadMessages.ja();

const start = opened({ now: new Date(0) });

const plan = (summary: string): UndoPlan => ({
  writes: [summary],
  summary,
  at: new Date(0),
  files: [],
  dead: [],
  stays: [],
  unknown: null,
});

const planned = arrived(start, (state) => planUndo.arrivals.planned(state, plan('a')));
const accepted = press(planned, 'enter');

test('the plan of an undo is shown, but never over a dialog opened meanwhile', (t) => {
  t.like(planned.overlay, { kind: 'undo', isUnderWay: false, plan: { summary: 'a' } });
  const helping = pressed(start, '?');
  t.is(arrived(helping, (state) => planUndo.arrivals.planned(state, plan('a'))).overlay, helping.overlay);
});

test('what would come back dead is said above all changes, in the reader’s language, and fits', (t) => {
  const dead = {
    ...({
      file: 'f',
      context: 'prod',
      clusterId: null,
      serial: '1',
      cause: 'revoked',
      replaces: true,
    } as const),
    since: new Date(0),
    said: say('the certificate that comes back for {context} was revoked at {since}, by the journal', {
      context: 'prod',
      since: '1970-01-01T00:00Z',
    }),
  };
  const files = [{ file: 'f', goes: false, changes: [] }];
  const dialog = {
    kind: 'undo',
    plan: { ...plan('a'), files, dead: [dead] },
    top: 0,
    isUnderWay: false,
  } as const;
  for (const [messages, text] of [
    [en, /✕ the certificate that comes back for prod was revoked/],
    [ja, /✕ prod に戻る証明書は/],
  ] as const) {
    const { lines } = undoBox({ ...start, size: { columns: 60, rows: 15 } }, dialog, messages, 15);
    const texts = lines.map(lineText);
    const [at, change] = [
      texts.findIndex((each) => text.test(each)),
      texts.findIndex((each) => /│ f /.test(each)),
    ];
    t.true(at > 0 && at < change, texts.join('\n'));
    t.true(lines[at]?.some(({ tone }) => tone === 'bad'));
    for (const line of lines) t.true(lineWidth(line) <= 60, texts.join('\n'));
  }
});

test('Enter requests the undo that was shown, once', (t) => {
  t.deepEqual(
    accepted.asks.map(({ task, request }) => [task, request]),
    [[undo, plan('a')]],
  );
  const again = press(accepted.state, 'enter');
  t.deepEqual(again.asks, []);
  t.truthy(again.state.notice);
});

test('a changed undo is shown again, and nothing is running', (t) => {
  const { state, asks } = arrive(accepted.state, (before) => undo.arrivals.changed(before, plan('b')));
  t.like(state.overlay, { kind: 'undo', isUnderWay: false, plan: { summary: 'b' } });
  t.regex(noticeText(state), /^nothing was undone/);
  t.deepEqual(asks, []);
});

test('after an undo, files and journal are read again, and the dialog is closed', (t) => {
  const outcome = { file: 'f', summary: 'a', files: ['f'] };
  const { state, asks } = arrive(accepted.state, (before) => undo.arrivals.done(before, outcome));
  t.is(state.overlay, null);
  t.false(state.isJournalCurrent);
  t.deepEqual(
    asks.map(({ task }) => task),
    [readContexts, readJournal],
  );
});

test('a refused undo closes the dialog and says why', (t) => {
  const error = new AckringError('Refused', 'f was changed', { remedy: 'compare' });
  const { state } = arrive(accepted.state, (before) => undo.failed?.(before, error, plan('a')) ?? before);
  t.is(state.overlay, null);
  t.is(noticeText(state), 'f was changed');
});
