import * as v from 'valibot';
import type { JenkinsCredential, JenkinsCredentials } from '../../cloud/ci/jenkins-credentials.js';
import { say } from '../../words/say.js';
import { demand } from '../../words/schema-problems.js';
import { knownOf, readKnown } from '../credential/credential.js';
import { type PlugInOptions, readingSecrets, text } from '../plug-in/plug-in.js';
import { tokenReference } from '../plug-in/receiver.js';
import {
  apiAddress,
  openCiService,
  ownerIn,
  putUntilSeen,
  recordOf,
  refuseOtherOwner,
  variableName,
  variableTemplate,
} from './ci-variable.js';
import { type CredentialKey, refuseOlderThan, type Sink, type SinkPlugIn } from './sink.js';

const schema = v.strictObject({
  kind: v.literal('jenkins'),
  server: apiAddress,
  folder: v.optional(
    v.pipe(
      text('folder'),
      // A dot or two would be another path.
      v.check(
        (folder) => folder.split('/').every((name) => !/^\s*\.{0,2}\s*$/.test(name)),
        demand(say('names a folder as {form}', { form: 'FOLDER/FOLDER' })),
      ),
    ),
  ),
  key: v.optional(variableTemplate, 'KUBECONFIG_{cluster}'),
  type: v.optional(
    v.picklist(['file', 'text'], demand(say('must be {names} or {last}', { names: ['file'], last: 'text' }))),
    'file',
  ),
  user: v.pipe(text('user'), v.regex(/^[^:\s]+$/, demand(say('is no id of a user')))),
  token: tokenReference,
});
type Settings = v.InferOutput<typeof schema>;

/** Credentials of a Jenkins folder, or of all of Jenkins. */
export const jenkinsSink: SinkPlugIn<typeof schema> = {
  kind: 'jenkins',
  schema,
  keepsMemory: false,
  open: openJenkins,
  ramStatements: ({ token }, place) => readingSecrets([token], place),
  caveats: ({ server, folder }) =>
    folder === undefined
      ? [say('Jenkins gives the keys to the jobs of every folder in {server}', { server })]
      : [],
  docs: {
    summary:
      'Credentials of a Jenkins folder, or of all of Jenkins, one a credential: a secret file, or a secret text in base64.',
    example:
      '{ kind: jenkins, server: "https://jenkins.example.com", folder: team/app, key: "KUBECONFIG_{cluster}", user: ackring, token: "kms:ackring/jenkins" }',
    settings: {
      server: 'its address, whose host must be in `ACKRING_RECEIVERS`; must be said',
      folder:
        'its full name, as `team/app`: only jobs in it are given the key; none, and jobs of every folder are',
      key: 'the id of a credential, with `{cluster}`, `{clusterId}`, `{identity}` in it; `KUBECONFIG_{cluster}`. In capitals, and what an id should not hold becomes an underscore; two credentials of one id are refused',
      type: "`file` is a secret file: `withCredentials([file(credentialsId: 'KUBECONFIG_PROD', variable: 'KUBECONFIG')])`. `text` is a secret text, which holds base64: `echo \"$KUBECONFIG_PROD\" | base64 -d > kubeconfig`; `file`",
      user: 'whose token it is; must be said',
      token: 'where it is: `kms:<secret>`, or `env:ACKRING_…_TOKEN` of whatever runs the rotation',
    },
    notes: [
      'Better is no key at all: a job that signs in by its own token, see [CI jobs without a key](../rotation.md#ci-jobs-without-a-key).',
      'Plugins: `credentials` and `plain-credentials`, and `cloudbees-folder` for a folder. The credential is in the global domain.',
      'Nobody reads a secret back. Its `description` says whose it is, what its certificate says and no key, and is written with it at once; the name of the file holds a digest of it. A file that somebody else uploaded is unknown, and is delivered again; a secret text that somebody wrote over, leaving the description as it is, is not seen. A credential that does not say that it is ours is never written to. Stored copies are not tried on the API server.',
      'Nothing is written before the kubeconfig is proven. Jenkins has no write that looks first: of two runs within the same moment the older version may stay, until the next run.',
      'The token is an API token, which needs no crumb, of a user who has `Credentials/View`, `Create` and `Update` in that folder and nothing else; a password is refused. Jenkins does not tell when it ends.',
      'It has no room for reports and the memory of alarms: a sink that has must be named beside it.',
    ],
  },
};

