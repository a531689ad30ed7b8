import test from 'ava';
import type { AnalysedLogs } from '../cloud/log-service/log-service.js';
import { hourMs } from '../words/duration.js';
import { AckringError } from '../words/errors.js';
import { askWhole, type Span, sightOf, type WholeAnswerOptions } from './sight.js';

const at = (time: string) => new Date(`2026-11-${time}Z`);
const asked = { from: at('01T10:00:00'), to: at('10T10:00:00') };

/** An event every half hour but in these spans. */
function logged(...silences: readonly (readonly [from: string, to: string])[]) {
  const count = (asked.to.getTime() - asked.from.getTime()) / (hourMs / 2);
  return Array.from({ length: count + 1 }, (_, index) => {
    const instant = new Date(asked.from.getTime() + (index * hourMs) / 2);
    return { first: instant, last: instant };
  }).filter(({ first }) => !silences.some(([from, to]) => first > at(from) && first < at(to)));
}

type Silence = readonly [from: string, to: string];
const beginning = '01T09:00:00';
const end = '10T11:00:00';

const sights: readonly (readonly [what: string, Silence[], isWhole: boolean, from: string, Silence[]])[] = [
  ['throughout', [], true, '01T10:00:00', []],
  ['but for two hours', [['05T02:00:00', '05T04:00:00']], true, '01T10:00:00', []],
  [
    'but for some hours of a day',
    [['05T02:00:00', '05T05:00:00']],
    false,
    '01T10:00:00',
    [['05T02:00:00', '05T05:00:00']],
  ],
  [
    'but for a night',
    [['05T22:00:00', '06T06:30:00']],
    false,
    '01T10:00:00',
    [['05T22:00:00', '06T06:30:00']],
  ],
  [
    'but for a whole day',
    [['05T00:00:00', '06T00:00:00']],
    false,
    '01T10:00:00',
    [['05T00:00:00', '06T00:00:00']],
  ],
  ['two hours after the beginning', [[beginning, '01T12:00:00']], true, '01T10:00:00', []],
  ['half a day after the beginning', [[beginning, '01T22:00:00']], false, '01T22:00:00', []],
  ['on the last day only', [[beginning, '10T01:00:00']], false, '10T01:00:00', []],
  ['until two hours ago', [['10T08:00:00', end]], true, '01T10:00:00', []],
  ['until three hours ago', [['10T07:00:00', end]], false, '01T10:00:00', [['10T07:00:00', '10T10:00:00']]],
];
for (const [what, silences, isWhole, from, gaps] of sights) {
  test(`a log with events ${what} is ${isWhole ? '' : 'not '}the whole of what was asked for`, (t) => {
    const sight = sightOf(asked, logged(...silences).toReversed(), []);
    t.is(sight?.isWhole, isWhole);
    t.deepEqual(sight?.from, at(from));
    t.deepEqual(
      sight?.gaps,
      gaps.map(([start, stop]) => ({ from: at(start), to: at(stop) })),
    );
  });
}

test('gaps and what was not answered wholly are told in order', (t) => {
  const partial = { from: at('03T00:00:00'), to: at('03T01:00:00') };
  const sight = sightOf(asked, logged(['05T02:00:00', '05T05:00:00'], ['02T02:00:00', '02T05:00:00']), [
    partial,
  ]);
  t.deepEqual(
    sight?.gaps.map(({ from }) => from),
    [at('02T02:00:00'), partial.from, at('05T02:00:00')],
  );
});

test('an event at the very beginning is of what was asked for', (t) => {
  t.deepEqual(sightOf(asked, [{ first: asked.from, last: asked.from }], [])?.from, asked.from);
});

test('what was not answered wholly is a gap, and a log without any event shows nothing', (t) => {
  const partial = { from: at('03T00:00:00'), to: at('03T01:00:00') };
  t.false(sightOf(asked, logged(), [partial])?.isWhole);
  t.is(sightOf(asked, [], []), null);
});

