import { type GithubServer, startGithub } from '@ackring/testkit/ci/github-server';
import { specimenKey, specimenVersion } from '@ackring/testkit/rotation/hub';
import { outcomeOf, rotationWorld } from '@ackring/testkit/rotation/world';
import test from 'ava';
import { createRateLimiters } from '../../cloud/rate-limit.js';
import { systemClock } from '../../machine/clock.js';
import { toText } from '../../words/say.js';
import { parseRotationConfiguration } from '../configuration/configuration.js';
import { readCredential } from '../credential/credential.js';
import { githubSink } from './github.js';
import { readIn, type Sink } from './sink.js';
import { openSink } from './sinks.js';

const variable = 'ACKRING_GITHUB_TOKEN';
/** Reports have no room in GitHub. */
const beside = '{kind: file, directory: "{directory}"}';
const at = 'repos/team/app/actions/KUBECONFIG_PROD';
const record = `${at}_ACKRING`;

async function sinkAt(github: GithubServer, place = 'repository: team/app', environment = {}): Promise<Sink> {
  const yaml = `sinks: [{kind: github, api: "${github.url}", token: "env:${variable}", ${place}}, ${beside}]`;
  const [settings] = parseRotationConfiguration(yaml, 'test').sinks;
  if (settings === undefined) throw new Error('no sink');
  return openSink(settings, {
    credentials: { get: () => Promise.reject(new Error('none')) },
    environment: { ACKRING_RECEIVERS: new URL(github.url).host, [variable]: github.token, ...environment },
    region: 'cn-hangzhou',
    clock: systemClock,
    limiterOf: createRateLimiters(systemClock),
    language: 'en',
    accessOf: () => 'auto',
  });
}

for (const [place, said] of [
  ['organization: acme, visibility: all', /acme to all its repositories, public ones too/],
  ['organization: acme, visibility: private', null],
  ['repository: team/app', null],
] as const)
  test(`a secret with ${place} ${said === null ? 'goes to nobody unsaid' : 'is told to reach public repositories'}`, (t) => {
    const yaml = `sinks: [{kind: github, token: "env:${variable}", ${place}}, ${beside}]`;
    const [settings] = parseRotationConfiguration(yaml, 'test').sinks;
    const caveats = githubSink.caveats?.(settings as never).map((each) => toText(each)) ?? [];
    t.is(caveats.length, said === null ? 0 : 1);
    if (said !== null) t.regex(caveats[0] ?? '', said);
  });

/** Each a second after the one before: GitHub tells no less. */
async function deliver(github: GithubServer, sink: Sink, number: number, key = specimenKey()) {
  const version = await specimenVersion(number);
  tick(github);
  await sink.stage(key, version);
  await sink.promote(key, version);
  return version;
}

function tick(github: GithubServer): void {
  github.now = new Date(github.now.getTime() + 1_000);
}

/** What is known of the place. */
async function known(sink: Sink, key = specimenKey()) {
  const text = await sink.read(key);
  return text === null ? null : readIn(sink, text).stored;
}

function opened(github: GithubServer, name = at): string {
  return Buffer.from(github.secrets.get(name)?.value ?? '', 'base64').toString('utf8');
}

test('a kubeconfig is sealed for GitHub, and beside it stands what is known, without a key', async (t) => {
  await using github = await startGithub();
  const sink = await sinkAt(github);
  t.is(await sink.read(specimenKey()), null);
  await sink.stage(specimenKey(), await specimenVersion(1));
  t.is(github.secrets.size + github.variables.size, 0, 'jobs would be given it before it is proven');
  const { id, text } = await deliver(github, sink, 1);
  t.is(opened(github), text);
  t.regex(github.variables.get(record) ?? '', /Kept by ackring: c[0-9a-f]{32}\/self/);
  t.notRegex(github.variables.get(record) ?? '', /PRIVATE|client-key/);
  const sent = github.requests.map(({ body }) => JSON.stringify(body)).join('');
  t.false(
    sent.includes('client-key-data') || sent.includes(Buffer.from(text).toString('base64').slice(0, 80)),
  );
  const { stored } = readCredential(text);
  t.deepEqual(await known(sink), stored, 'all but the key itself');
  t.like(await known(sink), { facts: { version: id } });

  const next = await deliver(github, sink, 2);
  t.is(opened(github), next.text);
  t.like(await known(sink), { facts: { version: next.id } });
  const before = github.requests.length;
  await sink.promote(specimenKey(), next);
  t.true(github.requests.slice(before).every(({ method }) => method === 'GET'));
  t.is(sink.name, `github:${new URL(github.url).host}/team/app/KUBECONFIG_{cluster}`);
});

