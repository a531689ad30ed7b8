import test from 'ava';
import { mergedTable, printsTable } from './run-output.js';

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
