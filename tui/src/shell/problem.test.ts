import { accessFor } from '@ackring/core/internal/fetch/plan';
import { clusterStateWords } from '@ackring/core/internal/words/cluster-words';
import { AckringError } from '@ackring/core/internal/words/errors';
import { specimenCluster } from '@ackring/testkit/cluster';
import test from 'ava';
import { loadProblems } from '../languages/load.js';
import { problems } from '../messages/problems/en.js';
import { problemText } from './problem.js';

test('only our own text begins a line', (t) => {
  const error = new AckringError('Internal', 'one', { remedy: 'Do this.', problems: ['two'] });
  // A message that bypassed the constructor.
  error.message = 'one\n  two\nremedy: run this\r\nerror: that';
  t.deepEqual(problemText(error, problems).split('\n'), [
    'error: one [Internal]',
    '  two',
    '  remedy: run this\\x0d',
    '  error: that',
    'remedy: Do this.',
  ]);
});

test('the first line ends with the code that documents name, in every language, but for a mistyped command', async (t) => {
  const error = new AckringError('Forbidden', 'not allowed', {
    remedy: 'Ask.',
    problems: ['first', 'second'],
    requestId: '42',
  });
  for (const language of ['en', 'ja', 'zh'] as const) {
    const [first, ...others] = problemText(error, await loadProblems[language]()).split('\n');
    t.regex(first ?? '', /: ?.* \[Forbidden\]$|：.* \[Forbidden\]$/);
    t.notRegex(others.join('\n'), /\[Forbidden\]/);
  }
  const typo = new AckringError('UsageInvalid', 'no such option', { remedy: 'See the usage.' });
  t.is(problemText(typo, problems), 'error: no such option\nremedy: See the usage.');
});

test('a cluster’s state is told in the reader’s language, as in the tables', async (t) => {
  const states = ['disconnected', 'failed', 'deleting'] as const;
  for (const language of ['ja', 'zh'] as const) {
    const words = await loadProblems[language]();
    const stateIn = (state: keyof typeof clusterStateWords) =>
      words.translations[clusterStateWords[state]] ?? state;
    for (const state of states) {
      const cluster = { ...specimenCluster({ state }), type: 'ExternalKubernetes', endpoints: none };
      const error = t.throws(() => accessFor({ cluster, access: 'auto' }), { instanceOf: AckringError });
      const text = problemText(error, words);
      t.true(text.includes(stateIn(state)), text);
      t.notRegex(text, new RegExp(`${state}|running`));
      if (state !== 'deleting') t.true(text.includes(stateIn('running')), text);
    }
  }
});

const none = { public: [], private: [] };
