import { specimenCluster } from '@ackring/testkit/cluster';
import test from 'ava';
import { AckringError } from '../../words/errors.js';
import { selectClusters } from './run.js';

const cluster = (name: string, region = 'r') =>
  specimenCluster({ id: name, name, region, tags: { of: name } });
const clusters = [cluster('b'), cluster('a'), cluster('a2', 'q')];
const unread = [{ region: 's', error: new AckringError('Unreachable', 'no answer', { remedy: 'Wait.' }) }];

/** What is asked, and the names of what is found, or the error's code where nothing is, and one region is unread. */
const rows = [
  [{ names: [], tags: {} }, ['a2', 'a', 'b'], ['a2', 'a', 'b']],
  [{ names: ['b'], tags: {} }, ['b'], ['b']],
  [{ names: ['a*'], tags: {} }, ['a2', 'a'], ['a2', 'a']],
  [{ names: [], tags: { of: 'a' } }, ['a'], ['a']],
  [{ names: ['b'], tags: { of: 'a' } }, 'ClusterNotFound', 'ClusterNotSeen'],
  [{ names: ['z'], tags: {} }, 'ClusterNotFound', 'ClusterNotSeen'],
] as const;

for (const [names, of, told] of [
  [[], unread, 'no cluster is selected in the regions that answered'],
  [['z', 'y'], unread, 'no cluster is selected by z, y in the regions that answered'],
  [[], [], 'no cluster is selected'],
  [['z', 'y'], [], 'no cluster is selected by z, y'],
] as const)
  test(`it is told what selected nothing: ${told}`, (t) => {
    const select = () => selectClusters({ clusters, unread: of }, { names, tags: { of: 'nothing' } });
    t.throws(select, { message: new RegExp(`^${told}$`, 'm') });
  });

for (const [asked, whole, partly] of rows) {
  test(`of a fleet ${JSON.stringify(asked)} selects ${whole}`, (t) => {
    const of = (fleet: Parameters<typeof selectClusters>[0]) => {
      try {
        return selectClusters(fleet, asked).map(({ name }) => name);
      } catch (error) {
        return error instanceof AckringError ? error.code : error;
      }
    };
    t.deepEqual(of({ clusters, unread: [] }), whole);
    t.deepEqual(of({ clusters, unread }), partly);
  });
}
