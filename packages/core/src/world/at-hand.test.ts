import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { createCredentialSlot } from '../exec-credential/cache.js';
import { cacheKey } from '../exec-credential/cached-credential.js';
import { hourMs } from '../words/duration.js';
import { answerAtHand } from './at-hand.js';
import { whoAsks } from './session.js';
import { credentialFolder, sessionFolder } from './surroundings.js';

// What kubectl's plug-in answers at once.

const keys = { ALIBABA_CLOUD_ACCESS_KEY_ID: 'LTAIexample', ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'secret' };
const recipient = { servers: [], authority: null };
const asked = { execInfo: undefined, recipient };
const certificate = {
  cluster: { id: 'c1', region: 'cn-hangzhou' },
  access: 'public',
  durationMinutes: 60,
} as const;

async function caller(t: ExecutionContext) {
  const home = await mkdtemp(join(tmpdir(), 'ackring-at-hand-'));
  t.teardown(() => rm(home, { recursive: true, force: true }));
  const settings = async () => ({ profile: null, endpoints: {} });
  return { environment: keys, home, profile: null, settings, stateFolder: join(home, 'state') };
}

test('a token is signed here, unless a killed session has left something to remove', async (t) => {
  const options = await caller(t);
  const answer = await answerAtHand({ ...asked, tokenFor: 'c1' }, options);
  t.like(answer, { kind: 'ExecCredential', apiVersion: 'client.authentication.k8s.io/v1' });
  t.true(answer && 'token' in answer.status && answer.status.token.startsWith('k8s-ack-v2.'));
  await mkdir(join(sessionFolder(options.stateFolder), 'left'), { recursive: true });
  t.is(await answerAtHand({ ...asked, tokenFor: 'c1' }, options), null);
});

test('a certificate is what the cache has, and without one the answer is left to the program', async (t) => {
  const options = await caller(t);
  t.is(await answerAtHand({ ...asked, ...certificate }, options), null);
  const key = cacheKey({ ...(await whoAsks(options)), ...certificate });
  const now = Date.now();
  const [notBefore, notAfter] = [new Date(now - hourMs / 2), new Date(now + hourMs / 2)];
  const pem = {
    certificate: '-----BEGIN CERTIFICATE-----\nMA==\n-----END CERTIFICATE-----\n',
    key: '-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n',
  };
  await createCredentialSlot(credentialFolder(options.stateFolder), key).write({
    ...pem,
    notBefore,
    notAfter,
  });
  const answer = await answerAtHand({ ...asked, ...certificate }, options);
  t.like(answer?.status, { clientCertificateData: pem.certificate });
});
