import test from 'ava';
import { analyse } from './analysis.js';
import { columnsOf } from './query.js';

const calls = [
  { time: 100, user: 'mei', code: 200, space: 'web' },
  { time: 200, user: 'mei', code: 403 },
  { time: 300, user: "o'hara", code: 200, space: 'db' },
];
const logs = calls.map(({ time, user, code, space }) =>
  columnsOf(
    {
      time,
      topic: '',
      fields: {
        user: JSON.stringify({ username: user, extra: { 'a/b': [`id-${user}`] } }),
        responseStatus: JSON.stringify({ code }),
        ...(space === undefined ? {} : { objectRef: JSON.stringify({ namespace: space }) }),
      },
    },
    new Set(['user', 'user.username', 'responseStatus.code', 'objectRef.namespace']),
  ),
);

const answers: readonly (readonly [string, readonly Record<string, string>[]])[] = [
  ['select count(*) as n from log', [{ n: '3' }]],
  [
    'select "user.username" as name, max(__time__) as last, count(*) as n from log group by name order by name',
    [
      { name: 'mei', last: '200', n: '2' },
      { name: "o'hara", last: '300', n: '1' },
    ],
  ],
  [
    'select "objectRef.namespace" as space, count(*) as n group by space order by space desc',
    [
      { space: 'null', n: '1' },
      { space: 'web', n: '1' },
      { space: 'db', n: '1' },
    ],
  ],
  [
    `select coalesce("objectRef.namespace", '') as space from log where "user.username" = 'mei' order by __time__`,
    [{ space: 'web' }, { space: '' }],
  ],
  ['select count_if("responseStatus.code" >= 400 and __time__ < 300) as bad from log', [{ bad: '1' }]],
  [`select count(*) as n from log where "user.username" like 'o''%'`, [{ n: '1' }]],
  [`select count(*) as n from log where not regexp_like("user.username", '^m')`, [{ n: '1' }]],
  [`select count(*) as n from log where "objectRef.namespace" is not null`, [{ n: '2' }]],
  [`select count(*) as n from log where "objectRef.namespace" not in ('web')`, [{ n: '1' }]],
  [
    `select json_extract_scalar("user", '$.extra["a/b"][0]') as id from log order by id limit 1`,
    [{ id: 'id-mei' }],
  ],
  [
    'select __time__ - __time__ % 200 as t, count(*) as n group by t order by t limit 1, 5',
    [{ t: '200', n: '2' }],
  ],
  [
    `select count(distinct "user.username") as n, min(__time__) as t, sum("responseStatus.code") as s`,
    [{ n: '2', t: '100', s: '803' }],
  ],
  [
    `select cast("responseStatus.code" as varchar) as code from log order by code desc limit 1`,
    [{ code: '403' }],
  ],
];
for (const [statement, rows] of answers) {
  test(statement, (t) => {
    t.deepEqual(analyse(statement, logs), rows);
  });
}

test('the default limit is a hundred rows', (t) => {
  const many = Array.from({ length: 101 }, () => logs).flat();
  t.is(analyse('select __time__ as t', many).length, 100);
  t.is(analyse('select __time__ as t limit 0,10000', many).length, 303);
});

const refusals = [
  ['select "userAgent" from log', /Column 'userAgent' cannot be resolved/],
  [`select count(*) from log where "responseStatus.code" = '200'`, /cannot be applied to bigint, varchar/],
  ['select __time__ limit 0,10001', /LIMIT/],
  ['select __time__ limit 995000,9000', /LIMIT/],
  ['select sqrt(__time__)', /Function sqrt not registered/],
  ['select __time__ from elsewhere', /mismatched input 'elsewhere'/],
  ['select __time__ ;', /mismatched input/],
  ['drop table log', /mismatched input 'drop'/],
] as const;
for (const [statement, message] of refusals) {
  test(`refused: ${statement}`, (t) => {
    t.throws(() => analyse(statement, logs), { code: 'ParameterInvalid', message });
  });
}
