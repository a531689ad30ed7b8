import test from 'ava';
import { en } from '../languages/en.js';
import { loadMessages } from '../languages/load.js';
import { find, meantField, valuesInstead } from './filter.js';
import type { Reader } from './reader.js';
import { textRows } from './rows.js';
import { defineTable } from './table.js';

const ja = await loadMessages.ja();

const reader: Reader = { now: new Date(0), timeZone: 'UTC', home: '', messages: en };

interface Place {
  readonly name: string;
  readonly region: string;
  readonly days: number | null;
  readonly end: Date | null;
  readonly version: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly seen: Date | 'never';
}

const table = defineTable<Place>({
  id: ({ name }) => name,
  tie: ({ name }) => name,
  sign: () => ({ text: '·' }),
  columns: [
    {
      title: ({ columns }) => columns.name,
      sort: null,
      search: null,
      code: ({ name }) => `c0ffee${name.length}`,
      text: ({ name }) => name,
      cell: { sacrifice: 0 },
    },
    {
      title: ({ columns }) => columns.region,
      sort: null,
      search: null,
      text: ({ region }) => region,
      cell: { sacrifice: 0 },
    },
  ],
  fields: {
    name: ({ name }) => name,
    region: ({ region }) => region,
    daysLeft: ({ days }) => days,
    notAfter: ({ end }) => end,
    version: ({ version }) => version,
    seen: ({ seen }) => seen,
    isOld: ({ days }) => days !== null && days > 99,
    endpoints: ({ days }) => (days === null ? null : { public: '203.0.113.7', private: '10.0.0.7' }),
  },
  tags: ({ tags }) => tags,
});

const places = [
  place('prod-tokyo-api', 'ap-northeast-1', 12, '1.34.1-aliyun.1', { env: 'prod', Team: 'pay' }),
  place('prod-tokyo-batch', 'ap-northeast-1', 400, '1.28.3', { env: 'prod' }),
  place('staging-hangzhou', 'cn-hangzhou', null, '1.9.7', { env: 'staging' }),
  place('本番-東京', 'ap-northeast-1', 90, '1.34.0', {}),
];
const rows = table.sorted(places, null, null);

function place(
  name: string,
  region: string,
  days: number | null,
  version: string,
  tags: Place['tags'],
): Place {
  const end = days === null ? null : new Date(Date.UTC(2026, 0, 1 + days));
  return { name, region, days, end, version, tags, seen: end ?? 'never' };
}

const [api, batch, staging, honban] = rows.ids();

const finds = test.macro({
  exec(t, filter: string, expected: readonly (string | undefined)[]) {
    const { ids, unknown, uncompared } = find(filter, rows, reader);
    t.deepEqual(ids, expected);
    t.is(unknown, null);
    t.is(uncompared, null);
  },
  title: (_, filter) => `the filter ${filter || '(none)'}`,
});

