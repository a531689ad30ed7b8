import type { OwnCommand } from '@ackring/core/internal/own-commands/own-commands';
import { shell } from '@ackring/core/internal/words/shell-word';
import { visible } from '@ackring/core/internal/words/visible';
import { specimenCluster } from '@ackring/testkit/cluster';
import test from 'ava';
import type { AppState } from '../../screen/app-state.js';
import { noticeText } from '../../screen/notify.js';
import { arrived, listed, opened, press, pressed, shown } from '../../testkit.js';
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

function knowing(commands: readonly OwnCommand[], isReadOnly = false): AppState {
  const known = (state: AppState) => loadOwnCommands.arrivals.known(state, commands);
  return listed(arrived(opened({ isReadOnly }), known), [cluster]);
}

const run = (state: AppState, key: string) => {
  const step = press(state, key);
  const own = step.asks.find(({ task }) => task === runOwn)?.request as OwnRun | undefined;
  return { ...step, words: own?.words ?? null };
};

test("the user's own key runs its command with the row’s value as one word", (t) => {
  t.deepEqual(run(knowing([command({})]), 'ctrl-n').words, ['echo', hostile]);
  t.is(run(knowing([command({ where: ['contexts'] })]), 'ctrl-n').words, null);
});

test('a command that may change something shows the line quoted and asks, and is disabled in read-only mode', (t) => {
  const changing = [command({ isChanging: true })];
  const asked = run(knowing(changing), 'ctrl-n');
  t.is(asked.words, null);
  t.like(asked.state.overlay, { kind: 'confirm', title: 'Run own one?' });
  const text = shown(asked.state);
  t.true(text.includes(visible(shell`echo ${hostile}`)));
  t.false(text.includes('\u001b'));
  t.deepEqual(run(asked.state, 'y').words, ['echo', hostile]);
  t.is(run(knowing(changing, true), 'ctrl-n').state.overlay, null);
});

test('a row without the value says so, and runs nothing', (t) => {
  const { state, words } = run(knowing([command({ words: ['echo', '{context}'] })]), 'ctrl-n');
  t.is(words, null);
  t.is(noticeText(state), 'this row has no {context}');
});

test('a key keeps its existing meaning, and an earlier command its key', (t) => {
  const taken = knowing([command({ name: 'mine', key: 'f' })]);
  t.regex(noticeText(taken), /mine in keys\.yaml has no key: f /);
  t.is(run(taken, 'f').words, null);
  const double = knowing([command({}), command({ name: 'second', words: ['second'] })]);
  t.regex(noticeText(double), /second/);
  t.deepEqual(run(double, 'ctrl-n').words, ['echo', hostile]);
});

test('the help lists them', (t) => {
  const help = pressed(knowing([command({})]), '?');
  t.regex(shown(help), /Keys/);
  t.regex(shown(pressed(help, '/', ...'own one')), /ctrl-n +own one/);
});
