import * as v from 'valibot';
import type { GitlabVariable, GitlabVariables, VariablePlace } from '../../cloud/ci/gitlab-variables.js';
import { AckringError } from '../../words/errors.js';
import { say } from '../../words/say.js';
import { demand } from '../../words/schema-problems.js';
import { type PlugInOptions, readingSecrets, text } from '../plug-in/plug-in.js';
import { tokenReference } from '../plug-in/receiver.js';
import {
  apiAddress,
  filledWith,
  openCiService,
  ownerIn,
  putUntilSeen,
  recordOf,
  refuseOtherOwner,
  variableName,
  variableTemplate,
} from './ci-variable.js';
import { type CredentialKey, refuseOlder, type Sink, type SinkAccess, type SinkPlugIn } from './sink.js';

const trueOrFalse = v.boolean(demand(say('must be true or false')));

const schema = v.pipe(
  v.strictObject({
    kind: v.literal('gitlab'),
    server: v.optional(apiAddress, 'https://gitlab.com'),
    project: v.optional(text('project')),
    group: v.optional(text('group')),
    key: v.optional(variableTemplate, 'KUBECONFIG_{cluster}'),
    environment: v.optional(
      v.pipe(text('environment'), v.regex(/^[\w./{}*-]+$/, demand(say('is no scope of environments')))),
      '*',
    ),
    type: v.optional(
      v.picklist(
        ['env_var', 'file'],
        demand(say('must be {names} or {last}', { names: ['env_var'], last: 'file' })),
      ),
      'env_var',
    ),
    masked: v.optional(trueOrFalse, true),
    protected: v.optional(trueOrFalse, true),
    token: tokenReference,
  }),
  v.check(
    ({ project, group }) => (project === undefined) !== (group === undefined),
    demand(say('a gitlab sink names a project or a group, one of the two')),
  ),
  v.check(
    ({ type, masked }) => type === 'env_var' || !masked,
    demand(
      say(
        'GitLab masks one line only, and a file has many: say {unmasked} too, or take {type}, which holds it as base64',
        {
          unmasked: 'masked: false',
          type: 'type: env_var',
        },
      ),
    ),
  ),
);
type Settings = v.InferOutput<typeof schema>;

/** CI/CD variables of a GitLab project or group. */
export const gitlabSink: SinkPlugIn<typeof schema> = {
  kind: 'gitlab',
  schema,
  keepsMemory: false,
  open: openGitlab,
  ramStatements: ({ token }, place) => readingSecrets([token], place),
  caveats: ({ project = '', group = project, masked, protected: isProtected }) => [
    ...(isProtected
      ? []
      : [say('GitLab gives the keys in {place} to jobs of every branch', { place: group })]),
    ...(masked ? [] : [say('GitLab masks no key of {place} in the logs of jobs', { place: group })]),
  ],
  docs: {
    summary:
      'CI/CD variables of a GitLab project or group, one a credential: the kubeconfig in base64, masked and protected.',
    example: '{ kind: gitlab, project: team/app, key: "KUBECONFIG_{cluster}", token: "kms:ackring/gitlab" }',
    settings: {
      server: 'of one’s own: its address, whose host must be in `ACKRING_RECEIVERS`; `https://gitlab.com`',
      project: 'its path or id; this or `group` is needed',
      group: 'its path or id: the variable is in all its projects',
      key: 'of a variable, with `{cluster}`, `{clusterId}`, `{identity}` in it; `KUBECONFIG_{cluster}`. In capitals, and what a name may not hold becomes an underscore; two credentials of one variable are refused',
      environment:
        'the scope, with the same placeholders, as `key: KUBECONFIG, environment: "{cluster}"`; `*`. Of a group, GitLab Premium only',
      type: '`env_var` holds base64, in one line, which GitLab can mask: `echo "$KUBECONFIG_PROD" | base64 -d > kubeconfig`. `file` is a file as it is, for `KUBECONFIG` itself, and cannot be masked: say `masked: false` too; `env_var`',
      masked: 'hidden in the logs of jobs, as long as a job prints it as it is and not decoded; `true`',
      protected: 'for protected branches and tags only: others are not given it; `true`',
      token: 'where it is: `kms:<secret>`, or `env:ACKRING_…_TOKEN` of whatever runs the rotation',
    },
    notes: [
      'Better is no key at all: a job that signs in by its own token, see [CI jobs without a key](../rotation.md#ci-jobs-without-a-key).',
      'GitLab 16.2 or later: its `description` says whose a variable is, `Kept by ackring: <cluster id>/<identity>`, and one that says nothing of that is never written to. Nothing is written before the kubeconfig is proven: a second variable would be given to every job.',
      'GitLab has no write that looks first: of two runs within the same moment the older version may stay, until the next run.',
      'The token is one of the project or the group, with the role Maintainer (of a group Owner) and the scope `api`; GitLab has no smaller one for variables. It ends, within a year, and people are told at 180, 60, 30, 7, 1 and 0 days.',
      'It has no room for reports and the memory of alarms: a sink that has must be named beside it.',
      '`ackring rotate plan` says of a sink that is not masked or not protected who else sees its keys.',
    ],
  },
};

