import { makeSpecimen, specimenClusterId, specimenOwner } from '@ackring/testkit/specimen';
import test from 'ava';
import { readCertificateFacts } from '../certificate/certificate.js';
import { tokenKubeconfig } from '../fetch/plug-in-entry.js';
import { replaceCredential, replaceWithPlugin } from './entry-edits.js';
import { planMerge } from './merge.js';
import { ownerOf } from './ownership.js';
import { readKubeconfig } from './read.js';

const file = 'f';
const owner = specimenOwner();
const old = await makeSpecimen();
const renewed = await makeSpecimen({ issuedAt: new Date('2029-06-01T00:00:00Z'), keyNumber: 1 });
const serialOf = ({ certificate }: { certificate: string }) =>
  readCertificateFacts(Buffer.from(certificate)).serial;
const serial = serialOf(old);

const theirs = `# mine
clusters:
- {name: dev, cluster: {server: 'https://10.0.0.1'}}
users:
- {name: dev, user: {token: abc}}
contexts:
- {name: dev, context: {cluster: dev, user: dev}}
`;
const merged = planMerge({ file, owner, use: false, taken: [], existing: theirs, issued: old.yaml });
const { context: ours, text: existing } = merged;
const base = { existing, file, user: ours, serial };

test('one certificate is replaced, and nothing else', (t) => {
  const after = replaceCredential({ ...base, issued: renewed.yaml });
  const kept = existing.split('\n').filter((line) => !/client-(certificate|key)-data/.test(line));
  t.deepEqual(
    after.split('\n').filter((line) => !/client-(certificate|key)-data/.test(line)),
    kept,
  );
  const again = { ...base, existing: after, issued: old.yaml };
  t.throws(() => replaceCredential(again), { code: 'Conflict' });
  t.is(replaceCredential({ ...again, serial: serialOf(renewed) }), existing);
});

const program = { command: '/usr/bin/ackring' };
const recipients = { servers: ['https://203.0.113.10:6443'], authority: null };
const issued = tokenKubeconfig({ id: owner.clusterId, region: owner.region }, recipients, {
  program,
  profile: null,
});

const apart = existing.replace(/client-certificate-data: .*/, 'client-certificate: c.pem');
for (const [what, change, isTaken] of [
  ['as it was read', {}, true],
  ['with another certificate by now', { serial: '01' }, false],
  ['with its certificate in a file by now', { existing: apart }, false],
  ['with a certificate in a file, as it was read', { existing: apart, serial: null }, true],
  ['that is gone', { user: 'gone' }, false],
  ['that is gone, with its certificate in a file', { user: 'gone', serial: null }, false],
  ['of a file that is gone', { existing: null }, false],
] as const)
  test(`the credential of a user ${what} is ${isTaken ? '' : 'not '}replaced`, (t) => {
    for (const replace of [
      () => replaceCredential({ ...base, ...change, issued: renewed.yaml }),
      () => replaceWithPlugin({ ...base, ...change, issued, program }),
    ])
      if (isTaken) t.not(replace(), existing);
      else t.throws(replace, { code: 'Conflict' });
  });

/** Which entries are marked as whose kind; null for those that are not ours. */
function kindsIn(text: string) {
  const { clusters, contexts, users } = readKubeconfig(text, { file });
  return [...clusters, ...contexts, ...users].map(({ name, fields }) => [
    name,
    ownerOf(fields)?.kind ?? null,
  ]);
}

test('with the plug-in, contexts and clusters of ours are a token’s; those of others stay', (t) => {
  const after = replaceWithPlugin({ ...base, issued, program });
  t.deepEqual(kindsIn(after), [
    ['dev', null],
    [ours, 'token'],
    ['dev', null],
    [ours, 'token'],
    ['dev', null],
    [ours, 'token'],
  ]);
  const { users } = readKubeconfig(after, { file });
  t.deepEqual(
    users.map(({ clientCertificate, execCommand }) => [clientCertificate, execCommand]),
    [
      [null, null],
      [null, program.command],
    ],
  );
});

test('a cluster that another user’s context uses too stays what it was', (t) => {
  const shared = existing.replace('{cluster: dev, user: dev}', `{cluster: ${ours}, user: dev}`);
  t.not(shared, existing);
  t.deepEqual(kindsIn(replaceWithPlugin({ ...base, existing: shared, issued, program })).slice(1, 4), [
    [ours, 'long-term'],
    ['dev', null],
    [ours, 'token'],
  ]);
});

test('a context of the user’s own making gets the plug-in, and no mark', (t) => {
  const mine = `${existing.replace('contexts:\n', `contexts:\n- {name: mine, context: {cluster: dev, user: ${ours}}}\n`)}`;
  const kinds = Object.fromEntries(kindsIn(replaceWithPlugin({ ...base, existing: mine, issued, program })));
  t.like(kinds, { mine: null, dev: null, [ours]: 'token' });
});

test('another cluster’s entries are not touched', (t) => {
  const other = planMerge({
    ...{ file, use: false, taken: [], existing, issued: renewed.yaml },
    owner: specimenOwner({ clusterId: specimenClusterId(2) }),
  });
  const kinds = kindsIn(replaceWithPlugin({ ...base, existing: other.text, issued, program }));
  t.is(kinds.filter(([name, kind]) => name === other.context && kind === 'long-term').length, 3);
});
