import { AckringError } from '@ackring/core/internal/words/errors';
import { say } from '@ackring/core/internal/words/say';
import test from 'ava';
import { runOwn } from '../../features/own-commands/tasks.js';
import { en } from '../../languages/en.js';
import { loadMessages } from '../../languages/load.js';
import { type AppState, withSettings } from '../../screen/app-state.js';
import { lineText } from '../../screen/drawing/line.js';
import { features } from '../../screen/feature.js';
import { notifyProblem } from '../../screen/notify.js';
import type { Change } from '../../screen/step.js';
import { copy } from '../../screen/tasks.js';
import { update } from '../../screen/update.js';
import { arrived, opened, pressed } from '../../testkit.js';
import { summarizeVerdicts } from '../context/verdict.js';
import { exportAccess } from '../holding/tasks.js';
import { invokeFunction } from '../rotation/function-tasks.js';
import { type ActivityItem, activityTable, filelessTable } from './table.js';

const languages = { en, ja: await loadMessages.ja(), zh: await loadMessages.zh() };

const start = opened({ columns: 120, now: new Date(0), screen: 'activity' });

const failed = { context: 'a', claim: null, cause: null, detail: '', remedy: null, latencyMs: null };
const verdicts = ['b', 'c'].map((context) => ({
  ...{ ...failed, context, verdict: 'failed' as const, identity: null },
}));
const refused = new AckringError('Forbidden', say('"{name}" cannot be the name of a role', { name: 'x' }), {
  remedy: 'x',
});

/** Messages of every way in which one is made: by a problem, by a task, by a count. */
const told: readonly ((state: AppState) => Change)[] = [
  (state) => copy.arrivals.copied(state, 'x', 'program'),
  (state) => copy.arrivals.copied(state, 'x', 'kept'),
  (state) => runOwn.arrivals.unstarted(state, refused),
  (state) => runOwn.arrivals.ended(state, 'x', 3),
  (state) => exportAccess.arrivals.written(state, '/home/me/x', 3),
  (state) => invokeFunction.arrivals.ended(state, 'x', null, 'why'),
  (state) => summarizeVerdicts(state, verdicts),
  (state) => notifyProblem(state, refused),
];

test('messages are told in the language that they are read in, whatever it was when they came', (t) => {
  for (const [at, change] of told.entries()) {
    const state = arrived(start, change);
    const rowIn = (language: keyof typeof languages): string => {
      const tick = update({ ...state, language }, { kind: 'tick', now: state.now }).state;
      const [, row] = features().views.activity.body(tick, languages[language]);
      return lineText(row ?? []);
    };
    const texts = [rowIn('en'), rowIn('ja'), rowIn('zh')];
    t.is(new Set(texts).size, 3, `${at}: ${texts.join(' | ')}`);
  }
});

test('what the line said in another language is over once a language is chosen, and by no other setting', (t) => {
  const hinted = pressed(start, '%');
  t.not(hinted.notice, null);
  t.is(withSettings(hinted, { ...hinted.settings, language: 'ja' }).notice, null);
  t.is(withSettings(hinted, { ...hinted.settings, mouse: false }).notice, hinted.notice);
});

test('a column without a value in any row is no column, and its room is for what happened', (t) => {
  const noticed = arrived(start, (state) => copy.arrivals.copied(state, 'x'.repeat(70), 'program'));
  const titles = (state: AppState): string =>
    lineText(features().views.activity.body(state, en)[0] ?? [])
      .replace(/ {2,}/g, '  ')
      .trim();
  t.is(titles(noticed), 'TIME ↓  WHAT');
  t.true(features().views.activity.body(noticed, en).map(lineText).join('').includes('x'.repeat(70)));
  const at = new Date(0);
  const write = {
    id: 'w',
    at,
    summary: 's',
    file: '/f',
    undoable: true,
    undoneAt: null,
    task: null,
    backup: null,
  };
  const written = update({ ...noticed, journal: [write] }, { kind: 'tick', now: at }).state;
  t.is(titles(written), 'TIME ↓  WHAT  FILE');
  const undo: ActivityItem = {
    kind: 'change',
    change: {
      sequence: 1,
      at,
      action: 'undo',
      phase: 'done',
      summary: 's',
      runId: 'r',
      previous: '',
      details: { file: '/f' },
    },
  };
  t.is(activityTable.toJson(undo)['file'], '/f');
  t.is(filelessTable.columns.length, activityTable.columns.length - 1);
});