async function openGitlab(settings: Settings, options: PlugInOptions): Promise<Sink> {
  const { createGitlabVariables } = await import('../../cloud/ci/gitlab-variables.js');
  const { kind, server, project, group, token } = settings;
  const service = await openCiService(
    {
      ...{ kind, token, api: `${server}/api/v4` },
      headers: (value) => ({ 'private-token': value }),
      needs: say('the scope `api`, and the role Maintainer of the project or Owner of the group'),
    },
    options,
  );
  const owner = `/${project === undefined ? 'groups' : 'projects'}/${encodeURIComponent(`${project ?? group}`)}`;
  return createGitlabSink(settings, createGitlabVariables(service, owner));
}

/** The sink over the variables of one project or group. */
export function createGitlabSink(settings: Settings, variables: GitlabVariables): Sink {
  const name = nameOf(settings);
  const placeOf = (key: CredentialKey): VariablePlace =>
    key.place === undefined ? placeFor(settings, key) : placeIn(key.place);
  const own = async (key: CredentialKey, signal?: AbortSignal): Promise<GitlabVariable | null> => {
    const found = await variables.read(placeOf(key), signal);
    if (found !== null) refuseUnusable(found, placeOf(key), key);
    return found;
  };
  const read = async (key: CredentialKey, signal?: AbortSignal): Promise<string | null> => {
    const found = await own(key, signal);
    return found === null ? null : decoded(settings, found.value ?? '');
  };
  const put = async (
    key: CredentialKey,
    { text, isNew }: { readonly text: string; readonly isNew: boolean },
    signal?: AbortSignal,
  ): Promise<void> => {
    const { masked, type: variable_type } = settings;
    const draft = {
      ...{ masked, variable_type, protected: settings.protected, description: recordOf(key) },
      value: encoded(settings, text),
    };
    if (isNew) await variables.create(placeOf(key), draft, signal);
    else await variables.update(placeOf(key), draft, signal);
  };
  return {
    name,
    read,
    stage: async (key, _version, signal) => {
      await own(key, signal);
    },
    promote: async (key, version, signal) => {
      await putUntilSeen(name, {
        read: () => read(key, signal),
        isDone: (current) => {
          if (current !== version.text) refuseOlder(name, current, version);
          return current === version.text;
        },
        put: (isNew) => put(key, { text: version.text, isNew }, signal),
      });
    },
    access: (signal) => accessOf(settings, variables, signal),
    places: {
      isNamedByPeople: true,
      nameOf: (key) => addressOf(placeFor(settings, key), key.identity),
      list: async (signal) =>
        (await variables.list(signal)).flatMap(({ key, environment_scope: environment, description }) => {
          const owner = ownerIn(description);
          return owner === null ? [] : [{ name: addressOf({ key, environment }, owner.identity), ...owner }];
        }),
    },
    documents: null,
  };
}

function nameOf({ server, project, group, key, environment }: Settings): string {
  const place = `gitlab:${new URL(server).host}/${project ?? group}/${key}`;
  const scope = environment === '*' ? '' : `@${environment}`;
  return `${place}${scope}`;
}

function placeFor(settings: Settings, key: CredentialKey): VariablePlace {
  const environment = filledWith(settings.environment, key).replace(/[^\w./*-]/g, '-');
  return { key: variableName(settings.key, key), environment };
}

/** What comes after the space stays when a cluster is renamed. */
function addressOf({ key, environment }: VariablePlace, identity: string): string {
  return `${key}@${environment} ${identity}`;
}

function placeIn(address: string): VariablePlace {
  const [key = '', environment = '*'] = address.replace(/ .*/s, '').split('@');
  return { key, environment };
}

function encoded({ type }: Settings, kubeconfig: string): string {
  return type === 'file' ? kubeconfig : Buffer.from(kubeconfig).toString('base64');
}

function decoded({ type }: Settings, value: string): string {
  return type === 'file' ? value : Buffer.from(value, 'base64').toString('utf8');
}

function refuseUnusable(found: GitlabVariable, place: VariablePlace, key: CredentialKey): void {
  const name = say('variable {key} of environment {environment}', { ...place });
  refuseOtherOwner(name, found.description, key);
  if (found.environment_scope !== place.environment) {
    throw new AckringError(
      'Refused',
      say('GitLab keeps {name} for {scope}', { name, scope: found.environment_scope }),
      { remedy: say('Scopes of a group need GitLab Premium: leave `environment` out, or name the project.') },
    );
  }
  if (found.hidden) {
    throw new AckringError('Refused', say('{name} is hidden, and nobody can read it back', { name }), {
      remedy: say('Delete it there, and the next run makes one that is masked.'),
    });
  }
}

async function accessOf(
  { token, server }: Settings,
  variables: GitlabVariables,
  signal?: AbortSignal,
): Promise<SinkAccess> {
  return {
    name: `gitlab token ${token}`,
    // Of one that is refused it is not known, and its copies tell that.
    until: await variables.tokenEnd(signal).catch(() => null),
    remedy: say('Make another in {server}, with the scope `api`, and put it into its place: {token}', {
      server,
      token,
    }),
  };
}
