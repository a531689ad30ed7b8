import { specimenContext, specimenFacts } from '@ackring/testkit/context-entry';
import { reachedCluster, reachedServer } from '@ackring/testkit/reached-cluster';
import test from 'ava';
import type { ContextEntry } from '../kubeconfig/context-entry.js';
import { readKubeconfig } from '../kubeconfig/read.js';
import { dayMs } from '../words/duration.js';
import { AckringError } from '../words/errors.js';
import {
  contextsToMigrate,
  type MigratedContext,
  type SwitchPorts,
  switchContexts,
} from './context-switch.js';

// What becomes of each local context, by whose it is and where it leads.

const uid = '200000000000000001';
const notBefore = new Date('2026-10-01T00:00:00Z');

const certificate = (holder = uid, days = 1095): ContextEntry['credential'] => {
  const notAfter = new Date(notBefore.getTime() + days * dayMs);
  const issued = { uid: holder, issuedAt: notBefore, notBefore, serial: '0a' };
  return { kind: 'certificate', ...specimenFacts(notAfter, issued) };
};

const plugIn = (issues: 'certificate' | 'token' | null): ContextEntry['credential'] => ({
  ...{ kind: 'exec', command: 'ackring', issues },
});

const ack = { region: null, access: null, source: 'owned' } as const;

const entry = (change: Partial<ContextEntry> = {}): ContextEntry =>
  specimenContext({
    ...{ cluster: 'k', user: 'u', userFile: 'config', credential: certificate() },
    ...{ status: 'fresh', daysLeft: 900 },
    ack: { ...ack, clusterId: 'c1', identity: uid },
    ...change,
  });

const of = (clusterId: string, identity = uid): Partial<ContextEntry> => ({
  ack: { ...ack, clusterId, identity },
});

const refusal = new AckringError('Refused', 'elsewhere', { remedy: 'Look.' });

const rows: [what: string, entries: ContextEntry[], change: MigratedContext['change'] | null][] = [
  ['a certificate', [entry()], 'switch'],
  ['another’s certificate', [entry({ credential: certificate('200000000000000002') })], null],
  ['a temporary certificate', [entry({ credential: certificate(uid, 1) })], null],
  ['another cluster’s', [entry(of('c2'))], null],
  ['nobody’s', [entry({ ack: null })], null],
  ['no user', [entry({ user: null })], null],
  ['a user in no file', [entry({ userFile: null })], null],
  ['a plug-in that fetches certificates', [entry({ credential: plugIn('certificate') })], 'switch'],
  [
    'a plug-in that fetches another’s',
    [entry({ credential: plugIn('certificate'), ...of('c1', '200000000000000002') })],
    null,
  ],
  ['a plug-in that fetches tokens', [entry({ credential: plugIn('token') })], null],
  ['a plug-in that nobody knows', [entry({ credential: plugIn(null) })], null],
  ['a token', [entry({ credential: { kind: 'token' } })], null],
  ['a user that another cluster shares', [entry(), entry({ context: 'other', ...of('c2') })], 'shared'],
  ['a user that nobody’s context shares', [entry(), entry({ context: 'other', ack: null })], 'shared'],
  ['a user that another server shares', [entry(), entry({ context: 'other', server: null })], 'shared'],
  ['a name that another file has too', [entry(), entry({ ...of('c2'), userFile: 'other' })], 'switch'],
  ['another user beside it', [entry(), entry({ ...of('c2'), user: 'other' })], 'switch'],
  ['what the gate does not let in', [entry({ context: 'astray' })], 'elsewhere'],
  [
    'what the gate does not let in, and another shares',
    [entry({ context: 'astray' }), entry(of('c2'))],
    'shared',
  ],
];

for (const [what, entries, change] of rows)
  test(`${what}: ${change ?? 'stays'}`, (t) => {
    const asked = {
      ...{ entries, clusterId: 'c1', uid },
      refusalOf: (context: string) => (context === 'astray' ? refusal : null),
    };
    const [own = null] = contextsToMigrate({ ...asked, isSelf: true });
    t.is(own?.change ?? null, change);
    const isCertificate = entries[0]?.credential.kind === 'certificate';
    if (own !== null) t.deepEqual([own.serial, own.sha256], isCertificate ? ['0a', 'ff'] : [null, null]);
    const [of = null] = contextsToMigrate({ ...asked, isSelf: false });
    t.is(of?.change ?? null, change === null ? null : 'handOver');
  });

/** Has these contexts of one file switched, where each is `CONTEXT USER`, and tells what was edited, and what was left. */
async function switched(written: readonly string[], edit: (nth: number) => void = () => undefined) {
  const { cluster } = await reachedCluster();
  const named = written.map((each) => each.split(' ') as [context: string, user: string]);
  const server = (context: string) => (context === 'astray' ? 'https://198.51.100.1:6443' : reachedServer);
  const text = JSON.stringify({
    ...{ apiVersion: 'v1', kind: 'Config' },
    clusters: named.map(([name]) => ({ name, cluster: { server: server(name) } })),
    contexts: named.map(([name, user]) => ({ name, context: { cluster: name, user } })),
    users: [...new Set(named.map(([, user]) => user))].map((name) => ({ name, user: { token: 't' } })),
  });
  const kubeconfigs = [readKubeconfig(text, { file: 'config' })];
  let edits = 0;
  const files = {
    paths: ['config'],
    readAll: async () => ({ kubeconfigs, texts: new Map(), problems: [], missing: [] }),
    edit: async () => {
      edits += 1;
      edit(edits);
    },
  } as unknown as SwitchPorts['files'];
  const program: SwitchPorts['program'] = { command: '/usr/bin/ackring' };
  const contexts = named.map(
    ([context, user]): MigratedContext => ({
      ...{ file: 'config', context, user, userFile: 'config', change: 'switch', serial: null, sha256: null },
    }),
  );
  const placement = { cluster, authority: null };
  const order = {
    cluster,
    placement,
    recipients: { servers: [reachedServer], authority: null },
    task: 'task',
  };
  const left = await switchContexts(contexts, order, { files, program, profile: null });
  return { edits, left: [...left].map(([context, { code }]) => `${context} ${code}`) };
}

test('a user entry is written once, whichever contexts share it, and none that the gate holds back', async (t) => {
  t.deepEqual(await switched(['a u', 'b u', 'c v']), { edits: 2, left: [] });
  t.deepEqual(await switched(['a u', 'astray v']), { edits: 1, left: ['astray Refused'] });
});

test('a file that cannot be written stops no other context, and a fault stops all', async (t) => {
  const locked = new AckringError('FileLocked', 'locked', { remedy: 'Wait.' });
  const failing = (error: Error) => (nth: number) => {
    if (nth === 1) throw error;
  };
  t.deepEqual(await switched(['a u', 'b v'], failing(locked)), { edits: 2, left: ['a FileLocked'] });
  // What the entry holds is still the certificate: the other context of it is tried too.
  t.deepEqual(await switched(['a u', 'b u'], failing(locked)), { edits: 2, left: ['a FileLocked'] });
  await t.throwsAsync(switched(['a u', 'b v'], failing(new Error('odd'))), { message: 'odd' });
});
