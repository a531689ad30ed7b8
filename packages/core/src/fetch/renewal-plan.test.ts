import { answering } from '@ackring/testkit/judged-rows';
import {
  makeSpecimen,
  type SpecimenRequest,
  specimenClusterId,
  specimenNow,
  specimenOwner,
} from '@ackring/testkit/specimen';
import test from 'ava';
import { readCertificateFacts } from '../certificate/certificate.js';
import { claimRenewed, type Renewed } from '../claims/renewed.js';
import { replaceCredential } from '../kubeconfig/entry-edits.js';
import { planMerge } from '../kubeconfig/merge.js';
import { readKubeconfig } from '../kubeconfig/read.js';
import type { Verdict } from '../verification/verdict.js';
import { dayMs } from '../words/duration.js';
import { AckringError } from '../words/errors.js';
import {
  type DueRenewal,
  type IssuedRenewal,
  planRenewals,
  type RenewalDecision,
  type RenewalOutcome,
  type RenewalPorts,
  renewContexts,
} from './renewal-plan.js';

const end = specimenNow.getTime() + 1095 * dayMs;
const inWindow = new Date(end - 100 * dayMs);
const renewedAt: SpecimenRequest = { issuedAt: inWindow, keyNumber: 1 };

async function merged(request: SpecimenRequest = {}): Promise<string> {
  const { yaml } = await makeSpecimen(request);
  return planMerge({ existing: null, file: 'f', issued: yaml, owner: specimenOwner(), use: false, taken: [] })
    .text;
}

function decide(text: string, now: Date, contexts: string[] | null = null): RenewalDecision[] {
  return planRenewals([readKubeconfig(text, { file: 'f' })], { now, contexts });
}

function dues(text: string): DueRenewal[] {
  return decide(text, inWindow).filter((each) => each.kind === 'renew');
}

const boundaries: [what: string, now: number, kind: string, reason: string][] = [
  ['a second before the window', end - 180 * dayMs - 1000, 'skip', 'OutsideRenewalWindow'],
  ['at the opening of the window', end - 180 * dayMs, 'renew', 'WithinRenewalWindow'],
  ['at the very end', end, 'renew', 'WithinRenewalWindow'],
  ['a second after the end', end + 1000, 'renew', 'Expired'],
];

for (const [what, now, kind, reason] of boundaries) {
  test(`a long-term context ${what}: ${kind}, ${reason}`, async (t) => {
    const [decision] = decide(await merged(), new Date(now));
    t.like(decision, { kind, reason });
  });
}

test('the decision says where the new certificate comes from, and where it goes', async (t) => {
  const [due] = dues(await merged());
  t.like(due, {
    source: { clusterId: specimenClusterId(1), region: 'cn-hangzhou', access: 'public' },
    user: { name: 'ack/cn-hangzhou/prod', file: 'f', isInline: true },
  });
});

test('a context that is not renewed is skipped with its reason', async (t) => {
  const temporary = await makeSpecimen({ lifeMs: 3 * dayMs });
  t.like(decide(temporary.yaml, new Date(end))[0], { kind: 'skip', reason: 'Temporary' });
  const foreign = (await makeSpecimen()).yaml
    .replace(/name: \d+-c0.*/, 'name: work')
    .replace(/current-context: .*/, '');
  t.like(decide(foreign, inWindow)[0], { kind: 'skip', reason: 'NotAckCluster' });
  const users =
    'contexts:\n- name: a\n  context: {cluster: c, user: a}\n- name: b\n  context: {cluster: c, user: b}\nusers:\n- name: a\n  user: {token: t}\n- name: b\n  user: {client-certificate-data: YWJj}\n';
  t.deepEqual(
    decide(users, inWindow).map((each) => each.reason),
    ['NoCertificate', 'CertificateUnreadable'],
  );
});

test('a user shared by contexts of two clusters does not get a certificate for one of them', async (t) => {
  const { yaml } = await makeSpecimen();
  const other = yaml.replace(
    'contexts:\n',
    `contexts:\n- context:\n    cluster: kubernetes\n    user: "212345678901234567"\n  name: 212345678901234567-${specimenClusterId(2)}\n`,
  );
  t.deepEqual(
    decide(other, inWindow).map((each) => each.reason),
    ['UserOfSeveralClusters', 'UserOfSeveralClusters'],
  );
});

test('two contexts with one user are renewed once', async (t) => {
  const text = (await merged()).replace(
    'contexts:\n',
    'contexts:\n- context:\n    cluster: ack/cn-hangzhou/prod\n    user: ack/cn-hangzhou/prod\n    namespace: shop\n    extensions:\n    - extension: {access: public, clusterId: c00000000000000000000000000000001, kind: long-term, region: cn-hangzhou}\n      name: ackring.dev/v1\n  name: shop\n',
  );
  t.deepEqual(
    decide(text, inWindow).map((each) => each.reason),
    ['WithinRenewalWindow', 'SharesUser'],
  );
});

test('only the named contexts are decided on, and an unknown name is reported', async (t) => {
  const text = await merged();
  t.is(decide(text, inWindow, ['ack/cn-hangzhou/prod']).length, 1);
  t.is(
    t.throws(() => decide(text, inWindow, ['gone']), { instanceOf: AckringError })?.code,
    'ContextNotFound',
  );
});

const proofs: [what: string, request: SpecimenRequest, outcome: Renewed['reason']][] = [
  ['a later end, another serial and its own key', renewedAt, 'Newer'],
  ['an end no later', { issuedAt: new Date(specimenNow.getTime() - 1000) }, 'EndsNoLater'],
  ['another holder', { ...renewedAt, uid: '299999999999999999' }, 'HeldByAnotherIdentity'],
];

