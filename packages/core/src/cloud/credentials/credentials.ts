import type * as sdk from '@alicloud/credentials';
import { httpsProxyRule } from '../../machine/proxy/rule.js';
import { AckringError } from '../../words/errors.js';
import { say } from '../../words/say.js';
import { type AnswerBounds, withinBounds } from '../openapi/answer-bounds.js';
import type { AccessKey, CredentialOrigin, CredentialSource } from '../openapi/credential-source.js';
import { failureOf } from '../openapi/failure.js';
import { throughProxy } from '../openapi/vendor-proxy.js';
import { chooseOrigin } from './origin.js';

export interface CredentialOptions {
  /** A profile of the aliyun CLI; otherwise the environment, then the files. */
  readonly profile?: string | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  /** Limits on one answer of a credentials service. */
  readonly bounds?: AnswerBounds;
}

/** An answer holds one key. */
const keyBounds: AnswerBounds = { totalMs: 20_000, idleMs: 10_000, bytes: 65_536 };

/**
 * Credentials through `@alicloud/credentials`, in its own order: access key in the environment, OIDC, the aliyun
 * CLI's profile, `~/.alibabacloud/credentials`, a credentials URI; a named profile wins over all. The order is
 * implemented here and the SDK is given the one chosen source, for three reasons: its default chain ends at the
 * metadata server, which hangs where there is none (so that is asked only if ALIBABA_CLOUD_ECS_METADATA names a role
 * or a profile says so); its error for a broken config.json quotes the whole file; and it only looks at the process's
 * own environment and home.
 */
export function createCredentials(options: CredentialOptions): CredentialSource {
  let chosen: Promise<CredentialOrigin> | null = null;
  let provider: Promise<sdk.CredentialsProvider> | null = null;
  let asking: Promise<AccessKey> | null = null;
  let lastKeyId: string | null = null;
  const origin = (): Promise<CredentialOrigin> => {
    chosen ??= chooseOrigin(options);
    return chosen;
  };
  const ask = async (): Promise<AccessKey> => {
    const from = await origin();
    provider ??= createProvider(from, options);
    const key = await readKey(await provider, from, options);
    lastKeyId = key.accessKeyId;
    return key;
  };
  return {
    origin,
    lastKeyId: () => lastKeyId,
    // One at a time: the SDK fails concurrent first calls.
    get: () => {
      asking ??= ask().finally(() => {
        asking = null;
      });
      return asking;
    },
  };
}

async function readKey(
  provider: sdk.CredentialsProvider,
  from: CredentialOrigin,
  { bounds = keyBounds, environment }: CredentialOptions,
): Promise<AccessKey> {
  const rule = httpsProxyRule(environment) ?? undefined;
  let found: Awaited<ReturnType<sdk.CredentialsProvider['getCredentials']>>;
  try {
    found = await withinBounds(bounds, () => throughProxy(rule, () => provider.getCredentials()));
  } catch (error) {
    // The SDK's text quotes files and answers that contain secrets: it is dropped, even as a cause.
    throw failureOf(error).code?.startsWith('PROXY_') ? stoppedByProxy(from) : refused(from);
  }
  const { accessKeyId, accessKeySecret, securityToken } = found;
  if (!accessKeyId || !accessKeySecret) throw refused(from);
  return { accessKeyId, accessKeySecret, securityToken: securityToken || null };
}

function stoppedByProxy({ label }: CredentialOrigin): AckringError {
  return new AckringError(
    'Unreachable',
    say(
      'the credentials from {origin} could not be obtained: the proxy in HTTPS_PROXY does not let it through',
      {
        origin: label,
      },
    ),
    { remedy: say('Check HTTPS_PROXY with `ackring doctor`, or add the service to NO_PROXY.') },
  );
}

function refused({ label, needsNetwork }: CredentialOrigin): AckringError {
  const facts = { origin: label };
  return new AckringError(
    'CredentialsInvalid',
    needsNetwork
      ? say(
          'the credentials from {origin} could not be obtained: the service that issues them refused or did not answer',
          facts,
        )
      : say('the credentials from {origin} are incomplete', facts),
    {
      remedy: say('Check them with `aliyun sts GetCallerIdentity`, or choose others with `--profile`.'),
    },
  );
}

async function createProvider(
  from: CredentialOrigin,
  { environment, home }: CredentialOptions,
): Promise<sdk.CredentialsProvider> {
  if (from.kind === 'environment') return environmentProvider(environment);
  const { default: sdk } = await import('@alicloud/credentials');
  switch (from.kind) {
    case 'oidc':
      return sdk.OIDCRoleArnCredentialsProvider.builder()
        .withRoleArn(environment['ALIBABA_CLOUD_ROLE_ARN'] ?? '')
        .withOIDCProviderArn(environment['ALIBABA_CLOUD_OIDC_PROVIDER_ARN'] ?? '')
        .withOIDCTokenFilePath(environment['ALIBABA_CLOUD_OIDC_TOKEN_FILE'] ?? '')
        .withRoleSessionName(environment['ALIBABA_CLOUD_ROLE_SESSION_NAME'] ?? 'ackring')
        .build();
    case 'cliProfile': {
      // The CLI knows this mode, its SDK does not.
      if (from.mode === 'CredentialsURI') return uriProvider(sdk, from);
      const provider = sdk.CLIProfileCredentialsProvider.builder()
        .withProfileName(from.profile ?? '')
        .build();
      return Object.assign(provider, { homedir: home });
    }
    case 'credentialsFile': {
      const provider = sdk.ProfileCredentialsProvider.builder()
        .withProfileName(from.profile ?? 'default')
        .build();
      return Object.assign(provider, { homedir: home });
    }
    case 'ecsRole':
      return sdk.ECSRAMRoleCredentialsProvider.builder()
        .withRoleName(environment['ALIBABA_CLOUD_ECS_METADATA'] ?? '')
        .build();
    case 'uri':
      return uriProvider(sdk, from);
  }
}

function uriProvider(
  { URICredentialsProvider }: typeof sdk.default,
  { caller: [uri = ''] }: CredentialOrigin,
): sdk.CredentialsProvider {
  return URICredentialsProvider.builder().withCredentialsURI(uri).build();
}

/** Nothing has to be asked or parsed: the library, 4 ms of every call, would only hand the three texts back. */
function environmentProvider(environment: CredentialOptions['environment']): sdk.CredentialsProvider {
  const accessKeyId = environment['ALIBABA_CLOUD_ACCESS_KEY_ID'] ?? '';
  const accessKeySecret = environment['ALIBABA_CLOUD_ACCESS_KEY_SECRET'] ?? '';
  const securityToken = environment['ALIBABA_CLOUD_SECURITY_TOKEN'] ?? '';
  return {
    getProviderName: () => 'environment',
    getCredentials: async () => ({
      accessKeyId,
      accessKeySecret,
      securityToken,
      providerName: 'environment',
    }),
  };
}
