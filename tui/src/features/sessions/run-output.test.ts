import test from 'ava';
import { discoveryLog, isDiscoveryLog, mergedTable, printsTable } from './run-output.js';

test('tables become one with one header, and a column for the cluster of each row', (t) => {
  const merged = mergedTable(
    [
      {
        label: 'prod-a',
        stdout: 'NAME    STATUS   NOMINATED NODE   AGE\nnode-1  Ready    <none>           3d\n',
      },
      { label: 'prod-bb', stdout: '' },
      {
        label: 'c',
        stdout:
          'NAME                STATUS                     NOMINATED NODE   AGE\nlong-name-of-it     Ready,SchedulingDisabled   <none>           40d\n',
      },
    ],
    'CLUSTER',
  );
  t.is(
    merged,
    [
      'CLUSTER  NAME             STATUS                    NOMINATED NODE  AGE',
      'prod-a   node-1           Ready                     <none>          3d',
      'c        long-name-of-it  Ready,SchedulingDisabled  <none>          40d',
    ].join('\n'),
  );
});

test('a column that only some have is empty for the others, and wide characters shift nothing', (t) => {
  const merged = mergedTable(
    [
      { label: 'a', stdout: 'NAME   AGE\n名前     3d\n' },
      { label: 'b', stdout: 'NAME   VERSION   AGE\nx                4d\n' },
    ],
    'CLUSTER',
  );
  t.is(merged, 'CLUSTER  NAME  AGE  VERSION\na        名前  3d\nb        x     4d');
});

for (const [what, stdout] of [
  ['several tables', 'NAME   AGE\nx      3d\n\nNAME   AGE\ny      3d\n'],
  ['an output without a table', '{"kind": "List"}\n'],
  ['names alone', 'pod/web\n'],
] as const) {
  test(`${what} are not merged`, (t) => {
    t.is(
      mergedTable(
        [
          { label: 'a', stdout: 'NAME   AGE\nx      3d\n' },
          { label: 'b', stdout },
        ],
        'CLUSTER',
      ),
      null,
    );
  });
}

test('only empty outputs make an empty text', (t) => {
  t.is(mergedTable([{ label: 'a', stdout: '' }], 'CLUSTER'), '');
});

const forms: readonly (readonly [line: string, isTable: boolean])[] = [
  ['kubectl get nodes', true],
  ['kubectl get nodes -o wide', true],
  ['kubectl get nodes -owide --output=wide', true],
  ['kubectl top pods -A', true],
  ['kubectl get nodes -o name', false],
  ['kubectl get nodes -o=json', false],
  ['kubectl get nodes --output yaml', false],
  ['kubectl get nodes -w', false],
  ['kubectl get nodes -Aw', false],
  ['kubectl get nodes --watch-only', false],
  ['kubectl get nodes --no-headers', false],
  ['kubectl get --help', false],
  ['kubectl describe nodes', false],
  ['helm list', false],
];
for (const [line, isTable] of forms) {
  test(`${line} is ${isTable ? 'a table' : 'told line by line'}`, (t) => {
    t.is(printsTable(line.split(' ')), isTable);
  });
}

const logged =
  'E1129 03:12:11.123456   12345 memcache.go:265] "Unhandled Error" err="couldn\'t get current server API group list"';

const kinds: readonly (readonly [line: string, isLog: boolean])[] = [
  [logged, true],
  [
    "W0102 23:59:59.000001       7 memcache.go:287] couldn't get resource list for metrics.k8s.io/v1beta1",
    true,
  ],
  ['E1129 03:12:11.123456   12345 main.go:265] "Unhandled Error"', false],
  [`a ${logged}`, false],
  ['Unable to connect to the server: dial tcp: i/o timeout', false],
  ['', false],
];
for (const [line, isLog] of kinds)
  test(`"${line.slice(0, 60)}" is ${isLog ? '' : 'not '}the client’s log of what it could not discover`, (t) => {
    t.is(isDiscoveryLog(line), isLog);
  });

const ends: readonly (readonly [isDone: boolean, hasSaid: boolean, log: string, shown: string])[] = [
  [true, true, 'abc', 'abc'],
  [true, false, 'abc', 'abc'],
  [false, true, 'abc', ''],
  [false, false, 'abc', 'c'],
  [false, true, 'a', ''],
  [false, false, 'a', 'a'],
  [false, false, '', ''],
];
for (const [isDone, hasSaid, log, shown] of ends)
  test(`of ${log.length} lines, ${isDone ? 'done' : 'failed'}, ${hasSaid ? 'with' : 'without'} a word of its own: ${shown || 'none'}`, (t) => {
    const found = discoveryLog([...log], { isDone, hasSaid });
    t.deepEqual(found, { shown: [...shown], leftOut: log.length - shown.length });
  });
