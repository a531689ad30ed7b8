import { AckringError } from '@ackring/core/internal/words/errors';
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
