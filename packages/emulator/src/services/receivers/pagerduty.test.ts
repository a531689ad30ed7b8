import { receivers } from '@ackring/testkit/receivers';
import test from 'ava';

async function service() {
  const cloud = await receivers();
  const { pagerduty } = cloud.services;
  const send = async (event: object) => {
    const { status, text } = await cloud.post(pagerduty.url(), {
      routing_key: pagerduty.routingKey,
      ...event,
    });
    return { status, body: JSON.parse(text) };
  };
  return { cloud, pagerduty, send, [Symbol.asyncDispose]: cloud[Symbol.asyncDispose] };
}

const payload = { summary: 'a', source: 'ackring', severity: 'warning' };
const trigger = { event_action: 'trigger', dedup_key: 'k', payload };
const resolve = { event_action: 'resolve', dedup_key: 'k' };

test('one key is one alert until it is resolved, and another one after that', async (t) => {
  await using pager = await service();
  t.like(await pager.send(trigger), { status: 202, body: { status: 'success', dedup_key: 'k' } });
  await pager.send({ ...trigger, payload: { ...payload, severity: 'critical' } });
  t.like(pager.pagerduty.alerts, {
    length: 1,
    0: { triggers: 2, severity: 'critical', status: 'triggered' },
  });
  await pager.send(resolve);
  await pager.send(trigger);
  t.deepEqual(
    pager.pagerduty.alerts.map(({ status }) => status),
    ['resolved', 'triggered'],
  );
});

test('resolving an unknown alert is accepted and dropped', async (t) => {
  await using pager = await service();
  t.is((await pager.send(resolve)).status, 202);
  t.is(pager.pagerduty.alerts.length, 0);
});

const refused = test.macro({
  title: (what) => `400: ${what}`,
  async exec(t, event: object) {
    await using pager = await service();
    t.like(await pager.send(event), { status: 400, body: { status: 'invalid event' } });
    t.is(pager.pagerduty.alerts.length, 0);
  },
});
test('another routing key', refused, { ...trigger, routing_key: 'other' });
test('a key of 256 characters', refused, { ...trigger, dedup_key: 'x'.repeat(256) });
test('a summary of 1,025 characters', refused, {
  ...trigger,
  payload: { ...payload, summary: 'x'.repeat(1_025) },
});
test('an unknown severity', refused, { ...trigger, payload: { ...payload, severity: 'fatal' } });
test('no source', refused, { ...trigger, payload: { ...payload, source: '' } });
test('more than 512 KB', refused, {
  ...trigger,
  payload: { ...payload, custom_details: { all: 'x'.repeat(512 * 1024) } },
});
