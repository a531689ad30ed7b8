import { startEmulator } from '@ackring/emulator/start';
import test from 'ava';
import { openTerminal } from './driver.js';

for (const [who, args, isAll] of [
  ['everybody', [], false],
  ['one person', ['--user', 'mei'], true],
] as const)
  test(`a narrow terminal is told of ${who} ${isAll ? 'every address' : 'every new address'}, whole`, async (t) => {
    const addresses = ['198.51.100.24', '198.51.100.25', '203.0.113.107', '203.0.113.108'] as const;
    const uses = addresses.map((address, index) => ({ daysAgo: index < 2 ? 1 : 90 - index, address }));
    const holders = { mei: { daysLeft: 400, uses } };
    const cloud = await startEmulator({
      scenario: { identities: [{ name: 'mei' }], clusters: [{ name: 'prod-tokyo-api', holders }] },
    });
    t.teardown(() => cloud.stop());
    const asked = ['usage', 'prod-tokyo-api', ...args];
    await using terminal = await openTerminal({ cloud, args: asked, columns: 80, rows: 40 });
    t.is(await terminal.exit(), 0);
    const told = terminal.screen();
    for (const [index, address] of addresses.entries())
      t.is(told.includes(address), isAll || index < 2, told);
    t.is(told.includes('names all of one person'), !isAll, told);
  });
