import test from 'ava';
import { logTopicOf, readFunctionLog, readRotationRecord } from './function-log.js';

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

const [earlier, from, to] = ['10', '11', '12'].map((hour) => new Date(`2026-11-24T${hour}:00:00Z`));
const heard: readonly (readonly [
  what: string,
  isComplete: boolean,
  isEmpty: boolean,
  since: Date | undefined,
])[] = [
  ['was read whole', true, false, from],
  ['is whole and empty', true, true, from],
  ['was read in part', false, false, earlier],
  ['was read in part, which was empty', false, true, to],
];
for (const [what, isComplete, isEmpty, since] of heard)
  test(`a log that ${what} is known since ${since?.toISOString()}`, async (t) => {
    if (earlier === undefined || from === undefined || to === undefined) return t.fail();
    const entries = [
      { at: earlier, fields: { message: 'one \n', instanceID: 'i' } },
      { at: to, fields: { instanceID: '' } },
    ];
    const find = async () => ({ entries: isEmpty ? [] : entries, isComplete });
    const logs = { project: 'p', logstore: 'l' };
    const log = await readFunctionLog({ name: 'f', logs }, { from, to, limit: 9 }, { find });
    const lines = [
      { at: earlier, instance: 'i', text: 'one' },
      { at: to, instance: null, text: '' },
    ];
    t.deepEqual(log, { lines: isEmpty ? [] : lines, isComplete, since });
  });

test('a function without a known log is told as that, and nothing is asked', async (t) => {
  const find = () => Promise.reject(new Error('asked'));
  const span = { from: new Date(0), to: new Date(1), limit: 9 };
  await t.throwsAsync(readFunctionLog({ name: 'f', logs: null }, span, { find }), {
    code: 'ResourceNotFound',
    message: 'the function f has no known log',
  });
});