for (const [what, request, outcome] of proofs) {
  test(`an answer with ${what} is ${outcome}`, async (t) => {
    const old = await makeSpecimen();
    const claim = claimRenewed({
      current: readCertificateFacts(old.certificate),
      issued: readCertificateFacts((await makeSpecimen(request)).certificate),
    });
    t.is(claim.reason, outcome);
  });
}

test('another certificate that ends at the same instant is no renewal', async (t) => {
  const current = readCertificateFacts((await makeSpecimen()).certificate);
  t.is(claimRenewed({ current, issued: { ...current, serial: 'ff' } }).reason, 'EndsNoLater');
});

test('the same certificate again proves nothing', async (t) => {
  const current = readCertificateFacts((await makeSpecimen()).certificate);
  t.like(claimRenewed({ current, issued: current }), { kind: 'refuted', reason: 'SameCertificate' });
});

// What is issued is placed by `renewing.test.ts`, in real files.
const placement = {
  cluster: { id: specimenClusterId(1), name: 'prod', endpoints: { public: [], private: [] } },
  authority: null,
};

/** As if it had passed the door. */
function issuedRenewal(yaml: string): IssuedRenewal {
  const pem = /client-certificate-data: (\S+)/.exec(yaml)?.[1] ?? '';
  const certificate = readCertificateFacts(Buffer.from(pem, 'base64'));
  return { text: yaml, certificate, unproven: [], placement };
}

function placed(existing: string, { user, certificate }: DueRenewal, issued: string): string {
  const serial = user.isInline ? certificate.serial : null;
  return replaceCredential({ existing, file: user.file, user: user.name, serial, issued });
}

async function renewAll(text: string, change: Partial<RenewalPorts> & { issued?: string }) {
  const state = { text, summaries: [] as string[] };
  const ports: RenewalPorts = {
    fetch: async () => issuedRenewal(change.issued ?? ''),
    place: async (due, { text: issued }) => {
      state.text = placed(state.text, due, issued);
      state.summaries.push(due.entry.context);
    },
    ...change,
  };
  const outcomes: RenewalOutcome[] = [];
  for await (const outcome of renewContexts(dues(text), ports)) outcomes.push(outcome);
  return { outcomes, ...state };
}

test('a renewal replaces certificate and key in place, and not a character more', async (t) => {
  const before = `# mine\n${(await merged()).replace('  user:\n', '  user:\n    # robot\n    as: root\n')}`;
  const next = await makeSpecimen(renewedAt);
  const verdict: Verdict = {
    context: 'ack/cn-hangzhou/prod',
    verdict: 'ok',
    claim: answering,
    cause: null,
    detail: '',
    remedy: null,
    identity: null,
    latencyMs: 1,
  };
  const { outcomes, text, summaries } = await renewAll(before, {
    issued: next.yaml,
    verify: async () => verdict,
  });
  t.like(outcomes, [{ kind: 'renewed', verdict: { verdict: 'ok' } }]);
  t.deepEqual(summaries, ['ack/cn-hangzhou/prod']);
  const changed = text.split('\n').filter((line) => !before.split('\n').includes(line));
  t.deepEqual(changed, [
    `    client-certificate-data: ${Buffer.from(next.certificate).toString('base64')}`,
    `    client-key-data: ${Buffer.from(next.key).toString('base64')}`,
  ]);
});

test('a server that returns the same certificate is reported, and nothing is written', async (t) => {
  const text = await merged();
  const { outcomes, summaries } = await renewAll(text, { issued: text });
  t.like(outcomes, [{ kind: 'notRenewed', reason: 'SameCertificate' }]);
  t.deepEqual(summaries, []);
});

test('an ACK context that is not ours is renewed in place too', async (t) => {
  const before = (await makeSpecimen()).yaml;
  const next = await makeSpecimen(renewedAt);
  const { outcomes, text } = await renewAll(before, { issued: next.yaml });
  t.like(outcomes, [{ kind: 'renewed', due: { source: { region: null } } }]);
  t.true(text.includes(Buffer.from(next.certificate).toString('base64')));
  t.is(text.split('\n').length, before.split('\n').length);
});

test('a certificate that somebody replaced meanwhile is left alone', async (t) => {
  const text = await merged();
  const meanwhile = await merged({ issuedAt: new Date(specimenNow.getTime() + 1000) });
  const next = await makeSpecimen(renewedAt);
  const { outcomes } = await renewAll(text, {
    issued: next.yaml,
    place: async (due, { text: issued }) => void placed(meanwhile, due, issued),
  });
  t.like(outcomes, [{ kind: 'failed', error: { code: 'Conflict' } }]);
});

test('the failure of one renewal does not stop the next', async (t) => {
  const one = await merged();
  const other = await makeSpecimen({ clusterId: specimenClusterId(2) });
  const { text } = planMerge({
    existing: one,
    file: 'f',
    issued: other.yaml,
    owner: specimenOwner({ clusterId: specimenClusterId(2) }),
    use: false,
    taken: [],
  });
  const next = await makeSpecimen(renewedAt);
  const { outcomes } = await renewAll(text, {
    fetch: async ({ source }) => {
      if (source.clusterId === specimenClusterId(1))
        throw new AckringError('Throttled', 'slow down', { remedy: 'wait' });
      return issuedRenewal(next.yaml);
    },
  });
  t.deepEqual(
    outcomes.map((each) => each.kind),
    ['failed', 'renewed'],
  );
});
