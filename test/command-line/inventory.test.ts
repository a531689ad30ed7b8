import { startEmulatedApiServer } from '@ackring/testkit/emulated-api-server';
import test from 'ava';
import { inventoryDefinition, inventoryStory } from './inventory-story.js';

test('a hub keeps ClusterProfiles as the fleet of two accounts is, and nothing of what others have there', async (t) => {
  t.timeout(240_000);
  await using hub = await startEmulatedApiServer('1.34.1');
  await inventoryStory(t, hub.server, inventoryDefinition);
});
