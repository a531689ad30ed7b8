import {
  askHub,
  embeddedHub,
  hubSecrets,
  secretSink,
  specimenKey,
  specimenVersion,
  type TestHub,
} from '@ackring/testkit/rotation/hub';
import test from 'ava';
import type { ErrorCode } from '../../words/errors.js';

// Whether somebody else came first is seen, and not believed: webhooks answer as a failed test does.
const secret = '/api/v1/namespaces/ci/secrets/prod';

interface Writing {
  /** What the hub answers to each write of ours; omitted where it does as it is asked. */
  readonly status?: 404 | 409 | 422;
  /** What somebody else does between our reading and our first writes, as often as there are any. */
  readonly meanwhile?: readonly ((hub: TestHub) => Promise<unknown>)[];
  /** How often we write; null for as often as there are tries. */
  readonly writes: number | null;
  readonly ends: 'written' | readonly [ErrorCode, RegExp];
}

type Write = NonNullable<Writing['meanwhile']>[number];
let count = 0;

/** An update: what the hub answers to patches is for ours. */
const writing =
  (key: string): Write =>
  async (hub) => {
    const { body } = await askHub(hub, 'GET', secret);
    count += 1;
    const data = { ...Object(body['data']), [key]: Buffer.from(String(count)).toString('base64') };
    await askHub(hub, 'PUT', secret, { ...body, data });
  };
const neighbour = writing('other');
const ourKey = writing('kubeconfig.previous');
const always = (write: Write) => Array.from({ length: 12 }, () => write);

const refused = ['Refused', /its API server refuses it \(422/] as const;
const unsettled = ['Conflict', /its API server says that it changes meanwhile \(409/] as const;
const somebody = ['Conflict', /somebody else keeps writing our keys of Secret ci\/prod/] as const;

const changes: Readonly<Record<string, Writing>> = {
  'a failed test where nobody wrote is a refusal, at once': { status: 422, writes: 1, ends: refused },
  'a failed test where a neighbour wrote once is one as soon as he stops': {
    status: 422,
    meanwhile: [neighbour],
    writes: 2,
    ends: refused,
  },
  'a failed test beside a neighbour who never stops is a refusal in the end': {
    status: 422,
    meanwhile: always(neighbour),
    writes: null,
    ends: refused,
  },
  'another run that wrote our key once is followed': { meanwhile: [ourKey], writes: 2, ends: 'written' },
  'a neighbour who never stops is none in our way': {
    meanwhile: always(neighbour),
    writes: 1,
    ends: 'written',
  },
  'whoever never stops writing our key is told of': {
    meanwhile: always(ourKey),
    writes: null,
    ends: somebody,
  },
  'a conflict that nobody was seen to make is not laid on somebody': {
    status: 409,
    writes: null,
    ends: unsettled,
  },
  'a Secret that is there, and is said not to be, is a refusal': {
    status: 404,
    writes: 1,
    ends: ['RequestRejected', /its API server refuses that \(404/],
  },
};

for (const [title, { status, meanwhile = [], writes, ends }] of Object.entries(changes)) {
  test(title, async (t) => {
    await using hub = await embeddedHub();
    const [first, second] = await Promise.all([specimenVersion(1), specimenVersion(2)]);
    await secretSink(hub).promote(specimenKey(), first);
    if (status !== undefined)
      hub.faults.add({
        service: 'kubernetes',
        operation: 'patch secrets',
        effect: { kind: 'error', status },
      });
    const hubs = hubSecrets(hub);
    let written = 0;
    const secrets: typeof hubs = {
      ...hubs,
      change: async (...asked) => {
        await meanwhile[written]?.(hub);
        written += 1;
        return hubs.change(...asked);
      },
    };
    const sink = secretSink(hub, { secrets, random: () => 0 });
    if (ends === 'written') await sink.promote(specimenKey(), second);
    else await t.throwsAsync(sink.promote(specimenKey(), second), { code: ends[0], message: ends[1] });
    t.is(written, writes ?? 12);
    t.is(await sink.read(specimenKey()), ends === 'written' ? second.text : first.text);
  });
}

test('a name that is taken and nevertheless not there is not laid on somebody', async (t) => {
  await using hub = await embeddedHub();
  hub.faults.add({
    service: 'kubernetes',
    operation: 'create secrets',
    effect: { kind: 'error', status: 409 },
  });
  const sink = secretSink(hub, { random: () => 0 });
  const [code, message] = unsettled;
  await t.throwsAsync(sink.promote(specimenKey(), await specimenVersion(1)), { code, message });
});
