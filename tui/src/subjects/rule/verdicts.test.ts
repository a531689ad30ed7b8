import type { KubeconfigState } from '@ackring/core/internal/cloud/ack/api';
import { AckringError } from '@ackring/core/internal/words/errors';
import { checkRules, parseRules } from '@ackring/core/rules';
import { specimenHolding } from '@ackring/testkit/holding';
import test from 'ava';
import { en } from '../../languages/en.js';
import { type AppState, withSettings } from '../../screen/app-state.js';
import { lineText } from '../../screen/drawing/line.js';
import { noticeText } from '../../screen/notify.js';
import { arrived, opened, shown } from '../../testkit.js';
import { scanHolders } from '../holding/holder-tasks.js';
import { noRules, readRulesFile, ruleSurroundings, rulesDue, rulesNote, rulesReread } from './verdicts.js';

const now = new Date('2026-11-24T00:00:00Z');
const cluster = { id: 'c1', name: 'prod', region: 'cn-beijing' };

const state = (uid: string, days: number): KubeconfigState =>
  specimenHolding({
    uid,
    name: `user-${uid}`,
    notAfter: new Date(now.getTime() + days * 86_400_000),
    cluster,
  });

function ruledBy(file: string | null = '~/rules.yaml'): AppState {
  const started = opened({ columns: 140, now, home: '/home/ops', screen: 'expiry' });
  const heard = { kind: 'states', cluster, states: [state('1', 80), state('2', 900)] } as never;
  const set = withSettings(started, { ...started.settings, rules: file });
  return arrived(set, (before) => scanHolders.arrivals.heard(before, [heard]));
}

const rules = parseRules('- {identities: people, maxLife: 1000d}\n- {identities: people, maxLife: 90d}', 'r');
const read = { file: '~/rules.yaml', rules, judge: checkRules };

test('a file of rules is read where the settings name one, once, and on the screens it is for', (t) => {
  const asked = rulesDue(ruledBy()).map(({ request }) => request);
  t.deepEqual(asked, [{ file: '~/rules.yaml', home: '/home/ops' }]);
  t.deepEqual(rulesDue(ruledBy(null)), []);
  t.deepEqual(rulesDue({ ...ruledBy(), screen: 'clusters' }), []);
  t.deepEqual(rulesDue({ ...ruledBy(), rules: read }), []);
  t.is(rulesReread({ ...ruledBy(), rules: read }).length, 1);
  t.deepEqual(rulesReread(ruledBy(null)), []);
});

test('what breaks a rule is marked on Expiry with its number, and said in details', (t) => {
  const ruled = arrived(ruledBy(), (before) => readRulesFile.arrivals.read(before, read));
  const [first, second] = shown(ruled)
    .split('\n')
    .filter((line) => line.includes('user-'));
  t.notRegex(first ?? '', /§/);
  t.regex(second ?? '', /user-2 .* F fresh §2/);
  t.deepEqual(ruleSurroundings(ruled).brokenBy('c1', '2'), [2]);
  t.deepEqual(rulesNote([state('1', 80), state('2', 900)], ruled, 80, en).map(lineText), [
    '§ user-2 @ prod breaks rule 2 of ~/rules.yaml',
  ]);
});

test('a file that cannot be used is told, marks nothing and is not read again', (t) => {
  const error = new AckringError('ConfigurationInvalid', 'the rules cannot be used', {
    remedy: 'Mend them.',
  });
  const request = { file: '~/rules.yaml', home: '/home/ops' };
  const failed = arrived(ruledBy(), (before) => readRulesFile.failed?.(before, error, request) as AppState);
  t.regex(noticeText(failed), /the rules cannot be used/);
  t.deepEqual(failed.rules, { ...noRules, file: '~/rules.yaml' });
  t.deepEqual(rulesDue(failed), []);
  t.notRegex(shown(failed), /§/);
});