for (const [place, name, told] of [
  [
    'repository: team/app, environment: production',
    'repos/team/app/environments/production/',
    /@production$/,
  ],
  ['organization: team, visibility: all', 'orgs/team/actions/', /\/team\/KUBECONFIG_\{cluster\}$/],
] as const) {
  test(`its place may be {${place}}`, async (t) => {
    await using github = await startGithub();
    const sink = await sinkAt(github, place);
    const { text } = await deliver(github, sink, 1);
    t.is(opened(github, `${name}KUBECONFIG_PROD`), text);
    t.regex(sink.name, told);
    t.is((await sink.places?.list())?.length, 1);
  });
}

const refusedSettings = test.macro({
  title: (what) => `refused in rotation.yaml: ${what}`,
  exec: (t, settings: string, problem: RegExp) => {
    const yaml = `sinks: [{kind: github, token: "kms:t", ${settings}}, ${beside}]`;
    t.regex(JSON.stringify(t.throws(() => parseRotationConfiguration(yaml, 'test'))), problem);
  },
});
test('no place', refusedSettings, 'key: K', /a repository or an organization/);
test('a repository without an owner', refusedSettings, 'repository: app', /OWNER\/NAME/);
test(
  'an organisation that does not say whom it gives it',
  refusedSettings,
  'organization: o',
  /which repositories/,
);
test(
  'an environment of an organisation',
  refusedSettings,
  'organization: o, visibility: all, environment: p',
  /has none/,
);
test('a name of GitHub’s own', refusedSettings, 'repository: o/r, key: "github_{cluster}"', /GITHUB_/);

test('a secret without our record is left alone, and so is another credential’s', async (t) => {
  await using github = await startGithub();
  const sink = await sinkAt(github);
  github.secrets.set(at, { value: 'theirs', updated_at: '2026-01-01T00:00:00Z' });
  await t.throwsAsync(deliver(github, sink, 1), { code: 'Refused' });
  github.variables.set(record, '{"owner":"the platform team"}');
  await t.throwsAsync(deliver(github, sink, 1), { code: 'Refused' });
  t.is(github.secrets.get(at)?.value, 'theirs');

  github.secrets.clear();
  github.variables.clear();
  const { text } = await deliver(github, sink, 1);
  const other = specimenKey({ clusterId: `c${'0'.repeat(32)}` });
  await t.throwsAsync(deliver(github, sink, 2, other), { code: 'Conflict' });
  await t.throwsAsync(deliver(github, sink, 2, specimenKey({ identity: 'ack' })), { code: 'Conflict' });
  t.is(opened(github), text);
});

test('a secret that somebody deleted is missing, and delivered again', async (t) => {
  await using github = await startGithub();
  const sink = await sinkAt(github);
  await deliver(github, sink, 1);
  github.secrets.clear();
  t.is(await sink.read(specimenKey()), null);
  const { text } = await deliver(github, sink, 1);
  t.is(opened(github), text);
});

test('what somebody else wrote is unknown, never called ours, and written again', async (t) => {
  await using github = await startGithub();
  const sink = await sinkAt(github);
  const { text } = await deliver(github, sink, 1);
  tick(github);
  github.secrets.set(at, { value: 'theirs', updated_at: `${github.now.toISOString().slice(0, 19)}Z` });
  const stored = await known(sink);
  t.like(stored, { kind: 'unreadable' });
  t.regex(JSON.stringify(stored), /somebody else wrote it at/);
  const version = { id: 'again', text };
  await sink.promote(specimenKey(), version);
  t.is(opened(github), text);
  t.like(await known(sink), { kind: 'readable' });
});

for (const lost of ['lost before', 'lost after'] as const) {
  for (const which of [1, 2, 3, 4, 5, 6, 7, 8]) {
    test(`request ${which} of a promotion ${lost} it is carried out: nothing is claimed that is not so`, async (t) => {
      await using github = await startGithub();
      const sink = await sinkAt(github);
      const old = await deliver(github, sink, 1);
      const version = await specimenVersion(2);
      tick(github);
      let count = 0;
      github.befall = () => {
        count += 1;
        return count >= which ? lost : null;
      };
      const isDone = await sink.promote(specimenKey(), version).then(
        () => true,
        () => false,
      );
      github.befall = () => null;
      const there = opened(github);
      t.true([old.text, version.text].includes(there), 'jobs have one or the other, whole');
      const stored = await known(sink);
      if (stored?.kind === 'readable') t.deepEqual(stored, readCredential(there).stored);
      else t.false(isDone);
      tick(github);
      await sink.promote(specimenKey(), version);
      t.is(opened(github), version.text);
      t.like(await known(sink), { facts: { version: version.id } });
    });
  }
}

