import { keyOf, officialRpcClient } from '@ackring/testkit/official-rpc-client';
import test from 'ava';
import { startEmulator } from '../../start.js';

async function cloudMonitor(caller = 'ops') {
  const emulator = await startEmulator({ scenario: { identities: [{ name: 'nobody', policies: 'none' }] } });
  const call = officialRpcClient(emulator.endpoints.cms, '2019-01-01', keyOf(emulator, caller));
  return { emulator, call, [Symbol.asyncDispose]: emulator.stop };
}

const event = {
  EventName: 'ackring',
  Content: '{"renewed":3}',
  Time: '20261124T160000.000+0800',
  GroupId: 7,
};

test('custom events are received, several at once', async (t) => {
  await using cloud = await cloudMonitor();
  const second = { EventName: 'ackring', Content: 'plain' };
  const answer = await cloud.call('PutCustomEvent', { EventInfo: [event, second] });
  t.is(answer['Code'], '200');
  t.deepEqual(cloud.emulator.services.cms.events, [
    { name: 'ackring', content: '{"renewed":3}', time: event.Time, groupId: '7' },
    { name: 'ackring', content: 'plain', time: null, groupId: '0' },
  ]);
});

test('events without a name, with an invalid time, or none at all are refused', async (t) => {
  await using cloud = await cloudMonitor();
  const refused = (EventInfo: object[]) =>
    t.throwsAsync(cloud.call('PutCustomEvent', { EventInfo }), { code: 'ParameterInvalid' });
  await refused([{ ...event, EventName: '' }]);
  await refused([{ ...event, Time: '2026-11-24T16:00:00Z' }]);
  await refused([]);
});

test('an identity without permission is refused', async (t) => {
  await using cloud = await cloudMonitor('nobody');
  await t.throwsAsync(cloud.call('PutCustomEvent', { EventInfo: [event] }), { code: 'Forbidden.RAM' });
});
