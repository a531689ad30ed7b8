import test from 'ava';
import { moveStage, putVersion, type Secret } from './secret.js';

const now = '2026-11-24T08:00:00Z';
const empty: Secret = {
  name: 'a',
  description: '',
  encryptionKeyId: null,
  instanceId: null,
  tags: {},
  created: now,
  updated: now,
  plannedDelete: null,
  versions: [],
};

function put(secret: Secret, id: string, ...stages: string[]): Secret {
  return putVersion(secret, { id, data: `value ${id}`, dataType: 'text', stages }, now);
}

function stagesOf(secret: Secret): Record<string, readonly string[]> {
  return Object.fromEntries(secret.versions.map((version) => [version.id, version.stages]));
}

function move(secret: Secret, stage: string, from: string | null, to: string | null): Secret {
  return moveStage(secret, { stage, from, to, previousFollows: true }, now);
}

test('a new value is current and the one before it previous', (t) => {
  const secret = put(put(put(empty, 'a'), 'b'), 'c');
  t.deepEqual(stagesOf(secret), { a: [], b: ['ACSPrevious'], c: ['ACSCurrent'] });
});

test('naming stages leaves the current value where it is', (t) => {
  t.deepEqual(stagesOf(put(put(empty, 'a'), 'b', 'next')), { a: ['ACSCurrent'], b: ['next'] });
});

test('the eleventh version drops the oldest without a stage', (t) => {
  let secret = put(empty, 'kept');
  for (let index = 0; index < 9; index += 1) secret = put(secret, `staged-${index}`, 'next');
  t.is(secret.versions.length, 10);
  secret = put(secret, 'last', 'next');
  t.is(secret.versions.length, 10);
  t.is(secret.versions[0]?.id, 'kept');
  t.is(secret.versions[1]?.id, 'staged-1');
});

test('a custom stage can be removed, the cloud’s own two cannot', (t) => {
  const secret = put(put(empty, 'a'), 'b', 'next');
  t.deepEqual(stagesOf(move(secret, 'next', 'b', null))['b'], []);
  t.throws(() => move(secret, 'ACSCurrent', 'a', null), { code: 'InvalidParameter' });
});

test('a stage is moved only from the version that has it', (t) => {
  const secret = put(put(empty, 'a'), 'b', 'next');
  t.throws(() => move(secret, 'ACSCurrent', 'b', 'a'), { code: 'InvalidParameter' });
  t.throws(() => move(secret, 'ACSCurrent', null, 'unknown'), { code: 'Forbidden.ResourceNotFound' });
  t.throws(() => move(secret, 'ACSCurrent', null, null), { code: 'InvalidParameter' });
  t.deepEqual(stagesOf(move(secret, 'ACSCurrent', 'a', 'b')), {
    a: ['ACSPrevious'],
    b: ['next', 'ACSCurrent'],
  });
});

test('moving the current stage to where it is changes nothing', (t) => {
  const secret = put(put(empty, 'a'), 'b');
  t.deepEqual(stagesOf(move(secret, 'ACSCurrent', null, 'b')), stagesOf(secret));
});

const refusedVersions = test.macro({
  exec(t, change: { id?: string; data?: string; dataType?: string; stages?: string[] }) {
    const version = { id: 'v', data: 'value', dataType: 'text', stages: [], ...change };
    t.throws(() => putVersion(empty, version, now), { code: 'InvalidParameter' });
  },
  title: (what) => `refused: ${what}`,
});

test('a version id of 65 characters', refusedVersions, { id: 'x'.repeat(65) });
test('no version id', refusedVersions, { id: '' });
test('no value', refusedVersions, { data: '' });
test('a value of 30,721 bytes', refusedVersions, { data: 'é'.repeat(15_361) });
test('an unknown data type', refusedVersions, { dataType: 'json' });
test('an empty stage', refusedVersions, { stages: [''] });

test('a value of exactly 30,720 bytes and an id of exactly 64 characters are accepted', (t) => {
  const version = { id: 'x'.repeat(64), data: 'é'.repeat(15_360), dataType: 'text', stages: [] };
  t.is(putVersion(empty, version, now).versions.length, 1);
});

test('more than eight stages are refused', (t) => {
  const names = Array.from({ length: 9 }, (_, index) => `stage-${index}`);
  t.throws(() => put(empty, 'a', ...names), { code: 'Rejected.LimitExceeded' });
});
