import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTestCloud, type TestCloud } from '@ackring/testkit/access-cloud';
import { answering } from '@ackring/testkit/judged-rows';
import test, { type ExecutionContext } from 'ava';
import { createKubeconfigFiles } from '../machine/kubeconfig-file/kubeconfig-file.js';
import { throwIfCancelled } from '../machine/retry.js';
import type { Verdict } from '../verification/verdict.js';
import type { DescribedCluster } from '../words/cluster.js';
import { dayMs } from '../words/duration.js';
import { allEndpoints, type Endpoints, resolveAccess } from '../words/endpoints.js';
import { AckringError, readOnlyRefusal } from '../words/errors.js';
import { toText } from '../words/say.js';
import type { DueRenewal, RenewalOutcome } from './renewal-plan.js';
import { createRenewing, type Renewing, type RenewingPorts } from './renewing.js';

// Local contexts on an embedded cloud whose clock is moved into the window.

const scenario = { clusters: [{ name: 'prod', holders: { ops: { daysLeft: 1_000 } } }] };

interface Setting {
  readonly cloud: TestCloud;
  readonly cluster: DescribedCluster;
  readonly file: string;
  readonly renewing: Renewing;
  /** The calls to the ports, in order. */
  readonly asked: string[];
}

async function setting(t: ExecutionContext, change: Partial<RenewingPorts> = {}): Promise<Setting> {
  const cloud = await startTestCloud(scenario);
  const home = await mkdtemp(join(tmpdir(), 'ackring-renewing-'));
  t.teardown(async () => {
    await cloud[Symbol.asyncDispose]();
    await rm(home, { recursive: true, force: true });
  });
  const [cluster] = await cloud.described();
  if (cluster === undefined) throw new Error('no cluster');
  const file = join(home, 'config');
  const access = resolveAccess(cluster.endpoints, 'auto') ?? 'public';
  const { yaml } = await cloud.api().fetchKubeconfig({ cluster, access, durationMinutes: null });
  await writeFile(file, yaml);
  const asked: string[] = [];
  const options = { environment: { KUBECONFIG: file }, home, stateDirectory: join(home, 'state') };
  const renewing = createRenewing({
    ack: async () => cloud.api(),
    files: createKubeconfigFiles({ ...options, clock: cloud.clock }),
    now: cloud.clock.now,
    verify: async function* (entries) {
      asked.push(`verify ${entries.map(({ context }) => context).join(' ')}`);
      for (const { context } of entries) yield verdictOf(context);
    },
    findCluster: async () => ({ ...cluster, extraSans: [], rrsa: null }),
    proofs: {
      caller: async () => ({ uid: cloud.uid('ops'), type: 'user' }),
      revoked: async () => [],
    },
    refuseWhenReadOnly: async (what) => void asked.push(toText(what)),
    forgetCluster: async (id) => void asked.push(`forget ${id}`),
    ...change,
  });
  return { cloud, cluster, file, renewing, asked };
}

function verdictOf(context: string): Verdict {
  const rest = { cause: null, detail: '', remedy: null, identity: null, latencyMs: 1 };
  return { context, verdict: 'ok', claim: answering, ...rest };
}

async function dues({ renewing }: Setting): Promise<readonly DueRenewal[]> {
  const { decisions } = await renewing.planRenewals({ contexts: null });
  return decisions.filter((each) => each.kind === 'renew');
}

async function renewed({ renewing }: Setting, due: readonly DueRenewal[]): Promise<RenewalOutcome[]> {
  const outcomes: RenewalOutcome[] = [];
  for await (const outcome of renewing.renew(due)) outcomes.push(outcome);
  return outcomes;
}

