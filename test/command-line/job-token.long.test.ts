import { generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { registerProvider } from '@ackring/emulator/services/sts/identity-provider';
import { startCloud } from '@ackring/testkit/cloud';
import { keyOf, officialRpcClient } from '@ackring/testkit/official-rpc-client';
import test, { type ExecutionContext } from 'ava';
import { parse } from 'yaml';
import { createAckring } from './run-ackring.js';

// docs/rotation.md, "CI jobs without a key": tokens as each service makes them.

interface JobService {
  readonly issuer: string;
  /** Of the job that the role trusts. */
  readonly subject: string;
  /** Of another branch of the same project. */
  readonly otherSubject: string;
  /** How long a token lasts, in seconds. */
  readonly lifeSeconds: number;
  readonly header: object;
  readonly claims: object;
}

const services: Readonly<Record<string, JobService>> = {
  /** https://docs.gitlab.com/ci/secrets/id_token_authentication/ */
  gitlab: {
    issuer: 'https://gitlab.com',
    subject: 'project_path:team/app:ref_type:branch:ref:main',
    otherSubject: 'project_path:team/app:ref_type:branch:ref:feature',
    lifeSeconds: 3_600,
    header: { typ: 'JWT' },
    claims: {
      namespace_id: '72',
      namespace_path: 'team',
      project_id: '20',
      project_path: 'team/app',
      user_login: 'sample-user',
      pipeline_id: '574',
      pipeline_source: 'push',
      job_id: '302',
      ref: 'main',
      ref_type: 'branch',
      ref_path: 'refs/heads/main',
      ref_protected: 'true',
      runner_environment: 'gitlab-hosted',
      ci_config_ref_uri: 'gitlab.com/team/app//.gitlab-ci.yml@refs/heads/main',
    },
  },
  /** https://docs.github.com/en/actions/reference/security/oidc */
  github: {
    issuer: 'https://token.actions.githubusercontent.com',
    subject: 'repo:team/app:ref:refs/heads/main',
    otherSubject: 'repo:team/app:pull_request',
    lifeSeconds: 300,
    header: { typ: 'JWT', x5t: 'example-thumbprint' },
    claims: {
      ref: 'refs/heads/main',
      ref_type: 'branch',
      repository: 'team/app',
      repository_owner: 'team',
      repository_visibility: 'private',
      run_id: '1530679972',
      actor: 'sample-user',
      workflow: 'deploy',
      event_name: 'push',
      job_workflow_ref: 'team/app/.github/workflows/deploy.yml@refs/heads/main',
      runner_environment: 'github-hosted',
    },
  },
  /** https://plugins.jenkins.io/oidc-provider, with its defaults. */
  jenkins: {
    issuer: 'https://jenkins.example.com/oidc',
    subject: 'https://jenkins.example.com/job/deploy/',
    otherSubject: 'https://jenkins.example.com/job/review/',
    lifeSeconds: 3_600,
    header: {},
    claims: { build_number: 42 },
  },
};

const audience = 'sts.aliyuncs.com';

/** A cluster, a role for the jobs of one branch, and a machine that holds nothing but a job's token. */
async function jobWorld(t: ExecutionContext, name: string, service: JobService) {
  const cloud = await startCloud({
    clusters: [{ name: 'prod', region: 'cn-hangzhou', holders: { ops: { daysLeft: 300 } } }],
  });
  t.teardown(() => cloud[Symbol.asyncDispose]());
  const { emulator } = cloud;
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const provider = `acs:ram::${emulator.accountId}:oidc-provider/${name}`;
  const keys = [{ ...publicKey.export({ format: 'jwk' }), kid: 'k1', use: 'sig', alg: 'RS256' }];
  registerProvider(emulator.world, provider, { issuer: service.issuer, clientIds: [audience], keys });
  const trust = {
    Statement: [
      {
        Action: 'sts:AssumeRole',
        Effect: 'Allow',
        Principal: { Federated: [provider] },
        Condition: {
          StringEquals: {
            'oidc:iss': [service.issuer],
            'oidc:aud': [audience],
            'oidc:sub': [service.subject],
          },
        },
      },
    ],
    Version: '1',
  };
  const person = await createAckring(t, emulator);
  const policy = await person.run(['policy', '--for', 'person', '--max-life', '1h']);
  t.is(policy.code, 0, policy.stderr);
  const ram = officialRpcClient(emulator.endpoints.ram, '2015-05-01', keyOf(emulator, 'ops'));
  const RoleName = 'ci-deploy';
  await ram('CreateRole', { RoleName, AssumeRolePolicyDocument: JSON.stringify(trust) });
  const uid = emulator.world.identities.byName(RoleName)?.uid ?? '';
  const within = ['--cluster', 'prod', '--role', 'dev', '--ram-role', '--confirm', uid];
  const granted = await person.run(['access', 'grant', uid, ...within]);
  t.is(granted.code, 0, granted.stderr);
  await ram('CreatePolicy', { PolicyName: RoleName, PolicyDocument: policy.stdout });
  await ram('AttachPolicyToRole', { RoleName, PolicyName: RoleName, PolicyType: 'Custom' });

  const endpoints = Object.entries(emulator.environment).filter(([each]) => each.endsWith('_ENDPOINT'));
  const job = await createAckring(t, { environment: Object.fromEntries(endpoints) });
  const tokenFile = join(job.home, 'alibaba-token');
  const environment = {
    ALIBABA_CLOUD_ROLE_ARN: `acs:ram::${emulator.accountId}:role/${RoleName}`,
    ALIBABA_CLOUD_OIDC_PROVIDER_ARN: provider,
    ALIBABA_CLOUD_OIDC_TOKEN_FILE: tokenFile,
  };
  const now = Math.floor(emulator.clock.now().getTime() / 1_000);
  const signed = async (change: object = {}, by: KeyObject = privateKey): Promise<void> => {
    const times = { iat: now, nbf: now - 5, exp: now + service.lifeSeconds };
    const said = { jti: randomUUID(), iss: service.issuer, aud: audience, sub: service.subject, ...times };
    const head = [
      { kid: 'k1', alg: 'RS256', ...service.header },
      { ...service.claims, ...said, ...change },
    ]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.');
    const signature = sign('sha256', Buffer.from(head), by).toString('base64url');
    await writeFile(tokenFile, `${head}.${signature}\n`);
  };
  const get = () => job.run(['get', 'prod', '--exec', '--region', 'cn-hangzhou'], { environment });
  return { emulator, job, environment, signed, get };
}

for (const [name, service] of Object.entries(services)) {
  test(`a job of ${name} gets into its cluster by its own token, and holds no key`, async (t) => {
    const { emulator, job, environment, signed, get } = await jobWorld(t, name, service);
    await signed();
    const got = await get();
    t.is(got.code, 0, got.stderr);
    t.notRegex(await readFile(job.kubeconfig, 'utf8'), /client-key|PRIVATE KEY|eyJ/);
    const { args = [], env = [] } = execOf(await readFile(job.kubeconfig, 'utf8'));
    const named = Object.fromEntries(env.map((each) => [each.name, each.value]));
    const asked = await job.run(args.slice(args.indexOf('exec-credential')), {
      environment: { ...environment, ...named },
    });
    t.like(asked.json(), { kind: 'ExecCredential' }, asked.stderr);
    t.true(emulator.requests.count('AssumeRoleWithOIDC') > 0);
    const { stdout: examined } = await job.run(['doctor'], { environment });
    t.true(examined.includes(`iss ${service.issuer}, aud ${audience}, sub ${service.subject}`), examined);
    const { stdout: handedOver } = await job.run(['doctor', '--report'], { environment });
    t.notRegex(handedOver, /team\/app|job\/deploy|eyJ/);
  });

  test(`another branch’s token of ${name}, a forged, an old and a borrowed one open nothing`, async (t) => {
    const { emulator, signed, get } = await jobWorld(t, name, service);
    const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    const past = Math.floor(emulator.clock.now().getTime() / 1_000) - 10;
    for (const make of [
      () => signed({ sub: service.otherSubject }),
      () => signed({}, other),
      () => signed({ exp: past }),
      () => signed({ aud: 'https://vault.example.com' }),
      () => signed({ iss: 'https://ci.example.com' }),
    ]) {
      await make();
      const { code, stderr } = await get();
      t.is(code, 4, stderr);
      t.notRegex(stderr, /eyJ/);
    }
    t.is(emulator.requests.count('DescribeClusterUserKubeconfig'), 0);
  });
}

/** The plug-in that the kubeconfig names, which is JSON or YAML of one user. */
function execOf(kubeconfig: string): {
  readonly args?: readonly string[];
  readonly env?: readonly { readonly name: string; readonly value: string }[];
} {
  return parse(kubeconfig).users[0].user.exec;
}
