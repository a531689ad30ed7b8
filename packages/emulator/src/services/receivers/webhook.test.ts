import test from 'ava';
import { startEmulator } from '../../start.js';

test('any posted body can be read, JSON or not', async (t) => {
  await using emulator = await startEmulator({ scenario: 'single' });
  const { webhook } = emulator.services;
  const post = (path: string, body: string) =>
    fetch(webhook.url(path), { method: 'POST', headers: { 'x-token': 'a' }, body });
  t.is((await post('/hook?team=ops', '{"renewed":3}')).status, 200);
  await post('/other', 'plain');
  t.like(webhook.deliveries[0], {
    path: '/hook',
    query: 'team=ops',
    json: { renewed: 3 },
    headers: { 'x-token': 'a' },
  });
  t.like(webhook.deliveries[1], { path: '/other', text: 'plain', json: undefined });
});

test('a receiver that fails keeps nothing', async (t) => {
  await using emulator = await startEmulator({ scenario: 'single' });
  emulator.faults.add({ service: 'webhook', times: 1, effect: { kind: 'error', status: 503 } });
  const { webhook } = emulator.services;
  t.is((await fetch(webhook.url(), { method: 'POST', body: '{}' })).status, 503);
  t.is(webhook.deliveries.length, 0);
});

test('any program can read what was received from the control endpoint', async (t) => {
  await using emulator = await startEmulator({ scenario: 'single' });
  const ask = async (path: string): Promise<unknown> => {
    const headers = { authorization: `Bearer ${emulator.controlToken}` };
    return (await fetch(`${emulator.endpoints.control}${path}`, { headers })).json();
  };
  const described = await ask('/');
  const { webhook } = emulator.services;
  t.like(described, { receivers: { webhook: { url: webhook.url() } } });
  await fetch(webhook.url(), { method: 'POST', body: '{"renewed":3}' });
  const received = await ask('/received');
  t.like(received, { webhook: [{ json: { renewed: 3 } }], dingtalk: [], cloudMonitor: [], pagerduty: [] });
});
