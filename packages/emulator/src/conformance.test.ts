import { readClients } from '@ackring/testkit/conformance/clients';
import { replay } from '@ackring/testkit/conformance/replay';
import test from 'ava';
import { startEmulator } from './start.js';

for (const client of readClients()) {
  for (const command of client.commands) {
    test(`${client.client}: ${command.command}`, async (t) => {
      await using emulator = await startEmulator({ scenario: client.scenario });
      // Slow operations finish when a file says so, however long the machine takes.
      emulator.clock.freeze();
      t.deepEqual(await replay(emulator, client, command), []);
    });
  }
}