test(finds, '', [api, batch, staging, honban]);
test(finds, 'tokyo', [api, batch]);
test(finds, 'TOKYO', [api, batch]);
test(finds, 'ｔｏｋｙｏ', [api, batch]);
test(finds, 'prodtky', [api, batch]);
test(finds, 'tkyo', [api, batch]);
test(finds, 'ptapi', [api]);
// Two letters: where each begins a part, else where the second stands in the part that the first begins.
test(finds, 'tk', [api, batch]);
test(finds, 'pb', [batch]);
test(finds, 'hz', [staging]);
test(finds, 'hu!', []);
test(finds, 'oy', []);
// One letter of a word left out.
test(finds, 'rodtoky', [api, batch]);
test(finds, 'tokyo batch', [batch]);
test(finds, 'batch tokyo', [batch]);
test(finds, '東京', [honban]);
test(finds, 'northeast !tokyo', [honban]);
test(finds, '!tokyo', [staging, honban]);
test(finds, '!tkyo', [staging, honban]);
test(finds, '!', [api, batch, staging, honban]);
test(finds, 'nothing like it', []);
// Never across two values, whatever is between them.
test(finds, 'api\0prod', []);
test(finds, 'prod\0team', []);
// An accent alone is no letter.
test(finds, '\u0301', [api, batch, staging, honban]);
// In the region of three, in the name of one.
test(finds, 'env=prod', [api, batch]);
test(finds, '"prod-tokyo"', [api, batch]);
test(finds, '"prodtky"', []);
test(finds, '"prod-tokyo-b', [batch]);
test(finds, '!"tokyo-api"', [batch, staging, honban]);
// Ids are found literally, and not by scattered letters.
test(finds, 'c0ffee14', [api]);
test(finds, 'cfe14', []);
test(finds, 'name:tokyo', [api, batch]);
test(finds, 'name:tkyo', []);
test(finds, 'NAME:prod-*-api', [api]);
test(finds, 'name:"prod-tokyo"', []);
test(finds, 'name:"prod-tokyo-api"', [api]);
test(finds, '!region:ap-', [staging]);
test(finds, 'region:', [api, batch, staging, honban]);
test(finds, '!region:', [api, batch, staging, honban]);
test(finds, 'daysLeft:<=90', [api, honban]);
test(finds, 'daysleft:>90', [batch]);
test(finds, 'daysLeft:null', [staging]);
test(finds, 'daysLeft:<90d', [api]);
test(finds, 'daysLeft:>=2160h', [batch, honban]);
test(finds, 'notAfter:<2026-02-01', [api]);
test(finds, 'version:<1.30', [batch, staging]);
test(finds, 'version:<', [api, batch, staging, honban]);
test(finds, 'version:"<"', []);
// As rows say it in Japanese and Chinese, in wide letters too.
test(finds, 'daysLeft:<90日', [api]);
test(finds, 'daysLeft:<90天', [api]);
test(finds, 'daysLeft:>=2160時間', [batch, honban]);
test(finds, 'daysLeft:>=2160小时', [batch, honban]);
test(finds, 'daysLeft：＜＝９０', [api, honban]);
test(finds, 'daysLeft:>-5d', [api, batch, honban]);
test(finds, 'daysLeft:<−5d', []);
// As others write that all of it is meant.
test(finds, 'name:=prod-tokyo-api', [api]);
test(finds, 'name:==prod-tokyo', []);
test(finds, 'daysLeft:=90', [honban]);
test(finds, 'daysLeft:!=90', [api, batch, staging]);
test(finds, '!daysLeft:!=90', [honban]);
// A pattern of all of a value, or of the last part of a path.
test(finds, 'prod-*', [api, batch]);
test(finds, '*tokyo*', [api, batch]);
test(finds, '!prod-*', [staging, honban]);
test(finds, 'tokyo-*', []);
test(finds, '"prod-*"', []);
// A field is no other with hyphens.
test(finds, 'days-left:<90d', [api]);
test(finds, 'not-after:<2026-02-01', [api]);
// What is no instant is neither before nor after one.
test(finds, 'seen:>2026-02-01', [batch, honban]);
test(finds, 'tag:none=>prod', []);
test(finds, 'endpoints:203', [api, batch, honban]);
test(finds, 'endpoints.private:10.', [api, batch, honban]);
test(finds, 'endpoints.private:203', []);
test(finds, 'endpoints.constructor:a', []);
test(finds, 'tag:env=prod', [api, batch]);
test(finds, 'tag:ENV="prod"', [api, batch]);
test(finds, 'tag:env=pr*', [api, batch]);
test(finds, 'tag:team', [api]);
test(finds, '!tag:env', [honban]);
test(finds, 'tag:', [api, batch, staging, honban]);
test(finds, 'tag:__proto__', []);
// An address is not a field.
test(finds, 'https://203', []);

test('an unknown field is reported with the existing ones, and nothing matches', (t) => {
  for (const name of ['stat', 'st-at', 'constructor', 'toString']) {
    const { ids, unknown } = find(`tokyo ${name}:x`, rows, reader);
    t.deepEqual(ids, []);
    t.deepEqual(unknown, {
      name,
      fields: ['name', 'region', 'daysLeft', 'notAfter', 'version', 'seen', 'isOld', 'endpoints', 'tag'],
    });
  }
});

