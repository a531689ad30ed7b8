import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { findingToJson } from './finding.js';
import { jobFindings, jobSubject } from './job.js';

const now = new Date('2026-11-24T08:00:00Z');
const inMinutes = (minutes: number) => now.getTime() / 1_000 + minutes * 60;

/** A job's variables, with its token's text in a file. */
async function jobWith(t: ExecutionContext, text: string) {
  const folder = await mkdtemp(join(tmpdir(), 'ackring-job-'));
  t.teardown(() => rm(folder, { recursive: true }));
  const file = join(folder, 'token');
  await writeFile(file, text);
  return {
    ALIBABA_CLOUD_ROLE_ARN: 'acs:ram::1001:role/ci-deploy',
    ALIBABA_CLOUD_OIDC_PROVIDER_ARN: 'acs:ram::1001:oidc-provider/gitlab',
    ALIBABA_CLOUD_OIDC_TOKEN_FILE: file,
  };
}

function jwt(claims: object): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'RS256' })}.${part(claims)}.c2lnbmVk\n`;
}

const claims = {
  iss: 'https://gitlab.com',
  aud: 'sts.aliyuncs.com',
  sub: 'project_path:team/app:ref_type:branch:ref:main',
  exp: inMinutes(59.5),
};

const found = (environment: Readonly<Record<string, string>>, profile: string | null = null) =>
  jobFindings(environment, now, profile).map((each) => {
    const { check, level, detail } = findingToJson(each);
    return `${check} ${level}: ${detail.replaceAll(environment['ALIBABA_CLOUD_OIDC_TOKEN_FILE'] ?? '/', 'FILE')}`;
  });

test('what a job’s token says is told, as a trust policy has to name it', async (t) => {
  t.deepEqual(await found(await jobWith(t, jwt(claims))), [
    'job ok: the job’s token says iss https://gitlab.com, aud sts.aliyuncs.com, sub project_path:team/app:ref_type:branch:ref:main, and ends in 59 min',
  ]);
  const odd = jwt({ exp: inMinutes(0), aud: ['a', 7, 'b'], sub: `x\u001b[31m${'y'.repeat(400)}` });
  const [told = ''] = found(await jobWith(t, odd));
  t.regex(told, /^job ok: the job’s token says iss –, aud a, b, sub x\\x1b\[31my+, and ends in 0 min$/);
  t.true(told.length < 400);
});

const unusable: readonly (readonly [what: string, text: string, told: string])[] = [
  ['one that has ended', jwt({ ...claims, exp: inMinutes(-0.1) }), 'the token in FILE has ended'],
  ['one without an end', jwt({ ...claims, exp: undefined }), 'FILE holds no token of a job'],
  ['another kind of token', 'glpat-secret', 'FILE holds no token of a job'],
  ['an empty file', '', 'FILE holds no token of a job'],
];

for (const [what, text, told] of unusable) {
  test(`a job’s token: ${what}`, async (t) => {
    t.deepEqual(found(await jobWith(t, text)), [`job failed: ${told}`]);
  });
}

test('a token’s file that is not there, or is a folder', async (t) => {
  const job = await jobWith(t, '');
  const at = (file: string) => ({ ...job, ALIBABA_CLOUD_OIDC_TOKEN_FILE: file });
  const missing = `${job.ALIBABA_CLOUD_OIDC_TOKEN_FILE}-2`;
  t.deepEqual(found(at(missing)), ['job failed: there is no FILE to hold the job’s token']);
  t.like(jobFindings(at(tmpdir()), now, null), { 0: { check: 'job', level: 'failed' }, length: 1 });
  t.is(jobSubject(at(tmpdir())), null);
  t.is(jobSubject(at(missing)), null);
});

test('a token that is not used: a variable is missing, or a key is set too', async (t) => {
  const { ALIBABA_CLOUD_ROLE_ARN: _, ...job } = await jobWith(t, jwt(claims));
  t.deepEqual(found(job), [
    'job warning: the token of ALIBABA_CLOUD_OIDC_TOKEN_FILE is not used: ALIBABA_CLOUD_ROLE_ARN is not set',
  ]);
  const [first, second] = found({ ...(await jobWith(t, jwt(claims))), ALIBABA_CLOUD_ACCESS_KEY_ID: 'id' });
  t.is(
    first,
    'job warning: the token of ALIBABA_CLOUD_OIDC_TOKEN_FILE is not used: ALIBABA_CLOUD_ACCESS_KEY_ID is set too',
  );
  t.regex(second ?? '', /^job ok/);
});

test('beside a profile that was chosen no token and no key is used, and none is named as the one that is', async (t) => {
  const { ALIBABA_CLOUD_ROLE_ARN: _, ...part } = await jobWith(t, jwt(claims));
  for (const job of [part, await jobWith(t, jwt(claims)), { ...part, ALIBABA_CLOUD_ACCESS_KEY_ID: 'id' }]) {
    const [first, second, ...more] = found(job, 'work');
    t.is(
      first,
      'job warning: the token of ALIBABA_CLOUD_OIDC_TOKEN_FILE is not used: the profile work was chosen',
    );
    t.regex(second ?? '', /^job ok/);
    t.deepEqual(more, []);
  }
});

test('a key of a CI service’s job is told of, unless it ends or the job is nobody’s', (t) => {
  const key = { ALIBABA_CLOUD_ACCESS_KEY_ID: 'id' };
  for (const [variable, service] of [
    ['GITLAB_CI', 'GitLab'],
    ['GITHUB_ACTIONS', 'GitHub'],
    ['JENKINS_URL', 'Jenkins'],
  ] as const) {
    t.deepEqual(found({ ...key, [variable]: 'true' }), [
      `job warning: this job of ${service} is given an access key that does not end`,
    ]);
    t.deepEqual(found({ ...key, [variable]: 'true', ALIBABA_CLOUD_SECURITY_TOKEN: 'x' }), []);
    t.deepEqual(found({ [variable]: 'true' }), []);
  }
  t.deepEqual(found(key), []);
});

test('a job’s subject, for a report that names nobody', async (t) => {
  t.is(jobSubject(await jobWith(t, jwt(claims))), claims.sub);
  t.is(jobSubject(await jobWith(t, jwt({ exp: 1 }))), null);
  t.is(jobSubject({}), null);
});
