import test from 'ava';
import { AckringError, type ErrorCode } from '../words/errors.js';
import { say } from '../words/say.js';
import { examine, failedWith, findingToJson, fine, warning } from './finding.js';

const again = 'Run `ackring doctor`.';

const remedies: [code: ErrorCode, remedy: string, here: RegExp][] = [
  ['CredentialsInvalid', 'Sign in.', /^Sign in\.$/],
  ['CredentialsInvalid', again, /^Look the access key up in the RAM console/],
  ['Unreachable', again, /^Try again in a minute/],
  ['Unreachable', 'Wait.', /^Wait\.$/],
];

for (const [code, remedy, here] of remedies)
  test(`whoever runs doctor already is told of ${code} with ${remedy}: ${here.source}`, (t) => {
    const told = findingToJson(failedWith('cloud', new AckringError(code, 'not so', { remedy })));
    t.like(told, { check: 'cloud', level: 'failed', detail: 'not so' });
    t.regex(told.remedy ?? '', here);
    t.false('profile' in told);
  });

test('a check that fails hides no other, and a cancelled one ends them', async (t) => {
  const found = [fine('a', say('readable')), warning('b', say('readable'), 'Look.')];
  t.deepEqual(await examine('a', async () => found), found);
  const throwing = (error: unknown) => examine('a', () => Promise.reject(error));
  t.like((await throwing(new Error('odd')))[0], { check: 'a', level: 'failed' });
  const cancelled = new AckringError('Cancelled', 'gone', { remedy: '' });
  t.is(await t.throwsAsync(throwing(cancelled)), cancelled);
});

test('a finding of an account names it', (t) => {
  t.deepEqual(findingToJson({ ...fine('a', say('readable')), profile: 'prod' }), {
    ...{ check: 'a', level: 'ok', detail: 'readable', remedy: null, profile: 'prod' },
  });
});
