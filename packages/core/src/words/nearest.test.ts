import test from 'ava';
import * as v from 'valibot';
import { begunOrNearest, nearest, nearestNames, sharing } from './nearest.js';
import { toText } from './say.js';
import { schemaProblems, unquoting } from './schema-problems.js';

test('a suggestion is at most two letters away, or a third of a long word; of up to four letters one', (t) => {
  const candidates = ['cn-hangzhou', 'eu-central-1', 'us', 'contexts', 'get'];
  for (const [word, meant] of [
    ['cn-hangzou', 'cn-hangzhou'],
    ['CN-HANGZHOU', 'cn-hangzhou'],
    ['cn-hang', null],
    ['cn-hangzh', 'cn-hangzhou'],
    ['eu-centr', 'eu-central-1'],
    ['eu-cent', null],
    ['contex', 'contexts'],
    ['conte', null],
    ['got', 'get'],
    ['goo', null],
    ['u', null],
    ['uu', 'us'],
    ['uz', 'us'],
    ['eu', null],
    ['su', 'us'],
    ['xy', null],
    ['usz', 'us'],
    ['uszz', null],
    ['uszzz', null],
  ] as const) {
    t.is(nearest(word, candidates), meant, word);
  }
  t.is(nearest('pxod', ['prod']), 'prod');
  t.is(nearest('pxxd', ['prod']), null);
  t.is(nearest('nope', ['prod', 'core']), null);
  t.is(nearest('pxxdx', ['prodx']), 'prodx');
  t.is(nearest('pxx', ['pro']), null);
  t.is(nearest('x', []), null);
});

test('what is begun is meant where only one begins so, and else the nearest', (t) => {
  const candidates = ['temporary', 'help', 'confirm', 'confirm-force', 'config'];
  for (const [word, meant] of [
    ['tem', 'temporary'],
    ['TEMP', 'temporary'],
    ['t', null],
    ['hepl', 'help'],
    ['con', null],
    ['confirm-f', 'confirm-force'],
    ['confrm', 'confirm'],
  ] as const)
    t.is(begunOrNearest(word, candidates), meant, word);
});

test('names that have most parts of what was typed are told, even where it is mistyped', (t) => {
  const names = ['prod-beijing-core', 'staging-beijing', 'prod-tokyo', 'ack/cn/PROD'];
  for (const [typed, alike] of [
    ['bejing', ['prod-beijing-core', 'staging-beijing']],
    ['BEIJING', ['prod-beijing-core', 'staging-beijing']],
    ['core-bejing', ['prod-beijing-core']],
    ['prod-tokio-x', ['prod-tokyo']],
    ['prod-osaka', ['prod-beijing-core', 'prod-tokyo', 'ack/cn/PROD']],
    ['tok', ['prod-tokyo']],
    ['tko', []],
    ['prd', []],
    ['to', []],
    ['osaka', []],
  ] as const) {
    t.deepEqual(sharing(typed, names), alike, typed);
  }
});

test('of similar names only the nearest are told: what has all of it before what is one step away', (t) => {
  for (const [typed, names, told] of [
    ['prod', ['prod-b', 'prd', 'prod-a', 'other'], ['prod-a', 'prod-b']],
    ['prod', ['prd', 'other'], ['prd']],
    ['PROD', ['prod-d', 'prod-b', 'prod-c', 'prod-a'], ['prod-a', 'prod-b', 'prod-c', 'prod-d']],
    ['p', ['prod-a', 'prod-b', 'lab'], []],
    ['', ['a', 'abc'], []],
    ['nope', ['prod-beijing-core', 'copy'], []],
    ['tokyp', ['prod-tokyo', 'tokyo'], ['tokyo']],
  ] as const)
    t.deepEqual(nearestNames(typed, names), told, typed);
});

const schema = v.strictObject({
  name: v.string(),
  sinks: v.array(
    v.strictObject({ bucket: v.pipe(v.string('bucket must be text'), v.minLength(1, 'bucket is empty')) }),
  ),
});

const documents: [value: unknown, problems: string[]][] = [
  [{ name: 'a', sinks: [] }, []],
  [{ sinks: [] }, ['name: is missing']],
  [{ name: 'a', sinks: [], odd: 'secret' }, ['odd: is not a known setting']],
  [{ name: 'a', sinks: [{ bucket: 'b' }, { bucket: '' }] }, ['sinks[1].bucket: bucket is empty']],
  [
    { name: 'a', sinks: [{ bucket: 7 }, { bucket: 7 }] },
    ['sinks[0].bucket: bucket must be text', 'sinks[1].bucket: bucket must be text'],
  ],
  [{ name: 7, sinks: 'secret' }, ['name: must be string', 'sinks: must be Array']],
  ['secret', ['must be Object']],
];

const said = (issues: Parameters<typeof schemaProblems>[0]) =>
  schemaProblems(issues).map((each) => toText(each));

test('each problem is reported with its place, and never with the value found there', (t) => {
  for (const [value, problems] of documents) {
    const parsed = v.safeParse(schema, value, unquoting);
    t.deepEqual(said(parsed.issues ?? []), problems, JSON.stringify(value));
  }
  t.deepEqual(
    said(
      v.safeParse(
        v.pipe(
          v.string(),
          v.check(() => false),
        ),
        'x',
        unquoting,
      ).issues ?? [],
    ),
    ['is not as it must be'],
  );
});