async function openJenkins(settings: Settings, options: PlugInOptions): Promise<Sink> {
  const { createJenkinsCredentials } = await import('../../cloud/ci/jenkins-credentials.js');
  const { kind, server, folder = null, user, token } = settings;
  const service = await openCiService(
    {
      ...{ kind, token, api: server },
      headers: (value) => ({
        authorization: `Basic ${Buffer.from(`${user}:${value}`).toString('base64')}`,
      }),
      needs: say('the permissions Credentials/View, Create and Update there'),
    },
    options,
  );
  return createJenkinsSink(settings, createJenkinsCredentials(service, folder));
}

/**
 * The sink over one store. The record of a credential is its description, which is written with the secret in one
 * request: the two are of one version, whoever is killed.
 */
export function createJenkinsSink(settings: Settings, credentials: JenkinsCredentials): Sink {
  const { server, folder, type, user, token } = settings;
  const within = folder === undefined ? '' : `/${folder}`;
  const name = `jenkins:${new URL(server).host}${within}/${settings.key}`;
  const idOf = (key: CredentialKey): string => key.place?.split(' ')[0] ?? variableName(settings.key, key);

  const read = async (key: CredentialKey, signal?: AbortSignal): Promise<string | null> => {
    const id = idOf(key);
    const found = await credentials.read(id, signal);
    if (found === null) return null;
    refuseOtherOwner(say('credential {id}', { id }), recordIn(found).owner, key);
    return knownIn(settings, found);
  };
  const put = async (
    key: CredentialKey,
    { version, isNew }: { readonly version: { readonly text: string }; readonly isNew: boolean },
    signal?: AbortSignal,
  ): Promise<void> => {
    const known = knownOf(version.text);
    const draft = {
      id: idOf(key),
      description: `${recordOf(key)} ${known}`.trimEnd(),
      secret:
        type === 'file'
          ? { kind: type, fileName: fileNameOf(known), content: version.text }
          : { kind: type, text: Buffer.from(version.text).toString('base64') },
    };
    if (isNew) await credentials.create(draft, signal);
    else await credentials.update(draft, signal);
  };

  return {
    name,
    isSealed: true,
    read,
    stage: async (key, _version, signal) => {
      await read(key, signal);
    },
    promote: (key, version, signal) =>
      putUntilSeen(name, {
        read: () => read(key, signal),
        isDone: (current) => {
          const stored = readKnown(current ?? '');
          if (stored.kind === 'readable' && stored.facts.version === version.id) return true;
          refuseOlderThan(name, stored, version);
          return false;
        },
        put: (isNew) => put(key, { version, isNew }, signal),
      }),
    access: async () => ({
      name: `jenkins token ${token}`,
      until: null,
      remedy: say('Make another for the user {user} in {server}, and put it into its place: {token}', {
        ...{ user, server, token },
      }),
    }),
    places: {
      isNamedByPeople: true,
      nameOf: (key) => `${variableName(settings.key, key)} ${key.identity}`,
      list: async (signal) =>
        (await credentials.list(signal)).flatMap((found) => {
          const owner = ownerIn(recordIn(found).owner);
          return owner === null ? [] : [{ name: `${found.id} ${owner.identity}`, ...owner }];
        }),
    },
    documents: null,
  };
}

/** What the description says: whose it is, and what is known of it. */
function recordIn({ description }: JenkinsCredential): { readonly owner: string; readonly known: string } {
  const [, owner = '', known = ''] = /^([^{]*?)(?: (\{.*))?$/s.exec(description ?? '') ?? [];
  return { owner, known };
}

/** What is known of the secret, if it is as we left it; else why nothing is. */
function knownIn({ type }: Settings, found: JenkinsCredential): string {
  const { known } = recordIn(found);
  const description = found.description ?? '';
  const expected = type === 'file' ? `${fileNameOf(known)} (${description})` : description;
  return found.displayName === expected ? known : 'somebody else wrote it, and nobody can read it back';
}

/** Whoever uploads another file gives it another name. */
function fileNameOf(known: string): string {
  const stored = readKnown(known);
  return stored.kind === 'readable' ? `kubeconfig-${stored.facts.version.slice(-16)}` : 'kubeconfig';
}
