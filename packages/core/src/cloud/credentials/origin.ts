import { join } from 'node:path';
import { textIfThere } from '../../machine/files/named-file.js';
import { stateOf } from '../../machine/files/state.js';
import type { Directory } from '../../words/directory.js';
import { AckringError } from '../../words/errors.js';
import { quoted, type Sentence, say } from '../../words/say.js';
import { shell } from '../../words/shell-word.js';
import type { CredentialOrigin, CredentialOriginKind } from '../openapi/credential-source.js';
import {
  type CliConfig,
  type CliProfile,
  callerOf,
  findProfile,
  isMode,
  outsideModes,
  parseCliConfig,
  profileProblems,
  sourcesOf,
  type Unusable,
} from './profile.js';

interface OriginOptions {
  readonly profile?: string | undefined;
  /** Whose members are profiles too; see `memberProfile`. */
  readonly directory?: Directory | null | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly home: string;
}

/** The first available source, in the order that `createCredentials` documents. */
export async function chooseOrigin(options: OriginOptions): Promise<CredentialOrigin> {
  const { profile, environment } = options;
  if (profile !== undefined) return (await fromCliProfile(options, profile)) ?? missingProfile(profile);
  return (
    fromEnvironment(environment) ??
    fromOidc(environment) ??
    (await fromCliProfile(options, environment['ALIBABA_CLOUD_PROFILE'] || null)) ??
    (await fromCredentialsFile(options)) ??
    fromEcsRole(environment) ??
    fromUri(environment) ??
    missing()
  );
}

function fromEnvironment(environment: OriginOptions['environment']): CredentialOrigin | null {
  const id = environment['ALIBABA_CLOUD_ACCESS_KEY_ID'];
  const secret = environment['ALIBABA_CLOUD_ACCESS_KEY_SECRET'];
  if (!id && !secret) return null;
  if (!id || !secret) {
    const absent = id ? 'ALIBABA_CLOUD_ACCESS_KEY_SECRET' : 'ALIBABA_CLOUD_ACCESS_KEY_ID';
    throw new AckringError(
      'CredentialsInvalid',
      say('the environment holds half an access key: {variable} is not set', { variable: absent }),
      {
        remedy: say('Set {variable}, or unset the other half to use a profile.', { variable: absent }),
      },
    );
  }
  const mode = environment['ALIBABA_CLOUD_SECURITY_TOKEN'] ? 'StsToken' : 'AK';
  return {
    ...origin('environment', say('the environment')),
    mode,
    region: regionOf(environment),
    caller: [id],
  };
}

function fromOidc(environment: OriginOptions['environment']): CredentialOrigin | null {
  const arn = environment['ALIBABA_CLOUD_ROLE_ARN'];
  const provider = environment['ALIBABA_CLOUD_OIDC_PROVIDER_ARN'];
  const tokenFile = environment['ALIBABA_CLOUD_OIDC_TOKEN_FILE'];
  if (!arn || !provider || !tokenFile) return null;
  const base = origin('oidc', say('the OIDC role {arn}', { arn }));
  return {
    ...base,
    mode: 'OIDC',
    region: regionOf(environment),
    accountId: accountOf(arn),
    needsNetwork: true,
    caller: [arn, provider, tokenFile],
  };
}

async function fromCliProfile(
  { environment, home, directory }: OriginOptions,
  profileName: string | null,
): Promise<CredentialOrigin | null> {
  const isNamed = profileName !== null;
  if (!isNamed && environment['ALIBABA_CLOUD_CLI_PROFILE_DISABLED']?.toLowerCase() === 'true') return null;
  const file = join(home, '.aliyun', 'config.json');
  const text = textIfThere(file);
  if (text === null) {
    if (!isNamed) return null;
    throw profileInvalid(
      say('there is no {file} to hold the profile "{profile}"', { file, profile: profileName ?? '' }),
      say('Create it with `aliyun configure`.'),
    );
  }
  const config = parseCliConfig(text, { name: profileName ?? '', directory });
  if (config === null) {
    // The parser's message would quote the file, which holds secrets.
    throw profileInvalid(
      say('{file} is not valid JSON with a list of profiles', { file }),
      say('Repair it, or create it anew with `aliyun configure`.'),
    );
  }
  const name = profileName ?? config.current;
  const profile = findProfile(config, name);
  if (profile === null) {
    const names = config.profiles.map((each) => each.name);
    throw profileInvalid(
      names.length === 0
        ? say('{file} has no profile "{profile}"', { file, profile: name })
        : say('{file} has no profile "{profile}"; it has: {names}', {
            file,
            profile: name,
            names,
          }),
      say('Name one of them with `--profile`, or add it with `aliyun configure`.'),
    );
  }
  const label = say('profile {name} of {file}', { name, file });
  const problems = profileProblems(config, profile);
  // `aliyun configure` leaves an empty default profile behind: it is no source unless requested.
  if (problems.isEmpty && !isNamed) return null;
  if (problems.unusable !== null) throw unusableProfile({ name, file }, problems.unusable);
  if (problems.missing.length > 0) {
    throw profileInvalid(
      say('the profile "{profile}" of {file} lacks {fields}', {
        profile: name,
        file,
        fields: problems.missing,
      }),
      completion([profile, ...sourcesOf(config, profile)]),
    );
  }
  if (isForbidden(environment) && leadsOutside(config, profile)) throw forbidden(label);
  return {
    ...origin('cliProfile', label),
    profile: name,
    mode: profile.mode,
    region: profile.region || regionOf(environment),
    accountId: accountOf(profile.roleArn) ?? (profile.accountId || null),
    needsNetwork: !['AK', 'StsToken'].includes(profile.mode),
    caller: callerOf(config, profile),
    // Whoever is signed in behind the source of a chain, the role at its end is the same identity.
    issuedKeyId: profile.issuedKeyId,
  };
}

