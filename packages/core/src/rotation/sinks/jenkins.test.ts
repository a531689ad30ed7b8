import { type JenkinsServer, startJenkins } from '@ackring/testkit/ci/jenkins-server';
import { specimenKey, specimenVersion } from '@ackring/testkit/rotation/hub';
import { outcomeOf, rotationWorld } from '@ackring/testkit/rotation/world';
import test from 'ava';
import { createRateLimiters } from '../../cloud/rate-limit.js';
import { systemClock } from '../../machine/clock.js';
import { parseRotationConfiguration } from '../configuration/configuration.js';
import { readCredential } from '../credential/credential.js';
import { readIn, type Sink } from './sink.js';
import { openSink } from './sinks.js';

const variable = 'ACKRING_JENKINS_TOKEN';
/** Reports have no room in Jenkins. */
const beside = '{kind: file, directory: "{directory}"}';
const inFolder = 'folder: team/app';
const at = 'folder/team/app/KUBECONFIG_PROD';

async function sinkAt(jenkins: JenkinsServer, place = inFolder, environment = {}): Promise<Sink> {
  const usual = `kind: jenkins, server: "${jenkins.url}", user: ${jenkins.user}, token: "env:${variable}"`;
  const yaml = `sinks: [{${[usual, place].filter(Boolean).join(', ')}}, ${beside}]`;
  const [settings] = parseRotationConfiguration(yaml, 'test').sinks;
  if (settings === undefined) throw new Error('no sink');
  return openSink(settings, {
    credentials: { get: () => Promise.reject(new Error('none')) },
    environment: { ACKRING_RECEIVERS: new URL(jenkins.url).host, [variable]: jenkins.token, ...environment },
    region: 'cn-hangzhou',
    clock: systemClock,
    limiterOf: createRateLimiters(systemClock),
    language: 'en',
    accessOf: () => 'auto',
  });
}

async function deliver(sink: Sink, number: number, key = specimenKey()) {
  const version = await specimenVersion(number);
  await sink.stage(key, version);
  await sink.promote(key, version);
  return version;
}

/** What is known of the place. */
async function known(sink: Sink, key = specimenKey()) {
  const text = await sink.read(key);
  return text === null ? null : readIn(sink, text).stored;
}

function held(jenkins: JenkinsServer, name = at): string | undefined {
  return jenkins.credentials.get(name)?.secret;
}

/** Somebody else's hand in a credential of ours. */
function touch(jenkins: JenkinsServer, change: object): void {
  const found = jenkins.credentials.get(at);
  if (found !== undefined) jenkins.credentials.set(at, { ...found, ...change });
}