/** Of each kind of field what it cannot be compared with, and what can be asked. */
const vain: [comparison: string, example: string][] = [
  ['version:<abc', 'version:<1.34.1-aliyun.1'],
  ['version:>=v1.30', 'version:>=1.34.1-aliyun.1'],
  ['daysLeft:<soon', 'daysLeft:<12'],
  ['daysLeft:>2026-12-01', 'daysLeft:>12'],
  ['notAfter:<tomorrow', 'notAfter:<2026-01-13'],
  ['notAfter:<=30d', 'notAfter:<=2026-01-13'],
  ['seen:>never', 'seen:>2026-01-13'],
  ['isOld:<true', 'isOld:false'],
  // Letters are in no order that anybody asks for.
  ['name:<q', 'name:prod-tokyo-api'],
  ['tag:env=>prod', 'tag:env=prod'],
  ['endpoints.public:<ten', 'endpoints.public:<203.0.113.7'],
  ['tag:size=>big', 'tag:size=>10'],
];

for (const [comparison, example] of vain)
  test(`${comparison} matches nothing, also with others and turned round, and ${example} is an example`, (t) => {
    const sized = places.map((each) => ({ ...each, tags: { ...each.tags, size: '10' } }));
    const all = table.sorted(sized, null, null);
    for (const filter of [comparison, `!${comparison}`, `tokyo ${comparison}`]) {
      const { ids, uncompared } = find(filter, all, reader);
      t.deepEqual(ids, [], filter);
      t.is(uncompared?.example, example);
    }
  });

test('an invalid instant is reported as null', (t) => {
  const broken = { ...place('broken', 'r', 1, '1', {}), end: new Date(Number.NaN) };
  const [named = ''] = table.sorted([broken], null, null).ids();
  t.deepEqual(find('notAfter:null', table.sorted([broken], null, null), reader).ids, [named]);
  t.deepEqual(find('notAfter:>2020', table.sorted([broken], null, null), reader).ids, []);
});

test('new rows are found after a search among those before them', (t) => {
  find('tokyo', rows, reader);
  const osaka = place('prod-osaka', 'ap-northeast-2', 12, '1.34.1', { env: 'osaka' });
  const more = table.sorted([...places, osaka], null, null);
  t.deepEqual(find('osaka', more, reader).ids, ['prod-osaka']);
  t.deepEqual(find('tokyo', more, reader).ids, [api, batch]);
});

test('in rows without fields a colon is an ordinary character', (t) => {
  const texts = textRows([
    { id: '1', text: 'system:users' },
    { id: '2', text: 'other' },
  ]);
  t.deepEqual(find('system:u', texts, reader), {
    ids: ['1'],
    called: ['1'],
    unknown: null,
    uncompared: null,
    lit: [{ word: 'system:u', like: null }],
  });
});

test('a word that some row contains literally is not searched fuzzily in others', (t) => {
  const texts = textRows(
    ['batch-7', 'batch-7b', 'b-a-t-c-h-7', 'batch-1237'].map((text, index) => ({
      id: String(index + 1),
      text,
    })),
  );
  t.deepEqual(find('batch-7', texts, reader).ids, ['1', '2']);
  t.deepEqual(find('batch7', texts, reader).ids, ['1', '2', '3']);
});

test('letters in order begin parts of a text, and are not looked for in what stands before them all', (t) => {
  const names = ['prod-tokyo-api', 'prod-tokyo-batch', 'prod-singapore', 'staging-hangzhou', 'prod-hangzhou'];
  const texts = textRows(names.map((name) => ({ id: name, text: `ack/ap-southeast-1/${name}` })));
  const found = (word: string): readonly string[] => find(word, texts, reader).ids;
  t.deepEqual(found('pta'), ['prod-tokyo-api']);
  t.deepEqual(found('ph'), ['prod-hangzhou']);
  t.deepEqual(found('shz'), ['staging-hangzhou']);
  t.deepEqual(found('prodsg'), ['prod-singapore']);
  t.deepEqual(found('zzz'), []);
});

test('letters scattered over a long text do not match', (t) => {
  const text = `${'t'.padEnd(20, '.')}${'k'.padEnd(20, '.')}yo`;
  t.deepEqual(
    find(
      'tkyo',
      textRows([
        { id: '1', text },
        { id: '2', text: `${text} tk-yo` },
      ]),
      reader,
    ).ids,
    ['2'],
  );
});

