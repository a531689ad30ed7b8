import '../../features.js';
import type { OwnCommand } from '@ackring/core/internal/own-commands/own-commands';
import { shell } from '@ackring/core/internal/words/shell-word';
import { visible } from '@ackring/core/internal/words/visible';
import { specimenCluster } from '@ackring/testkit/cluster';
import test from 'ava';
import type { AppState } from '../../screen/app-state.js';
import { lineText } from '../../screen/drawing/line.js';
import { frame } from '../../screen/frame.js';
import { initialState } from '../../screen/initial-state.js';
import { noticeText } from '../../screen/notify.js';
import { update } from '../../screen/update.js';
import { scanFleet } from '../../subjects/cluster/tasks.js';
import { loadOwnCommands, type OwnRun, runOwn } from './tasks.js';

const hostile = `x'; $(reboot) \u001b[2J`;

const cluster = specimenCluster({ id: 'c1', name: hostile, region: 'cn-beijing' });

function command(change: Partial<OwnCommand>): OwnCommand {
  return {
    name: 'own',
    key: 'ctrl-n',
    where: [],
    label: 'own one',
    words: ['echo', '{cluster}'],
    isChanging: false,
    isShown: true,
    ...change,
  };
}

function opened(commands: readonly OwnCommand[], isReadOnly = false): AppState {
  const state = initialState({
    size: { columns: 100, rows: 30 },
    now: new Date('2026-11-24T00:00:00Z'),
    home: '/home/ops',
    timeZone: 'UTC',
    language: 'en',
    isReadOnly,
  });
  const event = { kind: 'clusters', region: 'cn-beijing', clusters: [cluster] } as const;
  const known = arrived(state, (before) => loadOwnCommands.arrivals.known(before, commands));
  return arrived(known, (before) => scanFleet.arrivals.heard(before, null, [event]));
}

const arrived = (state: AppState, change: (before: AppState) => AppState): AppState =>
  update(state, { kind: 'arrived', name: '', change }).state;

const pressed = (state: AppState, key: string) => {
  const step = update(state, { kind: 'key', key });
  const run = step.asks.find(({ task }) => task === runOwn)?.request as OwnRun | undefined;
  return { ...step, words: run?.words ?? null };
};

test("the user's own key runs its command with the row’s value as one word", (t) => {
  t.deepEqual(pressed(opened([command({})]), 'ctrl-n').words, ['echo', hostile]);
  t.is(pressed(opened([command({ where: ['contexts'] })]), 'ctrl-n').words, null);
});

test('a command that may change something shows the line quoted and asks, and is disabled in read-only mode', (t) => {
  const changing = [command({ isChanging: true })];
  const asked = pressed(opened(changing), 'ctrl-n');
  t.is(asked.words, null);
  t.like(asked.state.overlay, { kind: 'confirm', title: 'Run own one?' });
  const shown = frame(asked.state).lines.map(lineText).join('\n');
  t.true(shown.includes(visible(shell`echo ${hostile}`)));
  t.false(shown.includes('\u001b'));
  t.deepEqual(pressed(asked.state, 'y').words, ['echo', hostile]);
  t.is(pressed(opened(changing, true), 'ctrl-n').state.overlay, null);
});

test('a row without the value says so, and runs nothing', (t) => {
  const { state, words } = pressed(opened([command({ words: ['echo', '{context}'] })]), 'ctrl-n');
  t.is(words, null);
  t.is(noticeText(state), 'this row has no {context}');
});

test('a key keeps its existing meaning, and an earlier command its key', (t) => {
  const taken = opened([command({ name: 'mine', key: 'f' })]);
  t.regex(noticeText(taken), /mine in keys\.yaml has no key: f /);
  t.is(pressed(taken, 'f').words, null);
  const double = opened([command({}), command({ name: 'second', words: ['second'] })]);
  t.regex(noticeText(double), /second/);
  t.deepEqual(pressed(double, 'ctrl-n').words, ['echo', hostile]);
});

test('the help lists them', (t) => {
  const help = pressed(opened([command({})]), '?').state;
  t.regex(frame(help).lines.map(lineText).join('\n'), /Keys/);
  const found = ['/', ...'own one'].reduce((state, key) => pressed(state, key).state, help);
  t.regex(frame(found).lines.map(lineText).join('\n'), /ctrl-n +own one/);
});