test('a kubeconfig becomes a secret file, and its description says what is known, without a key', async (t) => {
  await using jenkins = await startJenkins();
  const sink = await sinkAt(jenkins);
  t.is(await sink.read(specimenKey()), null);
  await sink.stage(specimenKey(), await specimenVersion(1));
  t.is(jenkins.credentials.size, 0, 'jobs would be given it before it is proven');
  const { id, text } = await deliver(sink, 1);
  t.is(held(jenkins), text);
  const { description = '', fileName } = jenkins.credentials.get(at) ?? {};
  t.regex(description, /^Kept by ackring: c[0-9a-f]{32}\/self \{/);
  t.notRegex(description, /PRIVATE|client-key|CERTIFICATE/);
  t.is(fileName, `kubeconfig-${id.slice(-16)}`);
  const { stored } = readCredential(text);
  t.deepEqual(await known(sink), stored, 'all but the key itself');

  const next = await deliver(sink, 2);
  t.is(held(jenkins), next.text);
  t.like(await known(sink), { facts: { version: next.id } });
  const before = jenkins.requests.length;
  await sink.promote(specimenKey(), next);
  t.true(jenkins.requests.slice(before).every(({ method }) => method === 'GET'));
  t.is(sink.name, `jenkins:${new URL(jenkins.url).host}/team/app/KUBECONFIG_{cluster}`);
});

for (const [place, store, told] of [
  ['', 'system/', /\d\/KUBECONFIG_\{cluster\}$/],
  ['folder: "Team A/50% & more"', 'folder/Team A/50% & more/', /\/Team A\/50% & more\//],
] as const) {
  test(`its place may be {${place}}`, async (t) => {
    await using jenkins = await startJenkins();
    const sink = await sinkAt(jenkins, place);
    const { text } = await deliver(sink, 1);
    t.is(held(jenkins, `${store}KUBECONFIG_PROD`), text);
    t.regex(sink.name, told);
    t.is((await sink.places?.list())?.length, 1);
  });
}

test('as a secret text it is base64, and a file in its place is written over as a text', async (t) => {
  await using jenkins = await startJenkins();
  await deliver(await sinkAt(jenkins), 1);
  const sink = await sinkAt(jenkins, `${inFolder}, type: text`);
  t.like(await known(sink), { kind: 'unreadable' });
  const { id, text } = await deliver(sink, 1);
  t.like(jenkins.credentials.get(at), { type: 'StringCredentialsImpl' });
  t.is(Buffer.from(held(jenkins) ?? '', 'base64').toString(), text);
  t.like(await known(sink), { facts: { version: id } });
});

test('what XML would read as its own is written as it is', async (t) => {
  await using jenkins = await startJenkins();
  const sink = await sinkAt(jenkins);
  const key = specimenKey({ identity: 'a<b>&"\u00e9\u{1f511}', clusterName: 'prod<&>' });
  const { id } = await deliver(sink, 1, key);
  t.like(await known(sink, key), { facts: { version: id } });
  const [first] = (await sink.places?.list()) ?? [];
  t.is(first?.identity, key.identity);
});

const refusedSettings = test.macro({
  title: (what) => `refused in rotation.yaml: ${what}`,
  exec: (t, settings: string, problem: RegExp) => {
    const yaml = `sinks: [{kind: jenkins, token: "kms:t", ${settings}}, ${beside}]`;
    t.regex(JSON.stringify(t.throws(() => parseRotationConfiguration(yaml, 'test'))), problem);
  },
});
const server = 'server: "https://jenkins.example.com"';
test('no server', refusedSettings, 'user: u', /server/);
test('no user', refusedSettings, server, /user/);
test('a user with a colon', refusedSettings, `${server}, user: "a:b"`, /is no id of a user/);
test('a path out of the folder', refusedSettings, `${server}, user: u, folder: "a/../b"`, /FOLDER\/FOLDER/);
test('a folder without a name', refusedSettings, `${server}, user: u, folder: "a//b"`, /FOLDER\/FOLDER/);
test('another type', refusedSettings, `${server}, user: u, type: certificate`, /must be file or text/);

test('it cannot be the only sink: it keeps no memory', (t) => {
  const yaml = `sinks: [{kind: jenkins, ${server}, user: u, token: "kms:t"}]`;
  t.regex(
    JSON.stringify(t.throws(() => parseRotationConfiguration(yaml, 'test'))),
    /jenkins.*keep no reports/,
  );
});

test('a credential without our record is left alone, and so is another credential’s', async (t) => {
  await using jenkins = await startJenkins();
  const sink = await sinkAt(jenkins);
  const theirs = { type: 'UsernamePasswordCredentialsImpl', id: 'KUBECONFIG_PROD', secret: 'theirs' };
  for (const description of [
    '',
    'deploy key',
    'deploy{key}',
    'not Kept by ackring: at all {"version":"x"}',
  ]) {
    jenkins.credentials.set(at, { ...theirs, description });
    await t.throwsAsync(deliver(sink, 1), { code: 'Refused' });
  }
  t.is(held(jenkins), 'theirs');

  jenkins.credentials.clear();
  const { text } = await deliver(sink, 1);
  const other = specimenKey({ clusterId: `c${'0'.repeat(32)}` });
  await t.throwsAsync(deliver(sink, 2, other), { code: 'Conflict' });
  await t.throwsAsync(deliver(sink, 2, specimenKey({ identity: 'ack' })), { code: 'Conflict' });
  t.is(held(jenkins), text);
});

for (const [what, change] of [
  ['a file that somebody uploaded', { fileName: 'prod.yaml', secret: 'theirs' }],
  ['a credential without what is known', { description: `Kept by ackring: ${specimenKey().clusterId}/self` }],
  ['a record that was cut', { description: `Kept by ackring: ${specimenKey().clusterId}/self {"ver` }],
] as const) {
  test(`${what} is unknown, never called ours, and written again`, async (t) => {
    await using jenkins = await startJenkins();
    const sink = await sinkAt(jenkins);
    const { id, text } = await deliver(sink, 1);
    touch(jenkins, change);
    t.like(await known(sink), { kind: 'unreadable' });
    await sink.promote(specimenKey(), { id, text });
    t.is(held(jenkins), text);
    t.like(await known(sink), { facts: { version: id } });
  });
}

for (const lost of ['lost before', 'lost after'] as const) {
  for (const isFirst of [true, false]) {
    for (const which of [1, 2, 3]) {
      const what = isFirst ? 'the first' : 'a later';
      test(`request ${which} of ${what} promotion ${lost} it is carried out: nothing is claimed that is not so`, async (t) => {
        await using jenkins = await startJenkins();
        const sink = await sinkAt(jenkins);
        const old = isFirst ? null : await deliver(sink, 1);
        const version = await specimenVersion(2);
        let count = 0;
        jenkins.befall = () => {
          count += 1;
          return count >= which ? lost : null;
        };
        await t.throwsAsync(sink.promote(specimenKey(), version));
        jenkins.befall = () => null;
        const there = held(jenkins);
        t.true([old?.text, version.text].includes(there), 'jobs have one or the other, whole');
        const stored = await known(sink);
        t.deepEqual(stored, there === undefined ? null : readCredential(there).stored);
        await sink.promote(specimenKey(), version);
        t.is(held(jenkins), version.text);
      });
    }
  }
}

test('an answer that is lost once is looked after, and nobody is told of a failure', async (t) => {
  await using jenkins = await startJenkins();
  const sink = await sinkAt(jenkins);
  let isFirst = true;
  jenkins.befall = ({ method }) => {
    if (method === 'GET' || !isFirst) return null;
    isFirst = false;
    return 'lost after';
  };
  const { text } = await deliver(sink, 1);
  t.is(held(jenkins), text);
});

test('an older version is refused, also where another run was faster to make the credential', async (t) => {
  await using jenkins = await startJenkins();
  const [sink, other] = [await sinkAt(jenkins), await sinkAt(jenkins)];
  let theirs = '';
  jenkins.befall = async ({ method }) => {
    if (method !== 'POST' || theirs !== '') return null;
    theirs = 'on its way';
    theirs = (await deliver(other, 3)).text;
    return null;
  };
  await t.throwsAsync(deliver(sink, 2), { code: 'Conflict' });
  t.is(held(jenkins), theirs);
  await t.throwsAsync(deliver(sink, 2), { code: 'Conflict' });
});

test('asked too often, or while it starts, it is asked again', async (t) => {
  await using jenkins = await startJenkins();
  const sink = await sinkAt(jenkins);
  const replies = [
    { status: 429, headers: { 'retry-after': '1' } },
    { status: 503, text: '<html>Please wait while Jenkins is getting ready to work</html>' },
  ];
  jenkins.befall = () => replies.pop() ?? null;
  const { text } = await deliver(sink, 1);
  t.is(held(jenkins), text);
});

test('a page for signing in is told as that, and takes nothing for written', async (t) => {
  await using jenkins = await startJenkins();
  const sink = await sinkAt(jenkins);
  jenkins.befall = () => ({ status: 302, headers: { location: 'https://login.example.com/' } });
  const error = await t.throwsAsync(sink.read(specimenKey()), { code: 'RequestRejected' });
  t.regex(String(error?.message), /sends it elsewhere, as to a page for signing in: status 302/);
  const html = { status: 200, headers: { 'content-type': 'text/html' }, text: '<html>Sign in</html>' };
  jenkins.befall = () => html;
  await t.throwsAsync(sink.read(specimenKey()), { code: 'ResponseUnreadable' });
  jenkins.befall = ({ method }) => (method === 'POST' ? html : null);
  await t.throwsAsync(deliver(sink, 1));
  t.is(jenkins.credentials.size, 0);
});

test('what the token may not do is told with what it needs', async (t) => {
  await using jenkins = await startJenkins();
  const sink = await sinkAt(jenkins);
  jenkins.permissions.delete('Create');
  const needs = { remedy: /Credentials\/View, Create and Update/ };
  const refused = await t.throwsAsync(deliver(sink, 1), { code: 'Forbidden' });
  t.regex(JSON.stringify(refused), needs.remedy);
  jenkins.permissions.add('Create');
  await deliver(sink, 1);
  jenkins.permissions.delete('Update');
  await t.throwsAsync(deliver(sink, 2), { code: 'Forbidden' });
  jenkins.permissions.delete('View');
  t.is(await sink.read(specimenKey()), null, 'it looks absent');
  await t.throwsAsync(deliver(sink, 2), { code: 'Conflict' });
  const elsewhere = await sinkAt(jenkins, 'folder: nowhere');
  await t.throwsAsync(deliver(elsewhere, 1), { code: 'ResourceNotFound' });
});

test('its places are listed beside others’, and a renamed cluster keeps its own', async (t) => {
  await using jenkins = await startJenkins();
  const theirs = { type: 'BasicSSHUserPrivateKey', description: 'deploy {key}', secret: 'x' };
  for (let index = 0; index < 70; index += 1)
    jenkins.credentials.set(`folder/team/app/K${index}`, { ...theirs, id: `K${index}` });
  const sink = await sinkAt(jenkins);
  await deliver(sink, 1);
  const { clusterId } = specimenKey();
  const place = { name: 'KUBECONFIG_PROD self', clusterId, identity: 'self' };
  t.deepEqual(await sink.places?.list(), [place]);
  t.true(sink.places?.isNamedByPeople, 'it is looked for under the name that it was given');
  const { text } = await deliver(sink, 2, specimenKey({ clusterName: 'production', place: place.name }));
  t.is(jenkins.credentials.size, 71);
  t.is(held(jenkins), text);
});

test('a wrong token, a password and a host that nobody named are told as that, without the token', async (t) => {
  await using jenkins = await startJenkins();
  const wrong = await sinkAt(jenkins, inFolder, { [variable]: 'wrong-one' });
  const error = await t.throwsAsync(wrong.read(specimenKey()), { code: 'CredentialsInvalid' });
  const sent = Buffer.from(`${jenkins.user}:wrong-one`).toString('base64');
  t.notRegex(JSON.stringify(error) + String(error?.stack), new RegExp(`wrong-one|${sent}`));
  const password = await sinkAt(jenkins, inFolder, { [variable]: jenkins.password });
  await t.throwsAsync(deliver(password, 1), { code: 'Forbidden' });
  const before = jenkins.requests.length;
  const unnamed = await sinkAt(jenkins, inFolder, { ACKRING_RECEIVERS: '' });
  await t.throwsAsync(unnamed.read(specimenKey()), { code: 'EndpointRefused' });
  t.is(jenkins.requests.length, before);
});

async function rotationTo(jenkins: JenkinsServer, token = jenkins.token) {
  const holders = { ops: { daysLeft: 400 } };
  const world = await rotationWorld({ clusters: [{ name: 'prod', holders }] }, '');
  const sink = `kind: jenkins, server: "${jenkins.url}", ${inFolder}, user: ${jenkins.user}, token: "env:${variable}"`;
  const { rotation } = await world.configure(`sinks: [{${sink}}, ${beside}]`, {
    environment: { ACKRING_RECEIVERS: new URL(jenkins.url).host, [variable]: token },
  });
  return { world, rotation };
}

test('a rotation delivers, keeps, renews in the window, and repairs what somebody wrote over', async (t) => {
  await using jenkins = await startJenkins();
  const { world, rotation } = await rotationTo(jenkins);
  await using _ = world;
  t.like((await rotation.run('apply', { runId: 'r1' })).counts, { delivered: 1, failed: 0 });
  const first = held(jenkins);
  t.like((await rotation.run('apply', { runId: 'r2' })).counts, { kept: 1, failed: 0 });
  await world.advanceDays(221);
  t.like((await rotation.run('apply', { runId: 'r3' })).counts, { renewed: 1, failed: 0 });
  const renewed = held(jenkins);
  t.not(renewed, first);
  touch(jenkins, { fileName: 'theirs', secret: 'theirs' });
  const repaired = await rotation.run('apply', { runId: 'r4' });
  t.is(outcomeOf(repaired, 'prod').decision?.kind, 'deliver');
  t.is(held(jenkins), renewed);
});

test('a token that is refused is told once, with its name', async (t) => {
  await using jenkins = await startJenkins();
  const { world, rotation } = await rotationTo(jenkins, 'revoked');
  await using _ = world;
  const { failures } = await rotation.run('plan', { runId: 'r1' });
  t.like(
    failures.find(({ what }) => what.startsWith('jenkins token')),
    {
      what: `jenkins token env:${variable}`,
      error: { code: 'AccessEnding', message: 'it is refused (401)' },
    },
  );
});
