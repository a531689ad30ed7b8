import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import type { GithubPlace, GithubSecrets } from '../../cloud/ci/github-secrets.js';
import { AckringError } from '../../words/errors.js';
import { say } from '../../words/say.js';
import { demand } from '../../words/schema-problems.js';
import { knownOf, readKnown } from '../credential/credential.js';
import { type PlugInOptions, readingSecrets, text } from '../plug-in/plug-in.js';
import { tokenReference } from '../plug-in/receiver.js';
import {
  apiAddress,
  openCiService,
  ownerIn,
  recordOf,
  refuseOtherOwner,
  variableName,
  variableTemplate,
} from './ci-variable.js';
import { type CredentialKey, refuseOlderThan, type Sink, type SinkAccess, type SinkPlugIn } from './sink.js';

const schema = v.pipe(
  v.strictObject({
    kind: v.literal('github'),
    api: v.optional(apiAddress, 'https://api.github.com'),
    repository: v.optional(
      v.pipe(
        text('repository'),
        v.regex(/^[\w.-]+\/[\w.-]+$/, demand(say('names a repository as {form}', { form: 'OWNER/NAME' }))),
      ),
    ),
    environment: v.optional(text('environment')),
    organization: v.optional(v.pipe(text('organization'), v.regex(/^[\w-]+$/))),
    visibility: v.optional(
      v.picklist(
        ['private', 'all'],
        demand(say('must be {names} or {last}', { names: ['private'], last: 'all' })),
      ),
    ),
    key: v.optional(
      v.pipe(
        variableTemplate,
        v.regex(/^(?!GITHUB_)/i, demand(say('GitHub keeps names that begin with GITHUB_ for itself'))),
      ),
      'KUBECONFIG_{cluster}',
    ),
    token: tokenReference,
  }),
  v.check(
    ({ repository, organization }) => (repository === undefined) !== (organization === undefined),
    demand(say('a github sink names a repository or an organization, one of the two')),
  ),
  v.check(
    ({ organization, environment }) => organization === undefined || environment === undefined,
    demand(say('environment is of a repository, an organization has none')),
  ),
  v.check(
    ({ organization, visibility }) => (organization === undefined) === (visibility === undefined),
    demand(
      say('an organization says which repositories are given the key, by {setting}', {
        setting: 'visibility: private | all',
      }),
    ),
  ),
);
type Settings = v.InferOutput<typeof schema>;

/** Actions secrets of a GitHub repository, environment or organisation. */
export const githubSink: SinkPlugIn<typeof schema> = {
  kind: 'github',
  schema,
  keepsMemory: false,
  open: openGithub,
  ramStatements: ({ token }, place) => readingSecrets([token], place),
  caveats: ({ organization = '', visibility }) =>
    visibility === 'all'
      ? [
          say('GitHub gives the keys of {place} to all its repositories, public ones too', {
            place: organization,
          }),
        ]
      : [],
  docs: {
    summary:
      'Actions secrets of a GitHub repository, of one of its environments or of an organisation, one a credential: the kubeconfig in base64.',
    example:
      '{ kind: github, repository: team/app, environment: production, key: "KUBECONFIG_{cluster}", token: "kms:ackring/github" }',
    settings: {
      api: 'of GitHub Enterprise Server, as `https://github.example.com/api/v3`, whose host must be in `ACKRING_RECEIVERS`; `https://api.github.com`',
      repository: '`OWNER/NAME`; this or `organization` is needed',
      environment:
        'of that repository: only its jobs are given the secret, under its rules of protection; none',
      organization: 'its name',
      visibility: 'of an organisation: to which repositories it goes, `private` or `all`; must be said',
      key: 'of a secret, with `{cluster}`, `{clusterId}`, `{identity}` in it; `KUBECONFIG_{cluster}`. In capitals, and what a name may not hold becomes an underscore; two credentials of one secret are refused',
      token: 'where it is: `kms:<secret>`, or `env:ACKRING_…_TOKEN` of whatever runs the rotation',
    },
    notes: [
      'Better is no key at all: a job that signs in by its own token, see [CI jobs without a key](../rotation.md#ci-jobs-without-a-key).',
      'In a step: `echo "$KUBECONFIG_PROD" | base64 -d > kubeconfig`, with the secret under `env`. One line is masked in logs as a whole, a file of many is not; what a step prints decoded is not masked.',
      'Nobody reads a secret back. What is known is that GitHub took it, and when: that stands with whose it is, what its certificate says and no key, in the variable `<key>_ACKRING` beside it. A secret written at another time than that is unknown, and is delivered again; one without such a variable is never written to. A change within the same second is not seen, and stored copies are not tried on the API server.',
      'Nothing is written before the kubeconfig is proven: a second secret would be given to every job.',
      'The token is a fine-grained one for that repository alone, with `Secrets: write` and `Variables: write` (of an environment `Environments: write`, of an organisation those of the organisation). People are told of its end at 180, 60, 30, 7, 1 and 0 days.',
      'It has no room for reports and the memory of alarms: a sink that has must be named beside it.',
    ],
  },
};

