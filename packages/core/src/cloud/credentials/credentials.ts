import { join } from 'node:path';
import { readNamedFile } from '../../machine/files/named-file.js';
import type { Directory } from '../../words/directory.js';
import { AckringError } from '../../words/errors.js';
import { say } from '../../words/say.js';
import type { AccessKey, CredentialOrigin, CredentialSource } from '../openapi/credential-source.js';
import { failureOf } from '../openapi/failure.js';
import { localKey } from './local-key.js';
import { chooseOrigin } from './origin.js';
import { keyWay, usualSeconds } from './profile.js';
import { type KeyOptions, type KeySource, profileKey, tokenKey, uriKey, vendorKey } from './profile-key.js';

export interface CredentialOptions extends KeyOptions {
  /** A profile of the aliyun CLI; otherwise the environment, then the files. */
  readonly profile?: string | undefined;
  /** Whose members are profiles too; see `memberProfile`. */
  readonly directory?: Directory | null | undefined;
}

/**
 * Credentials in the order of `@alicloud/credentials`, and through it where a key does not lie here: access key in the environment, OIDC, the aliyun
 * CLI's profile, `~/.alibabacloud/credentials`, a credentials URI; a named profile wins over all. The order is
 * implemented here and the SDK is given the one chosen source, for three reasons: its default chain ends at the
 * metadata server, which hangs where there is none (so that is asked only if ALIBABA_CLOUD_ECS_METADATA names a role
 * or a profile says so); its error for a broken config.json quotes the whole file; and it only looks at the process's
 * own environment and home.
 */
export function createCredentials(options: CredentialOptions): CredentialSource {
  let chosen: Promise<CredentialOrigin> | null = null;
  let source: KeySource | null = null;
  let asking: Promise<AccessKey> | null = null;
  let lastKeyId: string | null = null;
  const origin = (): Promise<CredentialOrigin> => {
    chosen ??= chooseOrigin(options);
    return chosen;
  };
  const ask = async (): Promise<AccessKey> => {
    const from = await origin();
    source ??= sourceOf(from, options);
    const key = await readKey(source, from);
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

async function readKey(source: KeySource, from: CredentialOrigin): Promise<AccessKey> {
  try {
    return await source.get();
  } catch (error) {
    // What we ask ourselves is refused in words of our own.
    if (error instanceof AckringError) throw error;
    // The SDK's text quotes files and answers that contain secrets: it is dropped, even as a cause.
    throw failureOf(error).code?.startsWith('PROXY_') ? stoppedByProxy(from) : refused(from);
  }
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

function sourceOf(from: CredentialOrigin, options: CredentialOptions): KeySource {
  const { environment, home, directory } = options;
  switch (from.kind) {
    case 'environment': {
      const key = localKey(from, options);
      return { get: async () => key ?? incomplete() };
    }
    case 'oidc':
      return tokenKey(tokenWay(environment), options);
    case 'cliProfile': {
      const config = readNamedFile(join(home, '.aliyun', 'config.json')).toString('utf8');
      const way = keyWay(config, { name: from.profile ?? '', directory });
      return way === null ? { get: incomplete } : profileKey(way, options);
    }
    case 'credentialsFile':
      return vendorKey(({ ProfileCredentialsProvider }) => {
        const provider = ProfileCredentialsProvider.builder()
          .withProfileName(from.profile ?? 'default')
          .build();
        return Object.assign(provider, { homedir: home });
      }, options);
    case 'ecsRole': {
      const role = environment['ALIBABA_CLOUD_ECS_METADATA'] ?? '';
      return profileKey({ kind: 'instance', role }, options);
    }
    case 'uri':
      return uriKey(from.caller[0] ?? '', options);
  }
}

/** As the vendor's SDK reads it, which names the service by a region only if one is set. */
function tokenWay(environment: KeyOptions['environment']) {
  const stsRegion = environment['ALIBABA_CLOUD_STS_REGION'] || null;
  const isInVpc = environment['ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED']?.toLowerCase() === 'true';
  const role = {
    roleArn: environment['ALIBABA_CLOUD_ROLE_ARN'] ?? '',
    sessionName: environment['ALIBABA_CLOUD_ROLE_SESSION_NAME'] || 'ackring',
    externalId: undefined,
    durationSeconds: usualSeconds,
    stsEndpoint: stsRegion !== null && isInVpc ? `sts-vpc.${stsRegion}.aliyuncs.com` : null,
    stsRegion,
  };
  return {
    role,
    providerArn: environment['ALIBABA_CLOUD_OIDC_PROVIDER_ARN'] ?? '',
    tokenFile: environment['ALIBABA_CLOUD_OIDC_TOKEN_FILE'] ?? '',
  };
}

async function incomplete(): Promise<never> {
  throw new Error('no key');
}
