import { embeddedHub } from '@ackring/testkit/rotation/hub';
import { writesBesideNeighbours } from '@ackring/testkit/rotation/secret-neighbours';
import test from 'ava';

test('a thousand of our writes do not harm neighbours', async (t) => {
  t.timeout(1_200_000);
  await using hub = await embeddedHub();
  await writesBesideNeighbours(t, hub);
});