test('an older version is refused, and another run in between leaves nothing claimed', async (t) => {
  await using github = await startGithub();
  const [sink, other] = [await sinkAt(github), await sinkAt(github)];
  const older = await specimenVersion(1);
  const { text } = await deliver(github, sink, 2);
  await t.throwsAsync(sink.promote(specimenKey(), older), { code: 'Conflict' });
  t.is(opened(github), text);

  let isFirst = true;
  let theirs = '';
  github.befall = async ({ method }) => {
    if (method !== 'PUT' || !isFirst) return null;
    isFirst = false;
    theirs = (await deliver(github, other, 4)).text;
    tick(github);
    return null;
  };
  await t.throwsAsync(deliver(github, sink, 3), { code: 'Conflict' });
  t.not(opened(github), theirs, 'the slower one wrote last');
  t.like(await known(sink), { kind: 'unreadable' }, 'and so nothing is known');
  const last = await deliver(github, other, 4);
  t.is(opened(github), last.text);
  t.like(await known(sink), { facts: { version: last.id } });
});

test('asked too often, by either of its limits, it waits as it is told', async (t) => {
  await using github = await startGithub();
  const sink = await sinkAt(github);
  const replies = [
    { status: 429, headers: { 'retry-after': '1' } },
    { status: 403, headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1' } },
  ];
  github.befall = () => replies.pop() ?? null;
  const { text } = await deliver(github, sink, 1);
  t.is(opened(github), text);
});

test('its places are listed over all pages, and a renamed cluster keeps its own', async (t) => {
  await using github = await startGithub();
  for (let index = 0; index < 70; index += 1) github.variables.set(`repos/team/app/actions/V${index}`, 'x');
  const sink = await sinkAt(github);
  await deliver(github, sink, 1);
  // A record under a name that is none of ours, such as a copy of it.
  github.variables.set(`${at}_COPY`, github.variables.get(record) ?? '');
  const { clusterId } = specimenKey();
  const place = { name: 'KUBECONFIG_PROD self', clusterId, identity: 'self' };
  t.deepEqual(await sink.places?.list(), [place]);
  await deliver(github, sink, 2, specimenKey({ clusterName: 'production', place: place.name }));
  t.deepEqual([...github.secrets.keys()], [at]);
  t.true(sink.places?.isNamedByPeople);
});

test('a wrong token and a host that nobody named are told as that, without the token', async (t) => {
  await using github = await startGithub();
  const wrong = await sinkAt(github, undefined, { [variable]: 'wrong-one' });
  const error = await t.throwsAsync(wrong.read(specimenKey()), { code: 'CredentialsInvalid' });
  t.notRegex(JSON.stringify(error) + String(error?.stack), /wrong-one/);
  const before = github.requests.length;
  const unnamed = await sinkAt(github, undefined, { ACKRING_RECEIVERS: '' });
  await t.throwsAsync(unnamed.read(specimenKey()), { code: 'EndpointRefused' });
  t.is(github.requests.length, before);
});

test('the instant at which the token ends is known, for those who renew it', async (t) => {
  await using github = await startGithub();
  const sink = await sinkAt(github);
  t.like(await sink.access?.(), { until: null });
  github.tokenEnds = '2027-03-01 10:00:00 UTC';
  t.deepEqual((await sink.access?.())?.until, new Date('2027-03-01T10:00:00Z'));
});

test('a rotation delivers, keeps, renews in the window, and repairs what somebody wrote over', async (t) => {
  await using github = await startGithub();
  const holders = { ops: { daysLeft: 400 } };
  await using world = await rotationWorld({ clusters: [{ name: 'prod', holders }] }, '');
  const { rotation } = await world.configure(
    `sinks: [{kind: github, api: "${github.url}", repository: team/app, token: "env:${variable}"}, ${beside}]`,
    { environment: { ACKRING_RECEIVERS: new URL(github.url).host, [variable]: github.token } },
  );
  const run = async (runId: string) => {
    tick(github);
    return rotation.run('apply', { runId });
  };
  t.like((await run('r1')).counts, { delivered: 1, failed: 0 });
  const first = opened(github);
  t.like((await run('r2')).counts, { kept: 1, failed: 0 });
  await world.advanceDays(221);
  t.like((await run('r3')).counts, { renewed: 1, failed: 0 });
  t.not(opened(github), first);
  const renewed = opened(github);
  tick(github);
  github.secrets.set(at, { value: 'theirs', updated_at: `${github.now.toISOString().slice(0, 19)}Z` });
  t.is(outcomeOf(await run('r4'), 'prod').decision?.kind, 'deliver');
  t.is(opened(github), renewed);
});

test('a token that is refused is told once, with its name', async (t) => {
  await using github = await startGithub();
  const holders = { ops: { daysLeft: 400 } };
  await using world = await rotationWorld({ clusters: [{ name: 'prod', holders }] }, '');
  const { rotation } = await world.configure(
    `sinks: [{kind: github, api: "${github.url}", repository: team/app, token: "env:${variable}"}, ${beside}]`,
    { environment: { ACKRING_RECEIVERS: new URL(github.url).host, [variable]: 'revoked' } },
  );
  const { failures } = await rotation.run('plan', { runId: 'r1' });
  t.like(
    failures.find(({ what }) => what.startsWith('github token')),
    { what: `github token env:${variable}`, error: { code: 'AccessEnding', message: 'it is refused (401)' } },
  );
});