async function openGithub(settings: Settings, options: PlugInOptions): Promise<Sink> {
  const { createGithubSecrets } = await import('../../cloud/ci/github-secrets.js');
  const { kind, api, token } = settings;
  let until: Date | null = null;
  const service = await openCiService(
    {
      ...{ kind, token, api },
      headers: (value) => ({
        authorization: `Bearer ${value}`,
        accept: 'application/vnd.github+json',
        'x-github-api-version': '2022-11-28',
        'user-agent': 'ackring',
      }),
      needs: say('`Secrets: write` and `Variables: write` there'),
      // Of a token that ends: https://docs.github.com/en/rest/authentication
      hear: ({ 'github-authentication-token-expiration': end }) => {
        const told = new Date(String(end).replace(' UTC', 'Z').replace(' ', 'T'));
        if (!Number.isNaN(told.getTime())) until = told;
      },
    },
    options,
  );
  const sink = createGithubSink(settings, createGithubSecrets(service, placeOf(settings)));
  return {
    ...sink,
    access: async (signal): Promise<SinkAccess> => {
      const asked = service.ask({ method: 'GET', path: '/rate_limit' }, v.unknown(), signal);
      // Of one that is refused it is not known, and its copies tell that.
      await asked.catch(() => null);
      const remedy = say('Make another in GitHub, and put it into its place: {token}', { token });
      return { name: `github token ${token}`, until, remedy };
    },
  };
}

function placeOf({ repository, environment, organization, visibility }: Settings): GithubPlace {
  if (organization !== undefined) {
    const actions = `/orgs/${organization}/actions`;
    return { secrets: `${actions}/secrets`, variables: `${actions}/variables`, scope: { visibility } };
  }
  const owner = `/repos/${repository}`;
  const inside =
    environment === undefined
      ? `${owner}/actions`
      : `${owner}/environments/${encodeURIComponent(environment)}`;
  return { secrets: `${inside}/secrets`, variables: `${inside}/variables`, scope: {} };
}

/** What stands beside a secret, in a variable: no key. */
const recordSchema = v.object({
  owner: v.string(),
  /** See `knownOf`. */
  known: v.string(),
  /** Who wrote it. */
  run: v.string(),
  /** When GitHub took it; null while that is not known. */
  acceptedAt: v.nullable(v.string()),
});
type SecretRecord = v.InferOutput<typeof recordSchema>;

/** A secret and its record, as they are. */
interface Found {
  readonly writtenAt: string | null;
  readonly record: SecretRecord | null;
}

/**
 * The sink over one place of secrets. The record says that a write begins before it begins, and that it was taken
 * after: whoever is killed in between leaves one that is unknown, which is delivered again.
 */
export function createGithubSink(settings: Settings, secrets: GithubSecrets): Sink {
  const { api, repository, organization, environment } = settings;
  const within = environment === undefined ? '' : `@${environment}`;
  const name = `github:${new URL(api).host}/${repository ?? organization}/${settings.key}${within}`;
  const secretOf = (key: CredentialKey): string =>
    key.place?.split(' ')[0] ?? variableName(settings.key, key);

  const own = async (key: CredentialKey, signal?: AbortSignal): Promise<Found> => {
    const secret = secretOf(key);
    const [writtenAt, kept] = await Promise.all([
      secrets.writtenAt(secret, signal),
      secrets.variable(recordName(secret), signal),
    ]);
    const record = parsedRecord(kept);
    if (writtenAt !== null || kept !== null)
      refuseOtherOwner(say('secret {name}', { name: secret }), record?.owner ?? null, key);
    return { writtenAt, record };
  };
  const write = (
    secret: string,
    record: SecretRecord,
    isNew: boolean,
    signal?: AbortSignal,
  ): Promise<void> => {
    const variable = { name: recordName(secret), value: JSON.stringify(record) };
    return isNew ? secrets.createVariable(variable, signal) : secrets.updateVariable(variable, signal);
  };

  return {
    name,
    isSealed: true,
    read: async (key, signal) => knownIn(await own(key, signal)),
    stage: async (key, _version, signal) => {
      await own(key, signal);
    },
    promote: async (key, version, signal) => {
      const found = await own(key, signal);
      const stored = readKnown(knownIn(found) ?? '');
      if (stored.kind === 'readable' && stored.facts.version === version.id) return;
      refuseOlderThan(name, stored, version);
      const secret = secretOf(key);
      const begun = {
        owner: recordOf(key),
        known: knownOf(version.text),
        run: randomUUID(),
        acceptedAt: null,
      };
      await write(secret, begun, found.record === null, signal);
      await secrets.put(secret, Buffer.from(version.text).toString('base64'), signal);
      const now = await own(key, signal);
      if (now.record?.run !== begun.run) throw anotherRun(name);
      await write(secret, { ...begun, acceptedAt: now.writtenAt }, false, signal);
    },
    places: {
      isNamedByPeople: true,
      nameOf: (key) => `${variableName(settings.key, key)} ${key.identity}`,
      list: async (signal) =>
        (await secrets.variables(signal)).flatMap(({ name: variable, value }) => {
          const owner = ownerIn(parsedRecord(value)?.owner ?? null);
          if (owner === null || !variable.endsWith(recordEnding)) return [];
          return [{ name: `${variable.slice(0, -recordEnding.length)} ${owner.identity}`, ...owner }];
        }),
    },
    documents: null,
  };
}

const recordEnding = '_ACKRING';

function recordName(secret: string): string {
  return `${secret}${recordEnding}`;
}

function parsedRecord(value: string | null): SecretRecord | null {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), recordSchema), value);
  return parsed.success ? parsed.output : null;
}

/** What is known of the secret, if it is as we left it; else why nothing is. */
function knownIn({ writtenAt, record }: Found): string | null {
  if (writtenAt === null || record === null) return null;
  if (record.acceptedAt === writtenAt) return record.known;
  return record.acceptedAt === null
    ? 'a run that wrote it did not come to its end, and nobody can read it back'
    : `somebody else wrote it at ${writtenAt}, and nobody can read it back`;
}

function anotherRun(sink: string): AckringError {
  return new AckringError('Conflict', say('another run wrote to {sink} meanwhile', { sink }), {
    remedy: say('Nothing needs doing: the next run looks again.'),
  });
}
