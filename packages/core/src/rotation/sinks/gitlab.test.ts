import { type GitlabServer, gitlabVariable, startGitlab } from '@ackring/testkit/ci/gitlab-server';
import { specimenKey, specimenVersion } from '@ackring/testkit/rotation/hub';
import { outcomeOf, rotationWorld, storedIn } from '@ackring/testkit/rotation/world';
import test from 'ava';
import { createRateLimiters } from '../../cloud/rate-limit.js';
import { systemClock } from '../../machine/clock.js';
import { parseRotationConfiguration } from '../configuration/configuration.js';
import type { Sink } from './sink.js';
import { openSink } from './sinks.js';

const variable = 'ACKRING_GITLAB_TOKEN';
/** Reports have no room in GitLab. */
const beside = '{kind: file, directory: "{directory}"}';

/** The sink of these settings at a server of one's own. */
async function sinkAt(gitlab: GitlabServer, more = '', environment = {}): Promise<Sink> {
  const yaml = `sinks: [{kind: gitlab, server: "${gitlab.url}", project: team/app, token: "env:${variable}"${more}}, ${beside}]`;
  const [settings] = parseRotationConfiguration(yaml, 'test').sinks;
  if (settings === undefined) throw new Error('no sink');
  return openSink(settings, {
    credentials: { get: () => Promise.reject(new Error('none')) },
    environment: { ACKRING_RECEIVERS: new URL(gitlab.url).host, [variable]: gitlab.token, ...environment },
    region: 'cn-hangzhou',
    clock: systemClock,
    limiterOf: createRateLimiters(systemClock),
    language: 'en',
    accessOf: () => 'auto',
  });
}

async function deliver(sink: Sink, number: number, key = specimenKey()): Promise<string> {
  const version = await specimenVersion(number);
  await sink.stage(key, version);
  await sink.promote(key, version);
  return version.text;
}

/** Whatever the second write of a test would be. */
const isWrite = ({ method }: { readonly method: string }): boolean => method !== 'GET';

test('a kubeconfig is one masked, protected variable in base64, and says whose it is', async (t) => {
  await using gitlab = await startGitlab();
  const sink = await sinkAt(gitlab);
  t.is(await sink.read(specimenKey()), null);
  await sink.stage(specimenKey(), await specimenVersion(1));
  t.is(gitlab.variables.size, 0, 'jobs would be given it before it is proven');
  const text = await deliver(sink, 1);
  t.deepEqual(
    [...gitlab.variables],
    [
      [
        'KUBECONFIG_PROD@*',
        {
          ...gitlabVariable,
          key: 'KUBECONFIG_PROD',
          value: Buffer.from(text).toString('base64'),
          description: `Kept by ackring: ${specimenKey().clusterId}/self`,
          masked: true,
          protected: true,
          raw: true,
        },
      ],
    ],
  );
  t.is(await sink.read(specimenKey()), text);
  const next = await deliver(sink, 2);
  t.is(await sink.read(specimenKey()), next);
  t.is(gitlab.variables.size, 1);
  t.is(sink.name, `gitlab:${new URL(gitlab.url).host}/team/app/KUBECONFIG_{cluster}`);
});

test('a file is the kubeconfig itself', async (t) => {
  await using gitlab = await startGitlab();
  const more = ', key: KUBECONFIG, environment: "{cluster}", type: file, masked: false, protected: false';
  const sink = await sinkAt(gitlab, more);
  const text = await deliver(sink, 1);
  t.like(gitlab.variables.get('KUBECONFIG@prod'), { value: text, variable_type: 'file', protected: false });
  t.regex(sink.name, /team\/app\/KUBECONFIG@\{cluster\}$/);
});

