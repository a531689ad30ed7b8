import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { readToken } from '../tokens/token-text.js';
import { AckringError } from '../words/errors.js';
import { createCredentialSlot } from './cache.js';
import { createExecTokens, type ExecTokensPorts } from './token.js';

const recipient = { servers: [], authority: null };
const clusterId = `c${'0123456789abcdef'.repeat(2)}`;
const key = { accessKeyId: 'LTAIexample', accessKeySecret: 'secret', securityToken: null };
const start = new Date('2026-11-27T12:00:00Z');

async function setting(t: ExecutionContext, change: Partial<ExecTokensPorts> = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'ackring-token-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  let now = start;
  let asked = 0;
  const tokens = (caller = 'ops') =>
    createExecTokens({
      keyAtHand: async () => null,
      askedKey: async () => {
        asked += 1;
        return { ...key, accessKeyId: `STS.${asked}`, securityToken: 'session' };
      },
      slot: async (name) => createCredentialSlot(folder, name),
      whoAsks: async () => ({ caller, withKey: null }),
      now: () => now,
      ...change,
    });
  const give = async (caller?: string) => {
    const { response, problem } = await tokens(caller).execToken({
      clusterId,
      execInfo: undefined,
      recipient,
    });
    const { status } = response;
    const read = 'token' in status ? readToken(status.token) : null;
    if (read === null || 'phrase' in read) throw new Error('no token');
    return { key: read.accessKeyId, until: status.expirationTimestamp, problem };
  };
  return {
    folder,
    give,
    tokens,
    asked: () => asked,
    pass: (ms: number) => (now = new Date(now.getTime() + ms)),
  };
}

test('with a local key each token is new, and nothing is kept', async (t) => {
  const { folder, give, asked } = await setting(t, { keyAtHand: async () => key });
  t.deepEqual(await give(), { key: 'LTAIexample', until: '2026-11-27T12:10:00Z', problem: null });
  t.is(asked(), 0);
  t.deepEqual(await readdir(folder), []);
});

test('a key that has to be fetched is requested when its token is due, by each caller', async (t) => {
  const { give, asked, pass } = await setting(t);
  t.is((await give()).key, 'STS.1');
  pass(7 * 60_000);
  t.is((await give()).key, 'STS.1');
  t.is((await give('mei')).key, 'STS.2');
  pass(60_000);
  t.is((await give()).key, 'STS.3');
  t.is(asked(), 3);
});

test('a working token is served if no new key is available, and the reason reported', async (t) => {
  const failing = new AckringError('Unreachable', 'it does not answer', { remedy: 'Wait.' });
  let isDown = false;
  const askedKey = async () => {
    if (isDown) throw failing;
    return key;
  };
  const { give, pass } = await setting(t, { askedKey });
  await give();
  isDown = true;
  pass(8 * 60_000);
  t.is((await give()).problem, failing);
  pass(2 * 60_000);
  await t.throwsAsync(give(), { code: 'Unreachable' });
});

test('kubectl with an old version is refused before any key is looked for', async (t) => {
  const { tokens } = await setting(t, { keyAtHand: () => t.fail() as never });
  const execInfo = '{"apiVersion":"client.authentication.k8s.io/v1alpha1"}';
  await t.throwsAsync(tokens().execToken({ clusterId, execInfo, recipient }), { code: 'UsageInvalid' });
});

test('an entry of another cluster is fetched anew with a token', async (t) => {
  const { tokens } = await setting(t, { keyAtHand: () => t.fail() as never });
  const cluster = { config: { clusterId: 'c2' } };
  const execInfo = JSON.stringify({ apiVersion: 'client.authentication.k8s.io/v1', spec: { cluster } });
  const refused = await t.throwsAsync(tokens().execToken({ clusterId, execInfo, recipient }), {
    instanceOf: AckringError,
    code: 'Refused',
  });
  t.regex(refused.remedy, / --token`/);
});

test('a token to be looked at is signed by the key at hand, else by one that is asked for', async (t) => {
  const keyOf = async (change: Partial<ExecTokensPorts>) => {
    const { tokens } = await setting(t, change);
    const read = readToken((await tokens().mintToken(clusterId)).text);
    return read !== null && 'accessKeyId' in read ? read.accessKeyId : null;
  };
  t.is(await keyOf({ keyAtHand: async () => key }), 'LTAIexample');
  t.is(await keyOf({}), 'STS.1');
});
