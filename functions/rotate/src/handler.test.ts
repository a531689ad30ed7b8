import { AckringError } from '@ackring/core/words';
import { hostileNames } from '@ackring/testkit/hostile-texts';
import test from 'ava';
import { createJournal } from './handler.js';

test('a line of the log holds no text that a terminal obeys, whatever a cluster is called', (t) => {
  const lines: string[] = [];
  const journal = createJournal('r1', (line) => lines.push(line));
  for (const name of Object.values(hostileNames)) {
    journal.error(new AckringError('Unreachable', name, { remedy: name }));
  }
  for (const line of lines)
    t.notRegex(line, /[\u0000-\u001f\u007f-\u009f\u200b\u202a-\u202e\u2066-\u2069\ufeff]/);
  t.is(lines.length, Object.keys(hostileNames).length);
});
