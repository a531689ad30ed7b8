import test from 'ava';
import { logTopicOf, readRotationRecord } from './function-log.js';

test('a function’s lines are queried as each API stores them', (t) => {
  t.deepEqual(logTopicOf({ service: null, function: 'f' }), { topic: 'FCLogs:f', query: '' });
  t.deepEqual(logTopicOf({ service: 's', function: 'f' }), { topic: 's', query: 'f' });
});

const planned = '{"schema":"ackring.rotation/v1","kind":"planned","runId":"r","total":3,"work":1}';

const lines: [text: string, kind: string | null][] = [
  [planned, 'planned'],
  [`2026-11-24T20:00:00Z req-1 [INFO] ${planned}`, 'planned'],
  [planned.replace('"work":1', '"work":"1"'), null],
  [planned.replace('planned', 'odd'), null],
  [planned.slice(0, -1), null],
  [planned.replace('v1', 'v2'), null],
  ['{"kind":"planned"}', null],
  ['', null],
];

for (const [text, kind] of lines) {
  test(`${text.slice(0, 90)}: ${kind ?? 'somebody else’s'}`, (t) => {
    const { kind: found = null } = readRotationRecord(text) ?? {};
    t.is(found as string | null, kind);
  });
}
