import type { Cluster } from '@ackring/core/internal/words/cluster';
import { AckringError } from '@ackring/core/internal/words/errors';
import { specimenCluster } from '@ackring/testkit/cluster';
import { specimenContext, specimenFacts } from '@ackring/testkit/context-entry';
import test from 'ava';
import { fieldOf } from '../../screen/text-field.js';
import { defaultSettings } from '../../world/settings.js';
import {
  chosenMinutes,
  moveChoice,
  moveFocus,
  openFetchDialog,
  reachableFields,
  requestOf,
  requestsOf,
  withDetail,
} from './dialog.js';

const cluster = specimenCluster({
  id: 'c0000',
  endpoints: { public: [], private: ['https://192.168.0.1:6443'] },
});

test("the dialog opens with the settings' choices, and an access that the cluster has", (t) => {
  const dialog = openFetchDialog(cluster, { ...defaultSettings, access: 'public' });
  t.is(dialog.type, 'temporary');
  t.is(chosenMinutes(dialog), 480);
  t.is(dialog.access, 'private');
  t.like(requestOf({ ...dialog, isUsed: true }), {
    durationMinutes: 480,
    access: 'private',
    use: true,
    contextName: null,
  });
});

test('what has ended is fetched under its name and for the life that it had', (t) => {
  const at = (notBefore: number) =>
    specimenContext({
      ...{ file: 'config', context: 'prod', status: 'revoked' },
      credential: {
        kind: 'certificate',
        ...specimenFacts(new Date(3 * 365 * 86_400_000), { notBefore: new Date(notBefore) }),
      },
    });
  const long = openFetchDialog(cluster, defaultSettings, { ended: at(0) });
  t.like(requestOf(long), { durationMinutes: null, contextName: 'prod' });
  const short = openFetchDialog(cluster, defaultSettings, { ended: at((3 * 365 - 1) * 86_400_000) });
  t.like(requestOf(short), { durationMinutes: 480, contextName: 'prod' });
});

test('a default duration that is not a preset becomes the typed one', (t) => {
  const dialog = openFetchDialog(cluster, { ...defaultSettings, durationMinutes: 95 });
  t.is(dialog.preset, 'custom');
  t.is(chosenMinutes(dialog), 95);
});

test('a long-term kubeconfig has no duration to choose', (t) => {
  const dialog = openFetchDialog(cluster, { ...defaultSettings, durationMinutes: null });
  t.false(reachableFields(dialog).includes('duration'));
  t.is(moveFocus(dialog, 1).focus, 'access');
  t.like(requestOf(dialog), { durationMinutes: null });
});

test('right of the last preset is the typed duration, which must be valid', (t) => {
  const opened = { ...openFetchDialog(cluster, defaultSettings), focus: 'duration' as const, preset: 5 };
  const custom = moveChoice(opened, 1);
  t.is(custom?.preset, 'custom');
  t.is(requestOf({ ...opened, preset: 'custom', custom: fieldOf('9 weeks') }), 'duration');
});

test('an access the cluster lacks cannot be chosen', (t) => {
  const dialog = { ...openFetchDialog(cluster, defaultSettings), focus: 'access' as const };
  t.is(moveChoice(dialog, 1)?.access, 'private');
});

test('a cluster without any endpoint cannot be fetched from', (t) => {
  const unreachable = { ...cluster, endpoints: { public: [], private: [] } };
  t.is(requestOf(openFetchDialog(unreachable, defaultSettings)), 'access');
});

const unknown: Cluster = { ...cluster, endpoints: null };
const described = {
  ...cluster,
  endpoints: { public: ['https://203.0.113.1:6443'], private: [] },
  extraSans: [],
  rrsa: null,
};

test('until its endpoints are known the settings’ access is a wish, and then becomes what is available', (t) => {
  const dialog = openFetchDialog(unknown, { ...defaultSettings, access: 'private' });
  t.like(requestOf(dialog), { access: 'private', takesOther: true });
  t.is(moveChoice({ ...dialog, focus: 'access' }, 1)?.access, 'private');
  const known = withDetail(dialog, described);
  t.like(requestOf(known), { access: 'public', takesOther: false, cluster: described });
});

test('the types cycle, and a token takes no duration', (t) => {
  const dialog = openFetchDialog(cluster, defaultSettings);
  const next = moveChoice(dialog, -1);
  t.is(next?.type, 'token');
  if (next === null) return;
  t.deepEqual(reachableFields(next), ['type', 'access', 'file', 'context']);
  t.like(requestOf(next), { plugIn: 'token', durationMinutes: null });
  t.is(moveChoice(next, 1)?.type, 'temporary');
  t.false('plugIn' in Object(requestOf(dialog)));
});

test('choices made while the cluster was being asked stay', (t) => {
  const dialog = openFetchDialog(unknown, defaultSettings);
  const chosen = {
    ...dialog,
    type: 'longTerm' as const,
    focus: 'context' as const,
    context: fieldOf('mine'),
  };
  t.like(withDetail(chosen, described), { type: 'longTerm', focus: 'context', context: fieldOf('mine') });
});

test('a chosen access stays if the cluster still has it when asked again', (t) => {
  const both = { ...described, endpoints: { ...described.endpoints, private: ['https://192.168.0.1:6443'] } };
  const dialog = { ...openFetchDialog(both, defaultSettings), access: 'private' as const };
  t.is(withDetail(dialog, both).access, 'private');
  t.is(withDetail(dialog, described).access, 'public');
});

test('a refused detail leaves the dialog’s choices and its cluster alone', (t) => {
  const refusal = new AckringError('Forbidden', 'no', { remedy: 'ask' });
  const dialog = openFetchDialog(cluster, defaultSettings);
  t.deepEqual(withDetail(dialog, refusal), { ...dialog, detail: refusal });
});

test('of many, each is asked for its endpoints in turn', (t) => {
  const dialog = openFetchDialog(cluster, defaultSettings, { others: [{ ...described, id: 'c0001' }] });
  const request = requestOf(dialog);
  if (typeof request === 'string') throw new Error(request);
  t.deepEqual(
    requestsOf(dialog, request).map(({ takesOther, cluster: { id, endpoints } }) => [
      id,
      endpoints,
      takesOther,
    ]),
    [
      ['c0000', null, true],
      ['c0001', null, true],
    ],
  );
});

test('of many, the access is a wish for each, which the first one does not decide', (t) => {
  const others = [{ ...described, id: 'c0001' }];
  const dialog = openFetchDialog(cluster, { ...defaultSettings, access: 'public' }, { others });
  t.is(dialog.access, 'public');
  const asked = withDetail(dialog, {
    ...cluster,
    endpoints: { public: [], private: ['https://192.168.0.1'] },
  } as never);
  t.is(asked.access, 'public');
  t.like(requestOf(asked), { access: 'public', takesOther: true });
  t.is(moveChoice({ ...asked, focus: 'access' }, 1)?.access, 'private');
});
