import test from 'ava';
import { AckringError, type ErrorCode } from '../../words/errors.js';
import type { StoredObject } from './access-objects.js';
import { settled } from './settled.js';

// What a write came to: how it was answered, what is there afterwards, and what is said.

type Answer = 'created' | 'exists';
const doubts = ['exists'] as const;
const cut = (code: ErrorCode) => new AckringError(code, 'it was cut off', { remedy: 'Wait.' });
const place = { collection: '/apis/example/v1/things', name: 'one' };
const meant: StoredObject = { uid: 'u', version: '1', body: { is: 'meant' } };
const other: StoredObject = { ...meant, body: { is: 'another' } };

const rows: readonly (readonly [
  what: string,
  answer: Answer | ErrorCode,
  there: StoredObject | null | ErrorCode,
  is: Answer | 'seen' | ErrorCode | null,
])[] = [
  ['answered', 'created', other, 'created'],
  ['answered with a doubt, and as meant', 'exists', meant, 'seen'],
  ['answered with a doubt, and otherwise', 'exists', other, null],
  ['answered with a doubt, and unreadable', 'exists', 'Forbidden', 'DoneInPart'],
  ['refused', 'Forbidden', meant, 'Forbidden'],
  ['put off', 'Throttled', meant, 'Throttled'],
  ...(
    ['Unreachable', 'TimedOut', 'ServerFault', 'ResponseUnreadable', 'Cancelled', 'Internal'] as const
  ).flatMap((code) => [
    [`cut off by ${code}, and as meant`, code, meant, 'seen'] as const,
    [`cut off by ${code}, and otherwise`, code, other, 'DoneInPart'] as const,
    [`cut off by ${code}, and not there`, code, null, 'DoneInPart'] as const,
    [`cut off by ${code}, and unreadable`, code, 'Unreachable', 'DoneInPart'] as const,
  ]),
];

for (const [what, answer, there, is] of rows)
  test(`a write that is ${what}: ${is ?? 'refused'}`, async (t) => {
    const reads: unknown[] = [];
    const read = async (asked: unknown) => {
      reads.push(asked);
      if (typeof there === 'string') throw cut(there);
      return there;
    };
    const send = async (): Promise<Answer> => {
      if (answer === 'created' || answer === 'exists') return answer;
      throw cut(answer);
    };
    const isDone = (stored: StoredObject | null) => stored?.body['is'] === 'meant';
    const ended = await settled({ place, send, doubts, isDone, look: 'kubectl get things' }, { read }).catch(
      (error: AckringError) => error,
    );
    const said: unknown = ended instanceof AckringError ? ended.code : ended;
    t.is(said, is);
    if (ended instanceof AckringError && is === 'DoneInPart')
      t.like(ended, {
        message: 'what became of one is not known: it was cut off',
        remedy: 'See what is there now: `kubectl get things`.',
      });
    t.deepEqual(reads, ['created', 'Forbidden', 'Throttled'].includes(answer) ? [] : [place]);
  });
