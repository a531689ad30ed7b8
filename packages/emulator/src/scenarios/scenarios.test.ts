import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startCloud } from '@ackring/testkit/cloud';
import test from 'ava';
import { addonOf, heedsMappings } from '../world/addons.js';
import { grantExpiry } from '../world/grant.js';
import { scenarios } from './scenarios.js';
import { findScenario, parseScenario } from './schema.js';

for (const [name, scenario] of Object.entries(scenarios)) {
  test(`the scenario ${name} passes the validation of custom files`, (t) => {
    t.deepEqual(parseScenario(JSON.parse(JSON.stringify(scenario)), name), scenario);
  });
}

test('the fleet has a dozen clusters of every kind and the caller’s certificates in every state', async (t) => {
  await using cloud = await startCloud('fleet');
  const clusters = [...cloud.emulator.world.clusters.all()];
  t.true(clusters.length >= 12);
  t.true(new Set(clusters.map((cluster) => cluster.region)).size >= 4);
  t.is(new Set(clusters.map((cluster) => `${cluster.type} ${cluster.profile}`)).size, 6);
  t.true(clusters.some((cluster) => !cluster.hasPublicEndpoint));
  t.true(clusters.some((cluster) => cluster.state === 'deleting'));
  const now = cloud.emulator.clock.now().getTime();
  const days = clusters.flatMap((cluster) => {
    const grant = cluster.grants.get(cloud.uid('ops'));
    return grant?.state === 'issued' ? [Math.floor((grantExpiry(grant).getTime() - now) / 86_400_000)] : [];
  });
  for (const isThere of [
    (left: number) => left > 180,
    (left: number) => left > 30 && left <= 180,
    (left: number) => left >= 0 && left <= 30,
    (left: number) => left < 0,
  ]) {
    t.true(days.some(isThere));
  }
  t.true(days.includes(912) && days.includes(171) && days.includes(12) && days.includes(-12));
});

test('oddities are reported as by the cloud', async (t) => {
  await using cloud = await startCloud('odd');
  const tokyo = (await cloud.list()).clusters.map(({ name, state }) => [name, state]);
  t.deepEqual(tokyo, [
    ['balanced', 'running'],
    ['two-private', 'running'],
    ['told-only', 'running'],
    ['upgrading', 'Upgrading'],
    ['going', 'Deleting'],
    ['shared-forbidden', 'running'],
  ]);
  t.regex((await cloud.fetch('balanced')).server, /^https:\/\/localhost:/);
  await t.throwsAsync(cloud.fetch('going'), { code: 'ErrorClusterState' });
  await t.throwsAsync(cloud.list({}, { region: 'ap-southeast-3' }), { code: 'StatusForbidden' });
});

test('a custom scenario is read from a file', async (t) => {
  const directory = await mkdtemp(join(tmpdir(), 'ackring-scenario-'));
  t.teardown(() => rm(directory, { recursive: true }));
  const file = join(directory, 'own.yaml');
  await writeFile(
    file,
    'clusters:\n  - name: mine\n    region: eu-west-1\n    holders: {ops: {daysLeft: 5}}\n',
  );
  await using cloud = await startCloud(file);
  t.is(cloud.cluster('mine').region, 'eu-west-1');
});

test('every problem of a scenario is reported with its place', (t) => {
  const wrong = {
    clusters: [{ name: 'a', kind: 'huge' }, { nam: 'b' }],
    identities: [{ name: 'x', state: 'Gone' }],
  };
  const error = t.throws(() => parseScenario(wrong, 'own.yaml'));
  for (const place of [
    'own.yaml',
    'clusters.0.kind',
    'clusters.1.name',
    'clusters.1.nam',
    'identities.0.state',
  ]) {
    t.true(error.message.includes(place), place);
  }
  t.throws(() => findScenario('nowhere'), { message: /unknown scenario "nowhere".*global/ });
});

test('an unknown holder is reported', async (t) => {
  await t.throwsAsync(startCloud({ clusters: [{ name: 'a', holders: { nobody: {} } }] }), {
    message: /a.*nobody/,
  });
});

test('a generated fleet is the same at every start, lists completely and issues on its own addresses', async (t) => {
  const scenario = { generate: { clusters: 250, identities: 4 } };
  const now = new Date('2026-01-01T00:00:00Z');
  const listed = async () => {
    await using cloud = await startCloud(scenario, { now });
    const ids: (string | undefined)[] = [];
    for (const { id: region } of cloud.emulator.world.regions) {
      const { clusters, page } = await cloud.list({ pageSize: 100 }, { region });
      t.is(page?.totalCount, clusters.length);
      ids.push(...clusters.map((cluster) => cluster.clusterId));
    }
    t.false([...cloud.emulator.world.clusters.all()].some((cluster) => cluster.isTouched));
    return ids;
  };
  const first = await listed();
  t.is(new Set(first).size, 250);
  t.deepEqual(await listed(), first);
});

test('the tokens scenario has every state of the mappings', async (t) => {
  await using cloud = await startCloud('tokens');
  const told = ['on', 'made-by-console', 'off', 'unset', 'before-the-switch', 'missing', 'serverless'].map(
    (name) => {
      const addon = addonOf(cloud.cluster(name), 'ack-ram-authenticator');
      return [
        name,
        addon?.config ?? null,
        addon !== undefined && heedsMappings(addon),
        addon?.isFixed ?? false,
      ];
    },
  );
  const [on, off] = [true, false].map((is) => JSON.stringify({ EnableNonBootstrapMapping: is }));
  t.deepEqual(told, [
    ['on', on, true, false],
    ['made-by-console', off, false, true],
    ['off', off, false, false],
    ['unset', '', true, false],
    ['before-the-switch', off, true, false],
    ['missing', null, false, false],
    ['serverless', null, false, false],
  ]);
});