test('an hour of which both halves were asked for is heard as far as either says', (t) => {
  const halves = [
    { first: at('05T02:00:00'), last: at('05T03:00:00') },
    { first: at('05T02:10:00'), last: at('05T02:20:00') },
  ];
  t.true(sightOf(asked, [...logged(['05T02:00:00', '05T05:00:00']), ...halves], [])?.isWhole);
});

test('events before or after what was asked for cover nothing of it', (t) => {
  for (const other of ['12T00:00:00', '01T00:00:00']) {
    const sight = sightOf(asked, [{ first: at(other), last: at(other) }], []);
    t.like(sight, { from: asked.to, isWhole: false });
  }
});

const start = Date.parse('2026-03-01T00:00:00Z');
const span = (fromHour: number, toHour: number): Span => ({
  from: new Date(start + fromHour * hourMs),
  to: new Date(start + toHour * hourMs),
});
const hoursOf = ({ from, to }: Span): string =>
  [from, to].map((at) => (at.getTime() - start) / hourMs).join('–');

/** A log with a row an hour, which answers or throws as told for a span, by the number of times it was asked for. */
interface Log {
  readonly answer?: (hours: string, times: number) => 'whole' | 'incomplete' | 'timeout' | 'broken';
  /** Hours whose row nobody can read. */
  readonly unreadable?: readonly number[];
  readonly span?: Span;
  readonly options?: Partial<WholeAnswerOptions<number>>;
}

async function ask(log: Log) {
  const asked: string[] = [];
  const taken: number[] = [];
  const analyse: WholeAnswerOptions<number>['logs']['analyse'] = async ({
    from,
    to,
    statement,
  }): Promise<AnalysedLogs> => {
    const [, offset = 0, count = 0] = (/limit (\d+),(\d+)/.exec(statement) ?? []).map(Number);
    const label = hoursOf({ from, to }) + (offset === 0 ? '' : ` from ${offset}`);
    asked.push(label);
    const answer = log.answer?.(label, asked.filter((each) => each === label).length) ?? 'whole';
    if (answer === 'timeout') throw new AckringError('TimedOut', 'too slow', { remedy: 'Wait.' });
    if (answer === 'broken') throw new AckringError('Forbidden', 'not for you', { remedy: 'Ask.' });
    const first = (from.getTime() - start) / hourMs;
    const all = Array.from(
      { length: Math.ceil((to.getTime() - from.getTime()) / hourMs) },
      (_, at) => first + at,
    );
    const rows = all.slice(offset, offset + count).map((hour) => ({ hour: String(hour) }));
    return { rows, isComplete: answer === 'whole' };
  };
  const read = ({ hour }: { readonly hour?: string }) =>
    log.unreadable?.includes(Number(hour)) === true ? null : Number(hour);
  const given = await askWhole<number>({
    ...{ project: 'p', logstore: 'l', logs: { analyse } },
    statement: { text: 'select', read },
    span: log.span ?? span(0, 4),
    take: (rows) => {
      for (const row of rows) taken.push(row);
    },
    ...log.options,
  });
  return { asked, taken, partial: given.map(hoursOf) };
}

const always = (answer: ReturnType<NonNullable<Log['answer']>>) => () => answer;
const repeated = (hours: string, times = 3) => Array.from({ length: times }, () => hours);

