import type { Cluster } from '@ackring/core/internal/words/cluster';
import { specimenCluster } from '@ackring/testkit/cluster';
import test from 'ava';
import type { AppState } from '../../screen/app-state.js';
import { runCommand } from '../../screen/commands.js';
import { listed, opened, pressed } from '../../testkit.js';
import { goIn } from './tasks.js';

function cluster(name: string, state = 'running'): Cluster {
  return specimenCluster({ id: name, name, region: 'cn-beijing', state });
}

const over = (...clusters: readonly Cluster[]): AppState => listed(opened(), clusters);

const asked = (state: AppState, line: string) => {
  const { asks } = runCommand(state, line);
  return asks.find(({ task }) => task === goIn)?.request as Parameters<typeof goIn>[0] | undefined;
};

test(':shell takes how long, which namespace and read-only, in any order', (t) => {
  const state = over(cluster('a'));
  t.like(asked(state, 'shell'), { isReadOnly: false, command: { kind: 'shell' } });
  t.like(asked(state, 'shell 8h namespace=web read-only'), {
    isReadOnly: true,
    durationMinutes: 480,
    namespace: 'web',
  });
  t.like(asked(state, 'shell read-only 90m'), { isReadOnly: true, durationMinutes: 90 });
});

for (const line of ['shell readonly', 'shell read_only', 'shell --read-only', 'shell 9d', 'shell namespace='])
  test(`what is not understood opens nothing, least of all a shell that may write: ${line}`, (t) => {
    t.is(asked(over(cluster('a')), line), undefined);
  });

test('it goes nowhere where the key would not', (t) => {
  t.is(asked(over(cluster('a', 'deleting')), 'shell'), undefined);
  const both = pressed(over(cluster('a'), cluster('b')), 'ctrl-a');
  t.is(asked(both, 'shell'), undefined);
});
