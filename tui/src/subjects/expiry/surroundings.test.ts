import { specimenCluster } from '@ackring/testkit/cluster';
import { specimenContext, specimenFacts } from '@ackring/testkit/context-entry';
import test from 'ava';
import { opened } from '../../testkit.js';
import { noKubeconfigs, withInventory } from '../context/kubeconfigs.js';
import { expirySurroundings } from './surroundings.js';

const end = new Date('2027-01-01T00:00:00Z');
const cluster = specimenCluster({ id: 'c1' });
const identity = { uid: '2001', name: 'ops', type: 'user', state: 'active' } as const;

for (const [what, renewableFrom, expected] of [
  ['a long-term one is renewed in its file', new Date('2026-07-05T00:00:00Z'), true],
  ['a temporary one is fetched anew', null, false],
] as const)
  test(what, (t) => {
    const entry = specimenContext({
      credential: { kind: 'certificate', ...specimenFacts(end, { uid: identity.uid }) },
      ...{ status: renewableFrom === null ? 'temporary' : 'fresh', daysLeft: 1, renewableFrom },
      ack: { clusterId: 'c1', region: 'cn-beijing', access: 'public', identity: null, source: 'owned' },
    });
    const inventory = { files: [], entries: [entry], problems: [], orphans: [], currentContext: null };
    const kubeconfigs = withInventory(noKubeconfigs, inventory as never);
    const { isInFile } = expirySurroundings({ ...opened(), kubeconfigs });
    t.is(isInFile({ cluster, identity } as never), expected);
  });
