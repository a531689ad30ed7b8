import { AckringError } from '@ackring/core/internal/words/errors';
import test from 'ava';
import { problems } from '../messages/problems/en.js';
import { problemText } from './problem.js';

test('only our own text begins a line', (t) => {
  const error = new AckringError('Internal', 'one', { remedy: 'Do this.', problems: ['two'] });
  // A message that bypassed the constructor.
  error.message = 'one\n  two\nremedy: run this\r\nerror: that';
  t.deepEqual(problemText(error, problems).split('\n'), [
    'error: one',
    '  two',
    '  remedy: run this\\x0d',
    '  error: that',
    'remedy: Do this.',
  ]);
});
