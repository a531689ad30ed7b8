import '../../features.js';
import test from 'ava';
import { messagesIn } from '../../messages/messages.js';
import { lineText } from '../../screen/drawing/line.js';
import { readContexts } from '../../subjects/context/tasks.js';
import { arrived, opened } from '../../testkit.js';
import { header } from './header.js';

const right = (context: string, namespace: string | null, columns: number): string => {
  const entry = {
    ...{ file: 'f', context, namespace, current: true, ack: null, warnings: [] },
    credential: { kind: 'none' },
  };
  const inventory = { files: ['f'], problems: [], currentContext: context, entries: [entry] };
  const state = arrived(opened({ columns }), (at) => readContexts.arrivals.read(at, inventory as never));
  return /→ (.*?) *$/.exec(lineText(header(state, messagesIn('en'))))?.[1] ?? '';
};

const context = 'ack/ap-northeast-1/lab-tokyo';
const rows: readonly (readonly [context: string, namespace: string | null, columns: number, told: string])[] =
  [
    [context, null, 120, context],
    [context, 'web', 120, `${context} · web`],
    [context, 'kube-system', 120, '…k/ap-northeast-1/lab-tokyo · kube-system'],
    [context, 'kube-system', 80, '…1/lab-tokyo · kube-system'],
    [context, 'a-namespace-of-a-team', 80, '…lab-tokyo · a-namespace-…'],
    [context, 'kube-system', 40, '…1/lab-tokyo'],
    ['prod', 'kube-system', 40, 'prod'],
  ];

for (const [name, namespace, columns, told] of rows)
  test(`of ${name} and namespace ${namespace} at ${columns} columns: ${told}`, (t) => {
    t.is(right(name, namespace, columns), told);
  });