/** With the mode: without one the CLI makes a profile AK. */
function completion(chain: readonly CliProfile[]): Sentence {
  const incomplete = chain.find(({ missing, mode }) => missing.length > 0 && isMode(mode));
  if (incomplete === undefined)
    return say('Name one of them with `--profile`, or add it with `aliyun configure`.');
  const { name, mode } = incomplete;
  return say('Complete it with `{command}`.', {
    command: shell`aliyun configure --profile ${name} --mode ${mode}`,
  });
}

function unusableProfile(
  { name, file }: { readonly name: string; readonly file: string },
  { why, spelling }: Unusable,
): AckringError {
  return profileInvalid(
    say('the profile "{profile}" of {file} cannot be used: {why}', {
      profile: name,
      file,
      why,
    }),
    spelling === null
      ? say('Choose another with `--profile`.')
      : say('Correct it with `{command}`.', {
          command: shell`aliyun configure set --profile ${name} --mode ${spelling}`,
        }),
  );
}

const forbidding = 'ALIBABA_CLOUD_DISABLE_EXTERNAL_PROCESS';

/** The CLI's own switch (3.4.3), kept here too. */
function isForbidden(environment: OriginOptions['environment']): boolean {
  return /^(?:1|true)$/i.test(environment[forbidding] ?? '');
}

function leadsOutside(config: CliConfig, profile: CliProfile): boolean {
  return [profile, ...sourcesOf(config, profile)].some(({ mode }) => outsideModes.has(mode));
}

function forbidden(label: Sentence): AckringError {
  return new AckringError(
    'Refused',
    say('{origin} gets its keys from a program or an address, and {variable} forbids that', {
      origin: label,
      variable: forbidding,
    }),
    {
      remedy: say('Unset {variable}, or choose another profile with `--profile`.', { variable: forbidding }),
    },
  );
}

async function fromCredentialsFile({ environment, home }: OriginOptions): Promise<CredentialOrigin | null> {
  const file = environment['ALIBABA_CLOUD_CREDENTIALS_FILE'] || join(home, '.alibabacloud', 'credentials');
  if (textIfThere(file) === null) return null;
  const profile = environment['ALIBABA_CLOUD_PROFILE'] || 'default';
  return {
    ...origin('credentialsFile', say('profile {name} of {file}', { name: profile, file })),
    profile,
    region: regionOf(environment),
    // No tool writes it on its own.
    caller: [stateOf(file)],
  };
}

function fromEcsRole(environment: OriginOptions['environment']): CredentialOrigin | null {
  const role = environment['ALIBABA_CLOUD_ECS_METADATA'];
  if (!role || environment['ALIBABA_CLOUD_ECS_METADATA_DISABLED']?.toLowerCase() === 'true') return null;
  return {
    ...origin('ecsRole', say('this instance’s role {role}', { role })),
    mode: 'EcsRamRole',
    region: regionOf(environment),
    needsNetwork: true,
    caller: [role],
  };
}

function fromUri(environment: OriginOptions['environment']): CredentialOrigin | null {
  const uri = environment['ALIBABA_CLOUD_CREDENTIALS_URI'];
  if (!uri) return null;
  const label = quoted('ALIBABA_CLOUD_CREDENTIALS_URI');
  if (isForbidden(environment)) throw forbidden(label);
  return {
    ...origin('uri', label),
    region: regionOf(environment),
    needsNetwork: true,
    caller: [uri],
  };
}

function origin(kind: CredentialOriginKind, label: Sentence): CredentialOrigin {
  return {
    ...{ kind, label, profile: null, mode: null, region: null, accountId: null },
    ...{ needsNetwork: false, caller: [], issuedKeyId: null },
  };
}

function regionOf(environment: OriginOptions['environment']): string | null {
  return environment['ALIBABA_CLOUD_REGION_ID'] || environment['ALIBABACLOUD_REGION_ID'] || null;
}

/** `acs:ram::<account>:role/<name>`. */
function accountOf(arn: string): string | null {
  return /^acs:ram::(\d+):/.exec(arn)?.[1] ?? null;
}

function profileInvalid(message: Sentence, remedy: Sentence): AckringError {
  return new AckringError('ProfileInvalid', message, { remedy });
}

function missingProfile(profile: string): never {
  throw profileInvalid(
    say('the profile "{profile}" cannot be used', { profile }),
    say('Create it with `aliyun configure`.'),
  );
}

function missing(): never {
  throw new AckringError('CredentialsMissing', say('no Alibaba Cloud credentials were found'), {
    remedy: say(
      'Run `aliyun configure`, or set ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET; `ackring demo` needs none.',
    ),
  });
}
