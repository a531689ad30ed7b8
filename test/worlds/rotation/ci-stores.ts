import type { GithubSecrets } from '@ackring/core/internal/cloud/ci/github-secrets';
import type { GitlabVariable, GitlabVariables } from '@ackring/core/internal/cloud/ci/gitlab-variables';
import type {
  CredentialDraft,
  JenkinsCredential,
  JenkinsCredentials,
} from '@ackring/core/internal/cloud/ci/jenkins-credentials';
import { createGithubSink } from '@ackring/core/internal/rotation/sinks/github';
import { createGitlabSink } from '@ackring/core/internal/rotation/sinks/gitlab';
import { createJenkinsSink } from '@ackring/core/internal/rotation/sinks/jenkins';
import type { Sink } from '@ackring/core/internal/rotation/sinks/sink';
import { AckringError } from '@ackring/core/internal/words/errors';
import type { Call, Place, Store } from './stores.js';

/** A secret of GitHub: what a job is given, and when it was written. */
interface SealedSecret {
  readonly value: string;
  readonly writtenAt: string;
}

/** A credential of Jenkins, and what a job is given. */
interface KeptCredential extends JenkinsCredential {
  readonly content: string;
}

/** What lies in a CI service: variables of GitLab, secrets of GitHub and the variables beside them, or files of Jenkins. */
export interface CiStore {
  readonly gitlab: Map<string, GitlabVariable>;
  readonly github: Map<string, SealedSecret>;
  readonly records: Map<string, string>;
  readonly jenkins: Map<string, KeptCredential>;
}

export function createCiStore(): CiStore {
  return { gitlab: new Map(), github: new Map(), records: new Map(), jenkins: new Map() };
}

const key = 'KUBECONFIG_{cluster}_{identity}';
const usual = { key, token: 'kms:token' };

export function keptInGitlab({ name, ci: { gitlab } }: Store, call: Call): Sink {
  const written = (at: { readonly key: string; readonly environment: string }, value: object) =>
    gitlab.set(at.key, {
      ...{ key: at.key, environment_scope: at.environment, hidden: false, value: null, description: null },
      ...value,
    });
  const variables: GitlabVariables = {
    read: (place) => call('read', () => gitlab.get(place.key) ?? null),
    list: () => call('index', () => [...gitlab.values()]),
    create: (place, draft) =>
      call('write', () => {
        if (gitlab.has(place.key)) throw taken();
        written(place, draft);
      }),
    update: (place, draft) => call('write', () => void written(place, draft)),
    tokenEnd: async () => null,
  };
  const settings = {
    kind: 'gitlab',
    server: 'https://gitlab.com',
    project: 'team/app',
    environment: '*',
    type: 'env_var',
    masked: true,
    protected: true,
  } as const;
  return { ...createGitlabSink({ ...settings, ...usual }, variables), name };
}

export function keptInGithub({ name, ci: { github, records } }: Store, call: Call): Sink {
  const secrets: GithubSecrets = {
    writtenAt: (secret) => call('read', () => github.get(secret)?.writtenAt ?? null),
    put: (secret, value) => call('write', () => void github.set(secret, stamped(value, github.get(secret)))),
    variable: (variable) => call('read', () => records.get(variable) ?? null),
    variables: () =>
      call('index', () => [...records].map(([variable, value]) => ({ name: variable, value }))),
    createVariable: (variable) =>
      call('write', () => {
        if (records.has(variable.name)) throw taken();
        records.set(variable.name, variable.value);
      }),
    updateVariable: (variable) => call('write', () => void records.set(variable.name, variable.value)),
  };
  const settings = { kind: 'github', api: 'https://api.github.com', repository: 'team/app' } as const;
  return { ...createGithubSink({ ...settings, ...usual }, secrets), name };
}

export function keptInJenkins({ name, ci: { jenkins } }: Store, call: Call): Sink {
  const written = ({ id, description, secret }: CredentialDraft): void => {
    if (secret.kind !== 'file') throw new Error('this world has files only');
    const displayName = `${secret.fileName} (${description})`;
    jenkins.set(id, { id, description, displayName, content: secret.content });
  };
  const credentials: JenkinsCredentials = {
    read: (id) => call('read', () => jenkins.get(id) ?? null),
    list: () => call('index', () => [...jenkins.values()]),
    create: (draft) =>
      call('write', () => {
        if (jenkins.has(draft.id)) throw taken();
        written(draft);
      }),
    update: (draft) => call('write', () => written(draft)),
  };
  const settings = {
    kind: 'jenkins',
    server: 'https://jenkins.example.com',
    folder: 'team/app',
    type: 'file',
    user: 'ackring',
  } as const;
  return { ...createJenkinsSink({ ...settings, ...usual }, credentials), name };
}

/** Each write is seen, as if a second passed. */
function stamped(value: string, before: SealedSecret | undefined): SealedSecret {
  return { value, writtenAt: String(Number(before?.writtenAt ?? 0) + 1) };
}

function taken(): AckringError {
  return new AckringError('RequestRejected', 'it is there already', { remedy: 'Read it again.' });
}

/** What jobs are given, under the records that say whose it is. */
export function placesOfCi(store: Store): readonly Place[] {
  const { gitlab, github, records, jenkins } = store.ci;
  const inGitlab = [...gitlab.values()].map(({ key: name, value, description }) => ({
    ...{ name, value, record: description },
  }));
  const inGithub = [...github].map(([name, { value }]) => ({
    ...{ name, value, record: records.get(`${name}_ACKRING`) ?? null },
  }));
  const inJenkins = [...jenkins.values()].map(({ id, description, content }) => ({
    ...{ name: id, value: Buffer.from(content).toString('base64'), record: description },
  }));
  return [...inGitlab, ...inGithub, ...inJenkins].flatMap(({ name, value, record }) => {
    const [, clusterId, identity] = /(c[0-9a-f]{32})\/(\w+)/.exec(record ?? '') ?? [];
    if (clusterId === undefined || identity === undefined) return [];
    const address = store.kind === 'gitlab' ? `${name}@* ${identity}` : `${name} ${identity}`;
    const text = Buffer.from(value ?? '', 'base64').toString('utf8');
    return [{ store, address, clusterId, identity, text }];
  });
}

/** Somebody writes over it, without a word in the record. */
export function tearInCi({ ci: { gitlab, github, jenkins } }: Store, address: string, torn: string): void {
  const name = /^\w+/.exec(address)?.[0] ?? '';
  const value = Buffer.from(torn).toString('base64');
  const variable = gitlab.get(name);
  if (variable !== undefined) gitlab.set(name, { ...variable, value });
  const secret = github.get(name);
  if (secret !== undefined) github.set(name, stamped(value, secret));
  const credential = jenkins.get(name);
  if (credential !== undefined)
    jenkins.set(name, { ...credential, displayName: 'theirs.yaml', content: torn });
}

/** Somebody deletes what is of a cluster, with its record. */
export function tidyCi(store: Store, clusterId: string): void {
  for (const place of placesOfCi(store)) {
    if (place.clusterId !== clusterId) continue;
    const name = /^\w+/.exec(place.address)?.[0] ?? '';
    store.ci.gitlab.delete(name);
    store.ci.github.delete(name);
    store.ci.records.delete(`${name}_ACKRING`);
    store.ci.jenkins.delete(name);
  }
}
