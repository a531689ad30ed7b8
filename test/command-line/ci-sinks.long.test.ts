import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type GithubServer, startGithub } from '@ackring/testkit/ci/github-server';
import { type GitlabServer, startGitlab } from '@ackring/testkit/ci/gitlab-server';
import { type JenkinsServer, startJenkins } from '@ackring/testkit/ci/jenkins-server';
import { startCloud } from '@ackring/testkit/cloud';
import { functionWorld } from '@ackring/testkit/rotation/function-world';
import test from 'ava';
import { createAckring } from './run-ackring.js';

const scenario = {
  clusters: [{ name: 'prod', region: 'cn-hangzhou', holders: { ops: { daysLeft: 900 } } }],
};

interface Services {
  readonly gitlab: GitlabServer;
  readonly github: GithubServer;
  readonly jenkins: JenkinsServer;
}

interface Settings {
  readonly gitlab?: string;
  readonly github: string;
  readonly jenkins?: string;
}

function settingsOf({ gitlab, github, jenkins }: Services, more: Settings) {
  return `sinks:
  - {kind: oss, bucket: ackring-kubeconfigs}
  - {kind: gitlab, server: "${gitlab.url}", project: team/app, token: "env:ACKRING_GITLAB_TOKEN"${more.gitlab ?? ''}}
  - {kind: github, api: "${github.url}", token: "env:ACKRING_GITHUB_TOKEN", ${more.github}}
  - {kind: jenkins, server: "${jenkins.url}", user: rotation, token: "env:ACKRING_JENKINS_TOKEN"${more.jenkins ?? ', folder: team/app'}}
`;
}

function environmentOf({ gitlab, github, jenkins }: Services) {
  return {
    ACKRING_RECEIVERS: [gitlab, github, jenkins].map(({ url }) => new URL(url).host).join(','),
    ACKRING_GITLAB_TOKEN: gitlab.token,
    ACKRING_GITHUB_TOKEN: github.token,
    ACKRING_JENKINS_TOKEN: jenkins.token,
  };
}

/** What jobs are given is one kubeconfig. */
function held({ gitlab, github, jenkins }: Services): readonly string[] {
  const encoded = [...gitlab.variables.values(), ...github.secrets.values()].map(({ value }) =>
    Buffer.from(value, 'base64').toString('utf8'),
  );
  return [...encoded, ...[...jenkins.credentials.values()].map(({ secret }) => secret)];
}

function isOneKubeconfig(texts: readonly string[]): boolean {
  return texts.length === 3 && new Set(texts).size === 1 && /client-key-data/.test(texts[0] ?? '');
}

test('a plan says who else sees the keys that go to CI, in the reader’s language, and a run delivers them', async (t) => {
  const cloud = await startCloud(scenario);
  t.teardown(() => cloud[Symbol.asyncDispose]());
  await using gitlab = await startGitlab();
  await using github = await startGithub();
  const ackring = await createAckring(t, cloud.emulator);
  const config = join(ackring.home, 'rotation.yaml');
  await using jenkins = await startJenkins();
  const services = { gitlab, github, jenkins };
  const environment = environmentOf(services);
  const usual = { github: 'repository: team/app' };
  const wide = {
    gitlab: ', protected: false, masked: false',
    github: 'organization: team, visibility: all',
    jenkins: '',
  };
  const plan = async (more: Settings, language: string) => {
    await writeFile(config, settingsOf(services, more));
    const run = await ackring.run(['rotate', 'plan', '--config', config, '--lang', language], {
      environment,
    });
    t.is(run.code, 0, run.stderr);
    return run.stderr;
  };
  t.notRegex(await plan(usual, 'en'), /GitLab|GitHub|Jenkins/);
  const told = await plan(wide, 'en');
  t.regex(told, /GitLab gives the keys in team\/app to jobs of every branch/);
  t.regex(told, /GitLab masks no key of team\/app in the logs of jobs/);
  t.regex(told, /GitHub gives the keys of team to all its repositories, public ones too/);
  t.regex(told, /Jenkins gives the keys to the jobs of every folder in http/);
  t.regex(await plan(wide, 'zh'), /GitHub 会把 team 的密钥提供给其所有仓库/);
  t.deepEqual(held(services), []);
  const run = await ackring.run(['rotate', 'apply', '--config', config], { environment });
  t.is(run.code, 0, run.stderr);
  t.true(isOneKubeconfig(held(services)));
  t.notRegex(run.stdout + run.stderr, /glpat|github_pat|11a2b3c4|client-key/);
});

test('the function delivers to CI as well, on the Node that it runs on', async (t) => {
  await using gitlab = await startGitlab();
  await using github = await startGithub();
  await using jenkins = await startJenkins();
  const services = { gitlab, github, jenkins };
  await using world = await functionWorld({
    scenario,
    settings: settingsOf(services, { github: 'repository: team/app, environment: production' }),
    environment: environmentOf(services),
  });
  const { counts } = await world.run();
  t.like(counts, { delivered: 1, failed: 0 });
  t.true(isOneKubeconfig(held(services)));
  const { counts: again } = await world.run();
  t.like(again, { delivered: 0, failed: 0 });
  // On the day of its turn it is tried anew, and found to be the same.
  t.is(again.kept + again.unchanged, 1);
});