const refusedSettings = test.macro({
  title: (what) => `refused in rotation.yaml: ${what}`,
  exec: (t, settings: string, problem: RegExp) => {
    const token = settings.startsWith('token') ? '' : 'token: "kms:t", ';
    const yaml = `sinks: [{kind: gitlab, project: p, ${token}${settings}}, ${beside}]`;
    const error = t.throws(() => parseRotationConfiguration(yaml, 'test'));
    t.regex(JSON.stringify(error), problem);
  },
});
test('a file that is to be masked', refusedSettings, 'type: file', /masks one line only/);
test('a project and a group', refusedSettings, 'group: g', /a project or a group/);
test('a name that no shell takes', refusedSettings, 'key: "KUBE-{cluster}"', /letters, digits and _/);
test('a name that may begin with a digit', refusedSettings, 'key: "{cluster}"', /a letter first/);
test('an unknown placeholder', refusedSettings, 'key: "K_{name}"', /letters, digits and _/);
test('the token itself', refusedSettings, 'token: "glpat-x"', /where the token is/);
test(
  'another variable of the program',
  refusedSettings,
  'token: "env:ALIBABA_CLOUD_TOKEN"',
  /where the token/,
);
test('a server without a scheme', refusedSettings, 'server: gitlab.example.com', /sinks\[0\]\.server/);
test('no sink beside it', (t) => {
  const yaml = 'sinks: [{kind: gitlab, project: p, token: "kms:t"}]';
  const error = t.throws(() => parseRotationConfiguration(yaml, 'test'));
  t.regex(JSON.stringify(error), /keep no reports and no memory/);
});
test('a server with a query', refusedSettings, 'server: "https://g.example/?a"', /no address of a server/);

test('somebody else’s variable is left alone, and so is another credential’s', async (t) => {
  await using gitlab = await startGitlab();
  const sink = await sinkAt(gitlab);
  const theirs = {
    ...gitlabVariable,
    key: 'KUBECONFIG_PROD',
    value: 'theirs',
    description: 'of the platform team',
  };
  gitlab.variables.set('KUBECONFIG_PROD@*', theirs);
  const version = await specimenVersion(1);
  const works = [
    () => sink.read(specimenKey()),
    () => sink.stage(specimenKey(), version),
    () => sink.promote(specimenKey(), version),
  ];
  for (const work of works) await t.throwsAsync(async () => void (await work()), { code: 'Refused' });
  t.is(gitlab.variables.get('KUBECONFIG_PROD@*'), theirs);
  t.deepEqual(await sink.places?.list(), []);

  gitlab.variables.clear();
  await deliver(sink, 1);
  const kept = gitlab.variables.get('KUBECONFIG_PROD@*');
  for (const other of [specimenKey({ clusterId: `c${'0'.repeat(32)}` }), specimenKey({ identity: 'ack' })])
    await t.throwsAsync(sink.promote(other, version), { code: 'Conflict' });
  t.is(gitlab.variables.get('KUBECONFIG_PROD@*'), kept);
});

test('ours, hidden by somebody, is refused: nobody could read it back', async (t) => {
  await using gitlab = await startGitlab();
  const sink = await sinkAt(gitlab);
  await deliver(sink, 1);
  const [[at, made] = []] = [...gitlab.variables];
  if (at === undefined || made === undefined) return t.fail();
  gitlab.variables.set(at, { ...made, hidden: true });
  await t.throwsAsync(sink.read(specimenKey()), { code: 'Refused', message: /hidden/ });
});

test('a scope that GitLab does not keep is refused: the key would be there for every environment', async (t) => {
  await using gitlab = await startGitlab();
  gitlab.keepsScopes = false;
  const sink = await sinkAt(gitlab, ', environment: prod');
  const refused = { code: 'Refused', message: /GitLab keeps .*KUBECONFIG_PROD.* for \*/ };
  await t.throwsAsync(deliver(sink, 1), refused);
  await t.throwsAsync(sink.read(specimenKey()), refused);
});

test('a renamed cluster keeps its variable, which is listed over all pages', async (t) => {
  await using gitlab = await startGitlab();
  for (let index = 0; index < 230; index += 1) {
    const key = `OTHER_${index}`;
    gitlab.variables.set(`${key}@*`, { ...gitlabVariable, key });
  }
  const sink = await sinkAt(gitlab);
  await deliver(sink, 1);
  const [place] = (await sink.places?.list()) ?? [];
  const { clusterId } = specimenKey();
  t.deepEqual(place, { name: 'KUBECONFIG_PROD@* self', clusterId, identity: 'self' });
  const renamed = specimenKey({ clusterName: 'production', place: place?.name ?? '' });
  await deliver(sink, 2, renamed);
  t.true(gitlab.variables.has('KUBECONFIG_PROD@*'));
  t.false(gitlab.variables.has('KUBECONFIG_PRODUCTION@*'));
});

