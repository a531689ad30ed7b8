import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runTool } from '@ackring/testkit/kubectl';
import { installedApiServers } from '@ackring/testkit/real/installed-api-servers';
import { startRealApiServer } from '@ackring/testkit/real/real-api-server';
import { outsideRun } from '@ackring/testkit/run/test-run';
import test from 'ava';
import { parse } from 'yaml';
import { inventoryStory } from '../command-line/inventory-story.js';

/** As the API's own module has it, in the version that the controller beside is built with. */
async function definition(): Promise<object> {
  const env = { ...process.env, ...outsideRun };
  const source = join(import.meta.dirname, '../../kubectl/cluster-inventory');
  const module = 'sigs.k8s.io/cluster-inventory-api';
  await runTool('go', ['-C', source, 'mod', 'download', module], env);
  const { stdout, stderr } = await runTool('go', ['-C', source, 'list', '-m', '-f', '{{.Dir}}', module], env);
  if (stdout === '') throw new Error(stderr);
  const file = join(stdout.trim(), 'config/crd/bases/multicluster.x-k8s.io_clusterprofiles.yaml');
  return parse(await readFile(file, 'utf8'));
}

for (const installed of installedApiServers()) {
  test.serial(`kube-apiserver ${installed.version} keeps the inventory as the fleet is`, async (t) => {
    t.timeout(600_000);
    await using server = await startRealApiServer(installed);
    await inventoryStory(t, server, await definition());
  });
}