const rows: readonly (readonly [title: string, log: Log, expected: Awaited<ReturnType<typeof ask>>])[] = [
  ['a complete answer is asked for once', {}, { asked: ['0–4'], taken: [0, 1, 2, 3], partial: [] }],
  [
    'an incomplete answer may be complete the third time',
    { answer: (_, times) => (times < 3 ? 'incomplete' : 'whole') },
    { asked: repeated('0–4'), taken: [0, 1, 2, 3], partial: [] },
  ],
  [
    'one that stays incomplete is asked for by halves, the newer first, and nothing is taken twice',
    { answer: (hours) => (hours === '0–4' ? 'incomplete' : 'whole') },
    { asked: [...repeated('0–4'), '2–4', '0–2'], taken: [2, 3, 0, 1], partial: [] },
  ],
  [
    'one that takes too long is halved at once',
    { answer: (hours) => (hours === '0–4' ? 'timeout' : 'whole') },
    { asked: ['0–4', '2–4', '0–2'], taken: [2, 3, 0, 1], partial: [] },
  ],
  [
    'a span of an hour is not halved: what was found is true, and the rest unknown',
    { span: span(0, 1), answer: always('incomplete') },
    { asked: repeated('0–1'), taken: [0], partial: ['0–1'] },
  ],
  [
    'a little more than an hour is halved, at a whole second',
    {
      span: { from: new Date(start), to: new Date(start + hourMs + 1_000) },
      answer: (hours) => (hours.startsWith('0–1.') ? 'incomplete' : 'whole'),
    },
    {
      asked: [...repeated(`0–${(hourMs + 1_000) / hourMs}`), `0.5–${(hourMs + 1_000) / hourMs}`, '0–0.5'],
      taken: [0.5, 0],
      partial: [],
    },
  ],
  [
    'a row that nobody can read may be anybody’s',
    { unreadable: [2] },
    { asked: ['0–4'], taken: [0, 1, 3], partial: ['0–4'] },
  ],
  [
    'a full page is followed by the next, until one is not full',
    { options: { rowsPerPage: 3 } },
    { asked: ['0–4', '0–4 from 3'], taken: [0, 1, 2, 3], partial: [] },
  ],
  [
    'a full last page is followed by an empty one',
    { options: { rowsPerPage: 2 } },
    { asked: ['0–4', '0–4 from 2', '0–4 from 4'], taken: [0, 1, 2, 3], partial: [] },
  ],
  [
    'a row that nobody can read on the first page is not forgotten on the last',
    { unreadable: [0], options: { rowsPerPage: 3 } },
    { asked: ['0–4', '0–4 from 3'], taken: [1, 2, 3], partial: ['0–4'] },
  ],
  [
    'a later page that is incomplete ends it: halves would be taken twice',
    {
      options: { rowsPerPage: 3 },
      answer: (asked) => (asked.includes('from') ? 'incomplete' : 'whole'),
    },
    { asked: ['0–4', ...repeated('0–4 from 3')], taken: [0, 1, 2, 3], partial: ['0–4'] },
  ],
  [
    'past the last row that the service returns nothing is asked for',
    { options: { rowsPerPage: 500_000 }, span: span(0, 1_200_000) },
    {
      asked: ['0–1200000', '0–1200000 from 500000'],
      taken: Array.from({ length: 1_000_000 }, (_, hour) => hour),
      partial: ['0–1200000'],
    },
  ],
  [
    'after so many spans the older ones are given up',
    { options: { mostSpans: 2 }, answer: (hours) => (hours === '0–4' ? 'timeout' : 'whole') },
    { asked: ['0–4', '2–4'], taken: [2, 3], partial: ['0–2'] },
  ],
];

for (const [title, log, expected] of rows) {
  test(`audit log: ${title}`, async (t) => {
    const seen = await ask(log);
    t.deepEqual(seen.asked, expected.asked);
    t.is(String(seen.taken), String(expected.taken));
    t.deepEqual(seen.partial, expected.partial);
  });
}

const errors: readonly (readonly [title: string, log: Log, code: string, asked: number])[] = [
  ['a refusal', { answer: always('broken') }, 'Forbidden', 1],
  ['an hour that takes too long', { span: span(0, 1), answer: always('timeout') }, 'TimedOut', 1],
];

for (const [title, log, code, asked] of errors) {
  test(`audit log: ${title} is thrown, and not asked for again`, async (t) => {
    let times = 0;
    const answer: Log['answer'] = (...each) => {
      times += 1;
      return log.answer?.(...each) ?? 'whole';
    };
    await t.throwsAsync(ask({ ...log, answer }), { code });
    t.is(times, asked);
  });
}

test('audit log: two hundred spans are asked for, unless told otherwise', async (t) => {
  const { asked } = await ask({ span: span(0, 1_024), answer: always('incomplete') });
  t.is(new Set(asked).size, 200);
});
