import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { appendFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTestCloud } from '@ackring/testkit/access-cloud';
import test, { type ExecutionContext } from 'ava';
import { createJournal } from '../../journal/journal.js';
import { privateFolder, readIfThere } from '../../machine/files/write.js';
import { createEvidence, type EvidencePorts } from './evidence.js';

/** A separate state folder, on a clock that the test moves. */
async function withEvidence(t: ExecutionContext, key: Partial<EvidencePorts['key']> = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'ackring-evidence-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  let now = new Date('2026-10-01T12:00:00Z');
  const clock = { now: () => now, sleep: async () => undefined };
  const journal = createJournal({ folder, clock });
  const records = join(folder, 'access-records');
  const evidence = createEvidence({
    clock,
    journal,
    records: {
      write: privateFolder(records),
      read: (name) => readIfThere(join(records, name)),
    },
    key: { read: async () => null, create: async () => undefined, ...key },
    refuseWhenReadOnly: async () => undefined,
  });
  const moveTo = (time: string) => {
    now = new Date(time);
  };
  return { evidence, journal, records, moveTo, journalFile: join(folder, 'journal.jsonl') };
}

async function holdings() {
  await using cloud = await startTestCloud({
    identities: [{ name: 'mei' }, { name: 'tom' }],
    clusters: [{ name: 'prod', holders: { mei: { daysLeft: 400 }, tom: { daysLeft: 100 } } }],
  });
  return { rows: await cloud.rows(), tom: cloud.uid('tom') };
}

const removal = (uid: string, clusterId: string) =>
  ({
    action: 'clean',
    phase: 'done',
    runId: 'r1',
    summary: 'tom in prod: removed',
    details: { part: true, uid, clusterId, result: 'removed' },
  }) as const;

test('who held what comes from the last record before, minus the removals in the journal since', async (t) => {
  const { evidence, journal, moveTo } = await withEvidence(t);
  const { rows, tom } = await holdings();
  await evidence.recordAccess({ rows, unread: [] });
  moveTo('2026-10-05T12:00:00Z');
  await journal.record(removal(tom, rows[0]?.cluster.id ?? ''));
  moveTo('2026-10-09T12:00:00Z');
  await evidence.recordAccess({ rows: [], unread: [] });
  const held = async (at: string) => {
    const { rows: found, changes } = await evidence.accessAt(new Date(at));
    return [found.map(({ identity, status }) => [identity.name, status === 'revoked']), changes.length];
  };
  t.deepEqual(await held('2026-10-04T00:00:00Z'), [
    [
      ['mei', false],
      ['tom', false],
    ],
    0,
  ]);
  t.deepEqual(await held('2026-10-06T00:00:00Z'), [
    [
      ['mei', false],
      ['tom', true],
    ],
    1,
  ]);
  t.deepEqual(await held('2026-10-10T00:00:00Z'), [[], 0]);
  await t.throwsAsync(evidence.accessAt(new Date('2026-09-30T00:00:00Z')), { code: 'ResourceNotFound' });
});

test('a removal by a clock that went back counts nevertheless', async (t) => {
  const { evidence, journal, moveTo } = await withEvidence(t);
  const { rows, tom } = await holdings();
  await journal.record({ ...removal(tom, rows[0]?.cluster.id ?? ''), runId: 'before' });
  await evidence.recordAccess({ rows, unread: [] });
  moveTo('2026-10-01T11:00:00Z');
  const held = async () =>
    (await evidence.accessAt(new Date('2026-10-02T00:00:00Z'))).rows.filter(
      ({ status }) => status !== 'revoked',
    ).length;
  t.is(await held(), rows.length);
  await journal.record(removal(tom, rows[0]?.cluster.id ?? ''));
  t.is(await held(), rows.length - 1);
});

test('an altered record is not used, nor is one unknown to the journal', async (t) => {
  const { evidence, records, moveTo } = await withEvidence(t);
  const { rows } = await holdings();
  const first = await evidence.recordAccess({ rows, unread: [{ place: 'cn-beijing', code: 'Forbidden' }] });
  moveTo('2026-10-02T12:00:00Z');
  const second = await evidence.recordAccess({ rows, unread: [] });
  const text = await readFile(join(records, second), 'utf8');
  await writeFile(join(records, second), text.replaceAll('tom', 'eve'));
  await writeFile(join(records, '2026-10-03.json'), text);
  const { recordedAt, lostRecords, unread } = await evidence.accessAt(new Date('2026-10-04T00:00:00Z'));
  t.is(recordedAt.toISOString(), '2026-10-01T12:00:00.000Z');
  t.deepEqual(lostRecords, [second]);
  t.deepEqual(unread, [{ place: 'cn-beijing', code: 'Forbidden' }]);
  await rm(join(records, first));
  await t.throwsAsync(evidence.accessAt(new Date('2026-10-04T00:00:00Z')), {
    message: /missing or was altered/,
  });
  t.is((await readdir(records)).length, 2);
});

test('an altered journal is reported', async (t) => {
  const { evidence, journal, journalFile, moveTo } = await withEvidence(t);
  const { rows, tom } = await holdings();
  await evidence.recordAccess({ rows, unread: [] });
  moveTo('2026-10-02T12:00:00Z');
  await journal.record(removal(tom, rows[0]?.cluster.id ?? ''));
  t.deepEqual((await evidence.accessAt(new Date('2026-10-03T00:00:00Z'))).flaws, []);
  await appendFile(journalFile, '{"sequence":3,"at":"2026-10');
  t.deepEqual((await evidence.accessAt(new Date('2026-10-03T00:00:00Z'))).flaws, []);
  const [line = ''] = (await readFile(journalFile, 'utf8')).split('\n');
  await writeFile(journalFile, `${line}\n`);
  const { flaws, rows: found } = await evidence.accessAt(new Date('2026-10-03T00:00:00Z'));
  t.deepEqual(
    flaws.map(({ kind }) => kind),
    ['truncated'],
  );
  t.false(found.some(({ status }) => status === 'revoked'));
});

const message = Buffer.from('who held what');

test('evidence is signed by one key, made at the first need', async (t) => {
  let kept: string | null = null;
  let made = 0;
  const { evidence } = await withEvidence(t, {
    read: async () => kept,
    create: async (pem) => {
      kept = pem;
      made += 1;
    },
  });
  const [first, second] = [await evidence.signEvidence(message), await evidence.signEvidence(message)];
  t.is(made, 1);
  t.is(first.fingerprint, second.fingerprint);
  t.true(verify(null, message, first.publicKey, second.signature));
});

test('of two keys that are made at once the one that is kept signs', async (t) => {
  const theirs = generateKeyPairSync('ed25519')
    .privateKey.export({ type: 'pkcs8', format: 'pem' })
    .toString();
  let isMade = false;
  const { evidence } = await withEvidence(t, {
    read: async () => (isMade ? theirs : null),
    create: async () => {
      isMade = true;
    },
  });
  const { signature } = await evidence.signEvidence(message);
  t.true(verify(null, message, createPublicKey(theirs), signature));
});
