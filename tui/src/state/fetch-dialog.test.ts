import type { Cluster } from '@ackring/core/cluster';
import test from 'ava';
import { defaultSettings } from '../settings.js';
import {
  chosenMinutes,
  moveChoice,
  moveFocus,
  openFetchDialog,
  parseDuration,
  reachableFields,
  requestOf,
} from './fetch-dialog.js';
import { fieldOf } from './text-field.js';

const cluster: Cluster = {
  id: 'c0000',
  name: 'prod',
  region: 'cn-hangzhou',
  type: 'ManagedKubernetes',
  profile: 'Default',
  spec: 'ack.pro.small',
  state: 'running',
  version: '1.34.1-aliyun.1',
  endpoints: { public: [], private: ['https://192.168.0.1:6443'] },
  created: null,
  updated: null,
  tags: {},
};

const durations = test.macro({
  exec(t, text: string, expected: number | null) {
    t.is(parseDuration(text), expected);
  },
  title: (_, text, expected) => `"${text}" is ${expected === null ? 'no duration' : `${expected} minutes`}`,
});

test(durations, '15', 15);
test(durations, '14', null);
test(durations, '90m', 90);
test(durations, '8h', 480);
test(durations, '3d', 4320);
test(durations, '73h', null);
test(durations, ' 2 D ', 2880);
test(durations, '', null);
test(durations, '1.5h', null);
test(durations, '-8h', null);

test('the dialog opens on what the settings say, and on an access the cluster has', (t) => {
  const dialog = openFetchDialog(cluster, { ...defaultSettings, access: 'public' });
  t.true(dialog.isTemporary);
  t.is(chosenMinutes(dialog), 480);
  t.is(dialog.access, 'private');
  t.like(requestOf(dialog, true), { durationMinutes: 480, access: 'private', use: true, contextName: null });
});

test('a default duration that is no preset is the typed one', (t) => {
  const dialog = openFetchDialog(cluster, { ...defaultSettings, durationMinutes: 95 });
  t.is(dialog.preset, 'custom');
  t.is(chosenMinutes(dialog), 95);
});

test('a long-term kubeconfig has no duration to choose', (t) => {
  const dialog = openFetchDialog(cluster, { ...defaultSettings, durationMinutes: null });
  t.false(reachableFields(dialog).includes('duration'));
  t.is(moveFocus(dialog, 1).focus, 'access');
  t.like(requestOf(dialog, false), { durationMinutes: null });
});

test('right of the last preset is the typed duration, which must be one', (t) => {
  const opened = { ...openFetchDialog(cluster, defaultSettings), focus: 'duration' as const, preset: 5 };
  const custom = moveChoice(opened, 1);
  t.is(custom?.preset, 'custom');
  t.is(requestOf({ ...opened, preset: 'custom', custom: fieldOf('9 weeks') }, false), 'duration');
});

test('an access the cluster lacks cannot be chosen', (t) => {
  const dialog = { ...openFetchDialog(cluster, defaultSettings), focus: 'access' as const };
  t.is(moveChoice(dialog, 1)?.access, 'private');
});

test('a cluster without any endpoint has nothing to be fetched', (t) => {
  const unreachable = { ...cluster, endpoints: { public: [], private: [] } };
  t.is(requestOf(openFetchDialog(unreachable, defaultSettings), false), 'access');
});