test("a row is searched in the reader's language", (t) => {
  const kinds = defineTable<Place>({
    ...table,
    columns: [
      {
        title: ({ columns }) => columns.kind,
        sort: null,
        search: () => 'managed',
        text: (_, { messages }) => messages.kinds.managed,
        cell: { sacrifice: 0 },
      },
    ],
  });
  const found = kinds.sorted(places.slice(0, 1), null, null);
  const own = ja.kinds.managed;
  t.deepEqual(find(own, found, reader).ids, []);
  t.deepEqual(find(own, found, { ...reader, messages: ja }).ids, [api]);
  t.deepEqual(find('managed', found, { ...reader, messages: ja }).ids, [api]);
});

test('a field is asked by its column’s title too, and in the words of the reader’s language', (t) => {
  const kinds = defineTable<Place>({
    ...table,
    columns: [
      ...table.columns,
      {
        title: ({ columns }) => columns.state,
        sort: { column: 'state', key: 'S', by: ({ name }) => name },
        search: ({ name }) => (name === api ? 'running' : 'failed'),
        text: ({ name }, { messages }) => messages.clusterStates[name === api ? 'running' : 'failed'],
        cell: { sacrifice: 0 },
      },
    ],
  });
  const found = kinds.sorted(places, null, null);
  const inJapanese = { ...reader, messages: ja };
  const title = ja.columns.state;
  for (const name of ['state', 'STATE', title])
    for (const value of ['running', ja.clusterStates.running])
      for (const colon of [':', '：'])
        t.deepEqual(find(`${name}${colon}${value}`, found, inJapanese).ids, [api], `${name}${colon}${value}`);
  t.false(find(`!${title}:running`, found, inJapanese).ids.includes(api ?? ''));
  t.deepEqual(find(`${title}:running`, found, reader).unknown?.name, title);
});

test('what a field is asked for and no row has is answered by what it could be', (t) => {
  const regions = { name: 'region', values: ['ap-northeast-1', 'cn-hangzhou'] };
  t.deepEqual(valuesInstead('tokyo region:tokyo', rows, reader), regions);
  t.is(valuesInstead('region:cn-', rows, reader), null);
  t.is(valuesInstead('!region:tokyo', rows, reader), null);
  t.is(valuesInstead('nothing', rows, reader), null);
  t.is(valuesInstead('daysLeft:>1000', rows, reader), null);
});

test('a tag that no row has, or has otherwise, is told what there is', (t) => {
  t.deepEqual(valuesInstead('tag:nope', rows, reader), { name: 'tag', values: ['Team', 'env'] });
  t.deepEqual(valuesInstead('tag:nope=x', rows, reader), { name: 'tag', values: ['Team', 'env'] });
  t.deepEqual(valuesInstead('tag:env=dev', rows, reader), { name: 'tag:env', values: ['prod', 'staging'] });
  t.is(valuesInstead('tag:env=prod', rows, reader), null);
  t.is(valuesInstead('!tag:nope', rows, reader), null);
});

test('what a field was of rows that are gone is no value that it could be', (t) => {
  const osaka = place('prod-osaka', 'ap-northeast-2', 12, '1.34.1', {});
  const all = table.sorted([...places, osaka], null, null);
  t.deepEqual(valuesInstead('region:eu', all, reader)?.values, [
    'ap-northeast-1',
    'ap-northeast-2',
    'cn-hangzhou',
  ]);
  const left = table.sorted(places, null, null);
  t.deepEqual(valuesInstead('region:ap-northeast-2', left, reader)?.values, [
    'ap-northeast-1',
    'cn-hangzhou',
  ]);
});

for (const [filter, meant] of [
  ['kind=edge', 'kind:edge'],
  ['tokyo KIND==edge', 'kind:edge'],
  ['"kind=edge"', 'kind:edge'],
  ['kind<3', 'kind:<3'],
  ['kind>=3', 'kind:>=3'],
  ['kind!=edge', 'kind:!=edge'],
  ['!kind=edge', '!kind:edge'],
  ['env=prod', null],
  ['tag:env=prod', null],
  ['kind=', null],
  ['kind:a=b', null],
] as const)
  test(`an equals sign for a colon in ${filter} is taken for ${meant}`, (t) => {
    t.is(meantField(filter, ['kind', 'tag']), meant);
    t.is(meantField(filter, []), null);
  });
