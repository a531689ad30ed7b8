import { startTestCloud } from '@ackring/testkit/access-cloud';
import test from 'ava';
import type { AccessRow } from './access-row.js';
import { createHoldings, type HoldingsPorts } from './holdings.js';

// Whose word it is that a list of roles is whole: the account root's alone.

const scenario = {
  identities: [{ name: 'mei' }],
  clusters: [{ name: 'prod', holders: { ops: { daysLeft: 900 }, mei: { daysLeft: 300, roles: ['dev'] } } }],
};

for (const [who, caller, isWhole] of [
  ['the account root', async () => ({ type: 'root' }) as const, true],
  ['a user', async () => ({ type: 'user' }) as const, false],
  ['nobody knows whom', async () => Promise.reject(new Error('no credentials')), false],
] as const)
  test(`for ${who} roles are ${isWhole ? '' : 'not '}known to be all`, async (t) => {
    await using cloud = await startTestCloud(scenario);
    const holdings = createHoldings({
      ...{ api: async () => cloud.api(), caller, clock: cloud.clock },
      holders: async () => ({ read: () => [], add: async () => undefined }),
      beginnings: async () => () => null,
      checkJournal: async () => ({ lines: [], flaws: [], isIntact: true, unfinished: [] }),
      listBindings: async () => null,
    } as unknown as HoldingsPorts);
    const rows: AccessRow[] = [];
    for await (const event of holdings.audit(await cloud.clusters()))
      if (event.kind === 'completed') rows.push(event.row);
    const [mei] = rows.filter(({ identity }) => identity.name === 'mei');
    t.is(mei?.roles?.[0]?.role, 'dev');
    t.is(mei?.areRolesWhole, isWhole);
    for await (const row of holdings.complete(rows)) t.is(row.areRolesWhole, isWhole);
  });
