import '../../commands.js';
import type { ContextEntry } from '@ackring/core/internal/kubeconfig/context-entry';
import type { Cluster } from '@ackring/core/internal/words/cluster';
import { specimenCluster } from '@ackring/testkit/cluster';
import { specimenContext } from '@ackring/testkit/context-entry';
import test from 'ava';
import { en } from '../../languages/en.js';
import { loadMessages } from '../../languages/load.js';
import { fitTable, rowLine, titleLine } from '../../screen/columns.js';
import { lineText } from '../../screen/drawing/line.js';
import { find } from '../../screen/filter.js';
import { printTable } from '../../shell/text-table.js';
import type { Answer } from '../context/kubeconfigs.js';
import { type ClusterSurroundings, clusterTable } from './table.js';

const ja = await loadMessages.ja();
const zh = await loadMessages.zh();

const cluster = specimenCluster({
  id: 'c1',
  name: 'prod-tokyo',
  region: 'ap-northeast-1',
  profile: 'Serverless',
  endpoints: { public: [], private: ['https://10.0.0.1:6443'] },
  created: new Date('2026-01-02T03:04:05Z'),
  tags: { env: 'prod' },
  vpcId: 'vpc-1',
});
const unasked: Cluster = { ...cluster, id: 'c2', name: 'lab', endpoints: null, state: 'updating' };
const now = new Date('2026-11-24T00:00:00Z');
const reader = { now, timeZone: 'UTC', home: '', messages: en };
const nothingHeld: ClusterSurroundings = {
  held: () => null,
  isUnread: false,
  answer: () => null,
  isCurrent: () => false,
  favourites: new Set(),
  alias: () => null,
  isRefused: ({ id }) => id === 'c2',
};

test('the command line prints the facts of a cluster, and marks unknown ones', async (t) => {
  const written: string[] = [];
  const output = { columns: 0, write: (text: string) => void written.push(text) };
  const services = { clock: { now: () => now } };
  await printTable({ home: '', language: 'en', services, output }, clusterTable, [cluster, unasked]);
  t.deepEqual(written.join('').split('\n'), [
    'NAME        REGION          KIND        VERSION  STATE     ACCESS   ID',
    'prod-tokyo  ap-northeast-1  serverless  1.34     running   –   prv  c1',
    'lab         ap-northeast-1  serverless  1.34     updating  ·        c2',
  ]);
});

test('the screen shows the same, with refusals and the held kubeconfig', (t) => {
  const sort = { column: 'region', isDescending: false } as const;
  const fitted = fitTable(clusterTable, { sort, width: 130, known: nothingHeld, reader });
  const lines = [titleLine(fitted), rowLine(fitted, cluster), rowLine(fitted, unasked)];
  t.deepEqual(
    lines.map((line) => lineText(line).replace(/ {2,}/g, '  ').trimEnd()),
    [
      'NAME  REGION ↑  KIND  VERSION  STATE  ACCESS  MY KUBECONFIG',
      'prod-tokyo  ap-northeast-1  serverless  1.34  running  –  prv  none',
      'lab  ap-northeast-1  serverless  1.34  updating  !  none',
    ],
  );
});

test('the bar of a life is as long beside an answer as without one, at every width', (t) => {
  const certificate = { notBefore: new Date('2026-01-01Z'), notAfter: new Date('2028-12-31Z') };
  const entry = { credential: { kind: 'certificate', ...certificate }, status: 'fresh' } as ContextEntry;
  const barAt = (width: number, answer: Answer | null) => {
    const known = { ...nothingHeld, held: () => entry, answer: () => answer };
    const fitted = fitTable(clusterTable, { sort: null, width, known, reader });
    return lineText(rowLine(fitted, cluster)).match(/[━╍╎]/g)?.length ?? 0;
  };
  const bars = Array.from({ length: 100 }, (_, more) => barAt(60 + more, null));
  t.deepEqual(
    bars.map((_, more) => barAt(60 + more, 'asking')),
    bars,
  );
  t.is(Math.max(...bars), 17);
});

test('a cluster is found by its name, region, kind, version, state and id', (t) => {
  const rows = clusterTable.sorted([cluster, unasked], { column: 'name', isDescending: false }, nothingHeld);
  for (const filter of [
    'prodtky',
    'northeast prod-',
    'サーバーレス prod-',
    '1.34 !lab',
    'state:running',
    'c1',
    'endpoints:10.0.0.1',
  ])
    t.deepEqual(find(filter, rows, { ...reader, messages: ja }).ids, ['c1'], filter);
});

