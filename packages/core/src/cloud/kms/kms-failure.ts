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

/** An object of OSS, and the key that it is to be written with; null when it is read. */
export interface EncryptedObject {
  readonly doing: Sentence;
  readonly object: string;
  readonly region: string;
  readonly keyId: string | null;
}

/**
 * KMS's refusal of an object's key, which OSS passes on with codes of its own (its pages 0005-00000208, -214, -215);
 * null for whatever is not KMS's.
 */
export function objectKeyFailure(thrown: unknown, place: EncryptedObject): AckringError | null {
  const parsed = v.safeParse(refusedKeySchema, thrown);
  if (!parsed.success) return null;
  const { code, ecCode, requestId } = parsed.output;
  if (!Object.hasOwn(keyTroubles, code) && !ecCode.startsWith('0005-')) return null;
  const { doing } = place;
  const why = keyTroubles[code] ?? say('KMS refuses the key of the object');
  return new AckringError('Refused', say('could not {doing}: {why} ({code})', { doing, why, code }), {
    remedy: objectKeyRemedy(code, place),
    requestId,
  });
}

const refusedKeySchema = v.object({
  code: v.string(),
  ecCode: v.fallback(v.string(), ''),
  requestId: v.fallback(v.optional(v.string()), undefined),
});

const keyTroubles: Readonly<Record<string, Sentence>> = {
  KeyNotFound: say('there is no such KMS key'),
  'Forbidden.KeyNotFound': say('there is no such KMS key'),
  AliasNotFound: say('there is no such alias of a KMS key'),
  'Forbidden.AliasNotFound': say('there is no such alias of a KMS key'),
  'Rejected.Disabled': say('its KMS key is disabled'),
  'Rejected.PendingDeletion': say('its KMS key waits to be deleted'),
};

function objectKeyRemedy(code: string, { object, region, keyId }: EncryptedObject): Sentence {
  if (keyId === null) {
    return say('See which key it is: {command}; make it usable in the KMS console.', {
      command: shell`aliyun oss stat ${object} --region ${region}`,
    });
  }
  return keyRemedy(code, { region, keyId, setting: 'kmsKeyId' });
}

/** What to do about a key of rotation.yaml that cannot be used, by KMS's code. */
export function keyRemedy(
  code: string,
  { region, keyId, setting }: { readonly region: string; readonly keyId: string; readonly setting: string },
): Sentence {
  const named = ['--region', region, '--KeyId', keyId];
  switch (code) {
    case 'Rejected.Disabled':
      return say('Enable it: {command}; or name another {setting} in rotation.yaml.', {
        command: shell`aliyun kms EnableKey ${named}`,
        setting,
      });
    case 'Rejected.PendingDeletion':
      return say('Keep it: {command}, and enable it; or name another {setting} in rotation.yaml.', {
        command: shell`aliyun kms CancelKeyDeletion ${named}`,
        setting,
      });
    default:
      return say('See which keys there are: {command}; correct {setting} in rotation.yaml.', {
        command: shell`aliyun kms ListKeys --region ${region}`,
        setting,
      });
  }
}

const keyCodes: ReadonlySet<string> = new Set([
  'Forbidden.KeyNotFound',
  'Forbidden.AliasNotFound',
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
    code === 'Forbidden.KeyNotFound' || code === 'Forbidden.AliasNotFound'
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

/** The cloud's own code for a failure; empty if it gave none. */
export function apiCodeOf(cause: unknown): string {
  const parsed = v.safeParse(v.looseObject({ code: v.string() }), cause);
  return parsed.success ? parsed.output.code : '';
}
