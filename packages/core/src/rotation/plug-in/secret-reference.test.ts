import test from 'ava';
import * as v from 'valibot';
import { createRateLimiters } from '../../cloud/rate-limit.js';
import { systemClock } from '../../machine/clock.js';
import {
  type PlugInOptions,
  readingSecrets,
  readKmsSecret,
  secretPlace,
  secretReference,
} from './plug-in.js';

const references: readonly (readonly [text: string, region: string | null, name: string])[] = [
  ['kms:hub', null, 'hub'],
  ['kms:ackring/dingtalk', null, 'ackring/dingtalk'],
  ['kms:a@cn-hangzhou', null, 'a@cn-hangzhou'],
  ['kms:cn-hangzhou:ackring/dingtalk', 'cn-hangzhou', 'ackring/dingtalk'],
  ['kms:us-west-1:hub', 'us-west-1', 'hub'],
  ['kms:cn-shanghai-finance-1:hub', 'cn-shanghai-finance-1', 'hub'],
];

for (const [text, region, name] of references) {
  test(`${text} is read in ${region ?? 'the region of its function'}, and may be read there alone`, async (t) => {
    t.true(v.is(secretReference, text));
    t.deepEqual(secretPlace(text), { region, name });
    const where = region ?? 'eu-central-1';
    const place = {
      region: 'eu-central-1',
      function: { service: null, function: 'f' },
      role: 'r',
      logs: null,
    };
    const resource = (accountId: string | null) =>
      readingSecrets([text], { ...place, accountId })[0]?.Resource.join();
    t.is(resource('1'), `acs:kms:${where}:1:secret/${name}`);
    t.is(resource(null), `acs:kms:${where}:*:secret/${name}`);
    // Refused with the host in its message, before anything is sent.
    const environment = { ACKRING_KMS_ENDPOINT: 'http://kms.{region}.invalid' };
    const options: PlugInOptions = {
      credentials: { get: () => Promise.reject(new Error('not asked')) },
      environment,
      region: 'eu-central-1',
      clock: systemClock,
      limiterOf: createRateLimiters(systemClock),
      language: 'en',
      accessOf: () => 'auto',
    };
    await t.throwsAsync(readKmsSecret(options, text), { message: new RegExp(`kms\\.${where}\\.invalid`) });
  });
}

for (const text of [
  'kms:',
  'kms:*',
  'kms::hub',
  'kms:CN:hub',
  'kms:cn-hangzhou:',
  'kms:cn-hangzhou:*',
  'kms:cn-*:hub',
  'hub',
  'kms:a:b:c',
]) {
  test(`${text} is no reference`, (t) => {
    t.false(v.is(secretReference, text));
  });
}