test('clusters with both endpoints come first when sorted by access, unknown ones last', (t) => {
  const both = {
    ...cluster,
    id: 'c3',
    endpoints: { public: ['https://1.2.3.4:6443'], private: ['https://10.0.0.1:6443'] },
  };
  const none = { ...cluster, id: 'c4', endpoints: { public: [], private: [] } };
  const order = (isDescending: boolean) =>
    clusterTable
      .sorted([unasked, none, cluster, both], { column: 'access', isDescending }, nothingHeld)
      .ids();
  t.deepEqual(order(false), ['c3', 'c1', 'c4', 'c2']);
  t.deepEqual(order(true), ['c4', 'c1', 'c3', 'c2']);
});

test('JSON has the preferred endpoint of each kind, and all of them', (t) => {
  t.deepEqual(clusterTable.toJson(cluster)['endpoints'], {
    public: null,
    private: 'https://10.0.0.1:6443',
    all: cluster.endpoints,
  });
  t.is(clusterTable.toJson(unasked)['endpoints'], null);
});

test('a sign says whether a cluster serves', (t) => {
  const signs = ['running', 'updating', 'stopped', 'inactive', 'deleting'].map(
    (state) => clusterTable.sign({ ...cluster, state }, reader).text,
  );
  t.deepEqual(signs, ['●', '◐', '○', '○', '✕']);
});

for (const [language, messages] of Object.entries({ en, ja, zh })) {
  test(`in ${language}, a long name is whole at 100 columns, and kind or version give way to it`, (t) => {
    const name = 'prod-tokyo-payments-gateway';
    const widthsAt = (width: number, longestName: number) => {
      const rows = { longest: () => longestName };
      const view = {
        ...{ sort: null, width: width - 4, known: nothingHeld, rows },
        reader: { ...reader, messages },
      };
      const fitted = fitTable(clusterTable, view);
      const titles = fitted.map(({ column }) => column.title);
      t.true(fitted.reduce((sum, each) => sum + each.width + 2, -2) <= width - 4);
      const isWhole = [messages.columns.kind, messages.columns.version].every((title) =>
        titles.includes(title),
      );
      return { name: fitted[0]?.width ?? 0, isWhole };
    };
    t.true(widthsAt(100, name.length).name >= name.length);
    t.false(widthsAt(100, name.length).isWhole);
    t.true(widthsAt(130, name.length).name >= name.length);
    t.true(widthsAt(130, name.length).isWhole);
    t.deepEqual(widthsAt(80, 0), widthsAt(80, 10));
    t.true(widthsAt(80, name.length).name >= name.length);
  });
}

test('what no readable file holds is none, and unknown while a file cannot be read', (t) => {
  const view = { sort: null, width: 100, reader };
  const cellOf = (isUnread: boolean) => {
    const known = { ...nothingHeld, isUnread };
    return lineText(rowLine(fitTable(clusterTable, { ...view, known }), cluster));
  };
  t.regex(cellOf(false), / none/);
  t.regex(cellOf(true), / unknown/);
});

for (const field of ['life', 'left', 'daysLeft', 'mykubeconfig', 'kubeconfig', 'my-kubeconfig'])
  test(`\`${field}:<30d\` finds what has ended too`, (t) => {
    const known = {
      ...nothingHeld,
      held: () => ({ ...specimenContext(), status: 'expired' as const, daysLeft: -12 }),
    };
    const rows = clusterTable.sorted([cluster], null, known);
    t.is(find(`${field}:<30d`, rows, reader).ids.length, 1);
    t.is(find(`${field}:<0d`, rows, reader).ids.length, 1);
    t.is(find(`${field}:>0d`, rows, reader).ids.length, 0);
    t.is(find(`${field}:soon`, rows, reader).ids.length, 0);
  });

test('`life:` asks how many days my kubeconfig of a cluster has left', (t) => {
  const held = (daysLeft: number) => () => ({ daysLeft, credential: { kind: 'none' } }) as ContextEntry;
  for (const [daysLeft, isFound] of [
    [29, true],
    [30, false],
  ] as const) {
    const known = { ...nothingHeld, held: held(daysLeft) };
    t.is(find('life:<30d', clusterTable.sorted([cluster], null, known), reader).ids.length, isFound ? 1 : 0);
  }
  t.deepEqual(find('life:<30', clusterTable.sorted([cluster], null, nothingHeld), reader).ids, []);
});
