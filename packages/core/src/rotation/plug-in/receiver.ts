import * as v from 'valibot';
import { AckringError } from '../../words/errors.js';
import { say } from '../../words/say.js';
import { demand } from '../../words/schema-problems.js';
import { type PlugInOptions, readKmsSecret, secretReference } from './plug-in.js';

/** Reads a setting: a reference from KMS, anything else is the value itself. */
export function settingReader(setting: string, options: PlugInOptions): () => Promise<string> {
  if (!setting.startsWith('kms:')) return async () => setting;
  return async () => (await readKmsSecret(options, setting)).trim();
}

/** No other variable: whoever writes rotation.yaml would have any of them sent. */
const tokenVariable = /^env:(ACKRING_\w*TOKEN)$/;

/** Where a token is, never the token: a KMS secret, or a variable of whatever runs the rotation. */
export const tokenReference = v.union(
  [secretReference, v.pipe(v.string(), v.regex(tokenVariable))],
  demand(
    say('must say where the token is, as {kms} or {variable}, never the token itself', {
      kms: '"kms:<secret name>"',
      variable: '"env:ACKRING_…_TOKEN"',
    }),
  ),
);

/** Reads the token that a reference names; throws CredentialsMissing if the variable is not set. */
export function tokenReader(reference: string, options: PlugInOptions): () => Promise<string> {
  const [, variable] = tokenVariable.exec(reference) ?? [];
  if (variable === undefined) return settingReader(reference, options);
  return async () => {
    const token = options.environment[variable]?.trim() ?? '';
    if (token !== '') return token;
    throw new AckringError('CredentialsMissing', say('{variable} is not set', { variable }), {
      remedy: say('Set it where the rotation runs, or keep the token in KMS: {form}.', {
        form: 'kms:<secret name>',
      }),
    });
  };
}

/** The vendors' own addresses, by kind of notifier. */
const vendors = {
  dingtalk: /^oapi\.dingtalk\.com$/,
  wecom: /^qyapi\.weixin\.qq\.com$/,
  feishu: /^open\.(?:feishu\.cn|larksuite\.com)$/,
  slack: /^hooks\.slack(?:-gov)?\.com$/,
  teams: /\.(?:logic\.azure\.com|api\.powerplatform\.com|webhook\.office\.com)$/,
  pagerduty: /^events\.(?:eu\.)?pagerduty\.com$/,
  gitlab: /^gitlab\.com$/,
  github: /^api\.github\.com$/,
  // Of one's own there is none.
  jenkins: /(?!)/,
  webhook: /(?!)/,
} as const;

export type ReceiverKind = keyof typeof vendors;

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * A secret goes to its vendor, and to hosts that ACKRING_RECEIVERS names: whoever writes rotation.yaml chooses both
 * secret and address, and may be somebody who must not read the secret. Throws EndpointRefused.
 */
export function refuseOtherReceiver(kind: ReceiverKind, url: string, environment: Environment): void {
  const { host, hostname } = URL.parse(url) ?? { host: '', hostname: '' };
  const named = (environment['ACKRING_RECEIVERS'] ?? '').toLowerCase().split(/[\s,]+/);
  if (vendors[kind].test(hostname) || named.some((each) => each !== '' && [host, hostname].includes(each)))
    return;
  throw new AckringError(
    'EndpointRefused',
    say('{host} is no address of {kind}: no secret is sent to it', { host, kind }),
    {
      remedy: say('If it is meant, name it in the environment of whatever runs the rotation: {setting}', {
        setting: `ACKRING_RECEIVERS=${host}`,
      }),
    },
  );
}
