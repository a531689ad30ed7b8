import { startEmulator } from '@ackring/emulator/start';
import { keyOf, officialRpcClient } from '@ackring/testkit/official-rpc-client';
import test from 'ava';
import { systemClock } from '../../machine/clock.js';
import { resolveEndpoint } from '../openapi/endpoints.js';
import { createRateLimiter } from '../rate-limit.js';
import { createResourceDirectory } from './resource-directory.js';

async function directoryOf(count: number) {
  const accounts = Array.from({ length: count }, (_, at) => ({
    name: `member ${at}`,
    member: 'joined' as const,
  }));
  const scenario = { identities: [{ name: 'mei', policies: 'none' as const }], accounts, clusters: [] };
  const emulator = await startEmulator({ scenario });
  const as = (who: string) => {
    const key = { ...keyOf(emulator, who), securityToken: null };
    return createResourceDirectory({
      credentials: { get: async () => key },
      region: 'cn-hangzhou',
      endpoint: resolveEndpoint('rd', 'cn-hangzhou', emulator.environment),
      clock: systemClock,
      limiter: createRateLimiter(systemClock),
    });
  };
  return { emulator, as, [Symbol.asyncDispose]: emulator.stop };
}

test('every page of members is read, and those that are being deleted are told', async (t) => {
  await using cloud = await directoryOf(203);
  const { directory } = cloud.emulator.world;
  const [first, ...others] = directory?.values() ?? [];
  if (first !== undefined) directory?.set(first.id, { ...first, state: 'deleting' });
  const members = await cloud.as('ops').members();
  t.deepEqual(members[0], { accountId: first?.id ?? '', name: 'member 0', isBeingDeleted: true });
  t.deepEqual(
    members.slice(1),
    others.map(({ id, name }) => ({ accountId: id, name, isBeingDeleted: false })),
  );
  t.is(cloud.emulator.requests.all().length, 3);
});

test('a member whose account is no account’s id makes the list unreadable: it would be part of a role’s name', async (t) => {
  await using cloud = await directoryOf(1);
  for (const id of ['1170762506972902:role/other', '12', '']) {
    cloud.emulator.world.directory?.set(id, { id, name: 'odd', state: 'joined' });
    await t.throwsAsync(cloud.as('ops').members(), { code: 'ResponseUnreadable' });
    cloud.emulator.world.directory?.delete(id);
  }
});

test('without the right, or outside of the management account, the members are not told', async (t) => {
  await using cloud = await directoryOf(1);
  const { message } = await t.throwsAsync(cloud.as('mei').members(), { code: 'Forbidden' });
  t.regex(message, /resourcemanager:ListAccounts/);
  await t.throwsAsync(cloud.as('member 0/ops').members(), { code: 'ResourceNotFound' });
});

test('the vendor’s client reads the same members', async (t) => {
  await using cloud = await directoryOf(12);
  const { emulator } = cloud;
  const client = officialRpcClient(emulator.endpoints.rd, '2022-04-19', keyOf(emulator, 'ops'));
  const { Accounts, TotalCount } = await client('ListAccounts', { PageNumber: 2 });
  t.is(TotalCount, 12);
  t.like(Accounts, { Account: [{ DisplayName: 'member 10' }, { DisplayName: 'member 11' }] });
});