test('a list whose pages never end is given up', async (t) => {
  await using gitlab = await startGitlab();
  const sink = await sinkAt(gitlab);
  const page = { status: 200, body: Array.from({ length: 100 }, () => gitlabVariable) };
  gitlab.befall = () => page;
  await t.throwsAsync(async () => sink.places?.list(), { code: 'ResponseUnreadable', message: /has no end/ });
});

for (const lost of ['lost before', 'lost after'] as const) {
  for (const which of [1, 2, 3]) {
    test(`request ${which} of a promotion ${lost} it is carried out: nothing is torn, and the next one finishes`, async (t) => {
      await using gitlab = await startGitlab();
      const sink = await sinkAt(gitlab);
      const old = await deliver(sink, 1);
      const version = await specimenVersion(2);
      let count = 0;
      gitlab.befall = () => {
        count += 1;
        return count >= which && count < which + 4 ? lost : null;
      };
      await sink.promote(specimenKey(), version).catch(() => undefined);
      gitlab.befall = () => null;
      t.true([old, version.text].includes((await sink.read(specimenKey())) ?? ''));
      await sink.promote(specimenKey(), version);
      t.is(await sink.read(specimenKey()), version.text);
    });
  }
}

test('an answer that is lost after the write is no failure', async (t) => {
  await using gitlab = await startGitlab();
  const sink = await sinkAt(gitlab);
  const version = await specimenVersion(1);
  let isFirst = true;
  gitlab.befall = (request) => {
    if (!isWrite(request) || !isFirst) return null;
    isFirst = false;
    return 'lost after';
  };
  await sink.promote(specimenKey(), version);
  t.is(gitlab.requests.filter(isWrite).length, 1);
  t.is(await sink.read(specimenKey()), version.text);
});

test('cut short while it writes, it asks nothing more', async (t) => {
  await using gitlab = await startGitlab();
  const sink = await sinkAt(gitlab);
  const stop = new AbortController();
  let requests = 0;
  gitlab.befall = (request) => {
    if (isWrite(request)) stop.abort();
    requests += 1;
    return null;
  };
  const version = await specimenVersion(1);
  await t.throwsAsync(sink.promote(specimenKey(), version, stop.signal), { code: 'Cancelled' });
  t.is(requests, 2, 'what is there, and the write');
});

test('another run that makes it first, or writes over it, has the newer one stay', async (t) => {
  await using gitlab = await startGitlab();
  const [sink, other] = [await sinkAt(gitlab), await sinkAt(gitlab)];
  let theirs = '';
  const meanwhile = (number: number, method: string): void => {
    let isFirst = true;
    gitlab.befall = async (request) => {
      if (request.method !== method || !isFirst) return null;
      isFirst = false;
      theirs = await deliver(other, number);
      return null;
    };
  };
  meanwhile(1, 'POST');
  const second = await deliver(sink, 2);
  t.is(await sink.read(specimenKey()), second, 'the older one was there first');

  gitlab.variables.clear();
  meanwhile(4, 'POST');
  await t.throwsAsync(deliver(sink, 3), { code: 'Conflict' });
  t.is(await sink.read(specimenKey()), theirs, 'the newer one was there first');
});

test('asked too often, it waits as long as it is told', async (t) => {
  await using gitlab = await startGitlab();
  const sink = await sinkAt(gitlab);
  let left = 2;
  gitlab.befall = () => {
    left -= 1;
    return left < 0
      ? null
      : { status: 429, headers: { 'retry-after': '1' }, body: { message: 'Retry later' } };
  };
  const startedAt = Date.now();
  const text = await deliver(sink, 1);
  t.is(await sink.read(specimenKey()), text);
  t.true(Date.now() - startedAt >= 1_900);
});