test("a due context is renewed in its file and verified, and the plug-in's cache is emptied", async (t) => {
  const here = await setting(t);
  t.deepEqual(await dues(here), []);
  await here.cloud.emulator.clock.advance(900 * dayMs);
  const [due] = await dues(here);
  if (due === undefined) return t.fail();
  const before = await readFile(here.file, 'utf8');
  const another = { ...due, entry: { ...due.entry, context: 'another' } };
  const [outcome] = await renewed(here, [due]);
  t.like(outcome, { kind: 'renewed', verdict: { context: due.entry.context, verdict: 'ok' } });
  t.not(await readFile(here.file, 'utf8'), before);
  const { context } = due.entry;
  t.deepEqual(here.asked, ['renew a context', `verify ${context}`, `forget ${here.cluster.id}`]);
  // What has been renewed is not renewed again, and no cache is emptied.
  t.like(await renewed(here, [{ ...another, certificate: due.certificate }]), [{ kind: 'failed' }]);
  t.is(here.asked.filter((each) => each.startsWith('forget')).length, 1);
});

test('it is verified by the certificate that it got, which may name its holder anew', async (t) => {
  const serials: unknown[] = [];
  const here = await setting(t, {
    verify: async function* (entries) {
      for (const { context, credential } of entries) {
        serials.push(credential.kind === 'certificate' ? credential.serial : credential.kind);
        yield verdictOf(context);
      }
    },
  });
  const text = await readFile(here.file, 'utf8');
  const another = '- name: first\n  context:\n    cluster: kubernetes\n    user: nobody\n';
  await writeFile(here.file, text.replace(/^contexts:\n/m, `$&${another}`));
  await here.cloud.emulator.clock.advance(900 * dayMs);
  const [outcome] = await renewed(here, await dues(here));
  t.deepEqual(serials, outcome?.kind === 'renewed' ? [outcome.after.serial] : []);
});

test('in a folder each kubeconfig is renewed by itself, though contexts and users have one name', async (t) => {
  const verified: string[] = [];
  const here = await setting(t, {
    verify: async function* (entries) {
      for (const { file, context } of entries) {
        verified.push(file);
        yield verdictOf(context);
      }
    },
  });
  const folder = join(here.file, '..', 'ci');
  const files = ['a.yaml', 'b.yaml'].map((name) => join(folder, name));
  await mkdir(folder);
  for (const file of files) await copyFile(here.file, file);
  const before = await readFile(here.file, 'utf8');
  await here.cloud.emulator.clock.advance(900 * dayMs);
  const { decisions } = await here.renewing.planRenewals({ files: [folder], contexts: null });
  const due = decisions.filter((each) => each.kind === 'renew');
  t.deepEqual(
    due.map(({ entry }) => entry.file),
    files,
  );
  t.like(await renewed(here, due), [{ kind: 'renewed' }, { kind: 'renewed' }]);
  t.deepEqual(verified, files);
  for (const file of files) t.not(await readFile(file, 'utf8'), before);
  t.is(await readFile(here.file, 'utf8'), before);
  const unknown = here.renewing.planRenewals({ files: [folder], contexts: ['nowhere'] });
  await t.throwsAsync(unknown, { code: 'ContextNotFound' });
});

test('a context is verified separately, and no answer is a failure', async (t) => {
  const silent = await setting(t, { verify: async function* () {} });
  await silent.cloud.emulator.clock.advance(900 * dayMs);
  const [due] = await dues(silent);
  if (due === undefined) return t.fail();
  t.like(await renewed(silent, [due]), [{ kind: 'failed', error: { code: 'Internal' } }]);
});

test('a cache that cannot be emptied does not undo a renewal', async (t) => {
  const here = await setting(t, { forgetCluster: () => Promise.reject(new Error('full')) });
  await here.cloud.emulator.clock.advance(900 * dayMs);
  t.like(await renewed(here, await dues(here)), [{ kind: 'renewed' }]);
});

const [p, q] = ['https://203.0.113.9:6443', 'https://192.168.0.9:6443'] as const;

const accesses: [source: 'public' | 'private' | 'auto', Endpoints, asked: string | null][] = [
  ['public', { public: [p], private: [q] }, 'public'],
  ['private', { public: [p], private: [q] }, 'private'],
  ['private', { public: [p], private: [] }, 'public'],
  ['public', { public: [], private: [q] }, 'private'],
  ['auto', { public: [p], private: [q] }, 'public'],
  ['auto', { public: [], private: [] }, null],
];

