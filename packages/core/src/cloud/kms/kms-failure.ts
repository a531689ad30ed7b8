import * as v from 'valibot';
import { AckringError, type ErrorCode } from '../../words/errors.js';
import { type Sentence, say } from '../../words/say.js';
import { shell } from '../../words/shell-word.js';

/** Whose failure it is, for the commands of its remedy. */
export interface KmsPlace {
  readonly secret: string;
  readonly region: string;
}

/**
 * The meaning of KMS's own codes for a secret, with each one's remedy; other errors stay as they are. Codes from the
 * API reference of GetSecretValue, CreateSecret and PutSecretValue.
 */
export function kmsFailure(thrown: unknown, place: KmsPlace): unknown {
  if (!(thrown instanceof AckringError)) return thrown;
  const code = apiCodeOf(thrown.cause);
  const { secret } = place;
  if (thrown.code === 'Throttled') {
    return told('Throttled', thrown, say('KMS makes secret {secret} wait ({code})', { secret, code }), {
      remedy: say(
        'Its gateway makes 10 secrets a second and takes 40 other calls: a first delivery goes on with the next run.',
      ),
    });
  }
  if (code === 'Rejected.ResourceInDeleteWindow') return deleted(thrown, place);
  if (keyCodes.has(code)) return unusableKey(thrown, code, place);
  if (code !== 'Rejected.LimitExceeded') return thrown;
  return told(
    'Refused',
    thrown,
    say('secret {secret} would be more than KMS keeps for this account ({code})', { secret, code }),
    {
      remedy: say('Raise the quota of secrets in the KMS console, or use the oss sink for some clusters.'),
    },
  );
}

const keyCodes: ReadonlySet<string> = new Set([
  'Forbidden.KeyNotFound',
  'Rejected.Disabled',
  'Rejected.PendingDeletion',
  'Rejected.PendingImport',
  'Rejected.Unavailable',
]);

function deleted(error: AckringError, { secret, region }: KmsPlace): AckringError {
  const named = ['--region', region, '--SecretName', secret];
  return told(
    'Refused',
    error,
    say('secret {secret} was deleted, and its name is taken for up to 30 days', { secret }),
    {
      remedy: say('Take it back: {restore}, or give its name free: {free}', {
        restore: shell`aliyun kms RestoreSecret ${named}`,
        free: shell`aliyun kms DeleteSecret ${named} --ForceDeleteWithoutRecovery true`,
      }),
    },
  );
}

function unusableKey(error: AckringError, code: string, { secret, region }: KmsPlace): AckringError {
  const what =
    code === 'Forbidden.KeyNotFound'
      ? say('the key of secret {secret} is not there ({code})', { secret, code })
      : say('the key of secret {secret} is not enabled ({code})', { secret, code });
  return told('Refused', error, what, {
    remedy: say(
      'See which it is: {command}; enable it (aliyun kms EnableKey --KeyId KEY), or correct keyId and instanceId in rotation.yaml and delete the secret, which the next run makes anew.',
      { command: shell`aliyun kms DescribeSecret --region ${region} --SecretName ${secret}` },
    ),
  });
}

function told(
  code: ErrorCode,
  error: AckringError,
  message: Sentence,
  { remedy }: { readonly remedy: Sentence },
): AckringError {
  return new AckringError(code, message, {
    remedy,
    requestId: error.requestId ?? undefined,
    retryAfterMs: error.retryAfterMs ?? undefined,
    cause: error,
  });
}

function apiCodeOf(cause: unknown): string {
  const parsed = v.safeParse(v.looseObject({ code: v.string() }), cause);
  return parsed.success ? parsed.output.code : '';
}