const told = test.macro({
  title: (what) => `${what} is told as that, without the token`,
  async exec(t, change: (gitlab: GitlabServer) => object, expected: object) {
    await using gitlab = await startGitlab();
    const sink = await sinkAt(gitlab, '', change(gitlab));
    const error = await t.throwsAsync(deliver(sink, 1));
    t.like(error, expected);
    t.notRegex(JSON.stringify(error) + String(error?.stack), /glpat|wrong-one/);
  },
});
test('a wrong token', told, () => ({ [variable]: 'wrong-one' }), { code: 'CredentialsInvalid' });
test('a token that is not set', told, () => ({ [variable]: '' }), { code: 'CredentialsMissing' });
test('a role too small', told, (gitlab) => Object.assign(gitlab, { role: 'developer' }) && {}, {
  code: 'Forbidden',
});
test(
  'a project that the token does not see',
  told,
  (gitlab) => Object.assign(gitlab, { role: 'stranger' }) && {},
  {
    code: 'ResourceNotFound',
  },
);
test('a host that nobody named', told, () => ({ ACKRING_RECEIVERS: '' }), { code: 'EndpointRefused' });

test('no token goes to a host that nobody named', async (t) => {
  await using gitlab = await startGitlab();
  const sink = await sinkAt(gitlab, '', { ACKRING_RECEIVERS: 'gitlab.example.com' });
  await t.throwsAsync(sink.read(specimenKey()), { code: 'EndpointRefused' });
  t.deepEqual(gitlab.requests, []);
});

test('the day on which the token ends is known, for those who renew it', async (t) => {
  await using gitlab = await startGitlab();
  const sink = await sinkAt(gitlab);
  t.like(await sink.access?.(), { until: null });
  gitlab.tokenEnds = '2027-03-01';
  t.deepEqual((await sink.access?.())?.until, new Date('2027-03-01T00:00:00Z'));
});

test('a rotation delivers, keeps, renews in the window, and repairs what somebody wrote over', async (t) => {
  await using gitlab = await startGitlab();
  const holders = { ops: { daysLeft: 400 } };
  await using world = await rotationWorld({ clusters: [{ name: 'a', holders }] }, '');
  const { host } = new URL(gitlab.url);
  const { rotation, ports } = await world.configure(
    `sinks: [{kind: gitlab, server: "${gitlab.url}", project: team/app, token: "env:${variable}"}, ${beside}]`,
    { environment: { ACKRING_RECEIVERS: host, [variable]: gitlab.token } },
  );
  const [sink] = ports.sinks;
  if (sink === undefined) return t.fail();
  t.like((await rotation.run('apply', { runId: 'r1' })).counts, { delivered: 1, failed: 0 });
  const before = await storedIn(sink, world.keyOf('a'));
  t.like((await rotation.run('apply', { runId: 'r2' })).counts, { kept: 1, failed: 0 });
  await world.advanceDays(221);
  t.like((await rotation.run('apply', { runId: 'r3' })).counts, { renewed: 1, failed: 0 });
  t.not((await storedIn(sink, world.keyOf('a'))).certificate.serial, before.certificate.serial);

  const [[at, made] = []] = [...gitlab.variables];
  if (at === undefined || made === undefined) return t.fail();
  gitlab.variables.set(at, { ...made, value: 'b29wcw==' });
  t.is(outcomeOf(await rotation.run('apply', { runId: 'r4' }), 'a').decision?.kind, 'deliver');
  t.is(gitlab.variables.get(at)?.value, made.value);

  gitlab.tokenEnds = world.clock.now().toISOString().slice(0, 10);
  const { failures } = await rotation.run('plan', { runId: 'r5' });
  t.like(
    failures.find(({ what }) => what.startsWith('gitlab token')),
    { what: `gitlab token env:${variable}`, error: { code: 'AccessEnding' } },
  );
});

test('a token that is refused is told once, with its name', async (t) => {
  await using gitlab = await startGitlab();
  const holders = { ops: { daysLeft: 400 } };
  await using world = await rotationWorld({ clusters: [{ name: 'prod', holders }] }, '');
  const { rotation } = await world.configure(
    `sinks: [{kind: gitlab, server: "${gitlab.url}", project: team/app, token: "env:${variable}"}, ${beside}]`,
    { environment: { ACKRING_RECEIVERS: new URL(gitlab.url).host, [variable]: 'revoked' } },
  );
  const { failures } = await rotation.run('plan', { runId: 'r1' });
  t.like(
    failures.find(({ what }) => what.startsWith('gitlab token')),
    { what: `gitlab token env:${variable}`, error: { code: 'AccessEnding', message: 'it is refused (401)' } },
  );
});