test('any endpoint of the cluster will do, since the certificate is the same', async (t) => {
  for (const [access, endpoints, expected] of accesses) {
    const asked: string[] = [];
    const here = await setting(t, {
      ack: async () => ({
        fetchKubeconfig: async (request) => {
          asked.push(request.access);
          throw new AckringError('Throttled', 'x', { remedy: 'y' });
        },
      }),
      findCluster: async () => ({ ...here.cluster, endpoints, extraSans: [], rrsa: null }),
    });
    await here.cloud.emulator.clock.advance(900 * dayMs);
    // The context dials one of them, whichever.
    const server = allEndpoints(endpoints)[0] ?? p;
    await writeFile(
      here.file,
      (await readFile(here.file, 'utf8')).replace(/server: .*/, `server: ${server}`),
    );
    const [due] = await dues(here);
    if (due === undefined) return t.fail();
    const outcome = await renewed(here, [{ ...due, source: { ...due.source, access } }]);
    t.like(outcome, [
      { kind: 'failed', error: { code: expected === null ? 'EndpointMissing' : 'Throttled' } },
    ]);
    t.deepEqual(asked, expected === null ? [] : [expected]);
  }
});

test('in read-only mode nothing is requested', async (t) => {
  const here = await setting(t, {
    refuseWhenReadOnly: async (what) => Promise.reject(readOnlyRefusal(what)),
  });
  await t.throwsAsync(renewed(here, []), { code: 'ReadOnly' });
});

test('an unreadable file is reported, and stops none of the others; alone, it is the failure', async (t) => {
  const here = await setting(t);
  const broken = join(here.file, '..', 'broken');
  await writeFile(broken, 'contexts: [');
  const { decisions, problems } = await here.renewing.planRenewals({
    files: [here.file, broken],
    contexts: null,
  });
  t.is(decisions.length, 1);
  t.deepEqual(
    problems.map(({ file }) => file),
    [broken],
  );
  const only = here.renewing.planRenewals({ files: [broken], contexts: null });
  await t.throwsAsync(only, { code: 'KubeconfigInvalid' });
  t.deepEqual(await here.renewing.planRenewals({ files: [], contexts: null }), {
    decisions: [],
    problems: [],
  });
});

for (const stopAt of ['nothing', 'find', 'prove', 'verify'] as const)
  test(`a renewal that is stopped at ${stopAt} says whether it was written, and so does the next`, async (t) => {
    const stop = new AbortController();
    const reach = (step: string): void => {
      if (step === stopAt) stop.abort();
    };
    const place = await setting(t, {
      findCluster: async (_, options) => {
        reach('find');
        throwIfCancelled(options?.signal);
        return { ...place.cluster, extraSans: [], rrsa: null };
      },
      proofs: {
        caller: async () => ({ uid: place.cloud.uid('ops'), type: 'user' }),
        revoked: async () => {
          reach('prove');
          return [];
        },
      },
      verify: async function* ([entry], options) {
        reach('verify');
        throwIfCancelled(options?.signal);
        yield verdictOf(entry?.context ?? '');
      },
    });
    await place.cloud.emulator.clock.advance(900 * dayMs);
    const before = await readFile(place.file, 'utf8');
    const due = await dues(place);
    reach('nothing');
    const outcomes: RenewalOutcome[] = [];
    for await (const each of place.renewing.renew([...due, ...due], stop)) outcomes.push(each);
    const isWritten = (await readFile(place.file, 'utf8')) !== before;
    t.is(isWritten, stopAt === 'verify');
    const [first, next] = outcomes;
    if (isWritten) t.like(first, { kind: 'renewed', verdict: { verdict: 'failed', cause: 'unknown' } });
    else t.like(first, { kind: 'failed', error: { code: 'Cancelled' } });
    t.like(next, { kind: 'failed', error: { code: 'Cancelled' } });
  });
