import * as v from 'valibot';
import { AckringError } from '../../words/errors.js';
import { say } from '../../words/say.js';
import { type PlugInOptions, readKmsSecret } from '../plug-in/plug-in.js';

/** The URL of a chat robot, and its signing secret if the owner uses one. */
export interface Receiver {
  readonly url: string;
  readonly secret: string | null;
}

const kms = 'kms:';

/** Reads a setting: a reference from KMS, anything else is the value itself. */
export function settingReader(setting: string, options: PlugInOptions): () => Promise<string> {
  if (!setting.startsWith(kms)) return async () => setting;
  return async () => (await readKmsSecret(options, setting)).trim();
}

/** Reads a robot's KMS secret: its URL alone, or `{"url": "https://…", "secret": "…"}`; the URL is of that vendor. */
export function receiverReader(
  kind: ReceiverKind,
  setting: string,
  options: PlugInOptions,
): () => Promise<Receiver> {
  const read = settingReader(setting, options);
  return async () => {
    const receiver = parseReceiver(await read(), setting);
    refuseOtherReceiver(kind, receiver.url, options.environment);
    return receiver;
  };
}

const receiverSchema = v.object({
  url: v.pipe(v.string(), v.url()),
  secret: v.optional(v.nullable(v.string()), null),
});

function parseReceiver(text: string, setting: string): Receiver {
  if (URL.canParse(text) && /^https?:/.test(text)) return { url: text, secret: null };
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), receiverSchema), text);
  if (parsed.success) return parsed.output;
  throw new AckringError(
    'ConfigurationInvalid',
    say('the KMS secret {name} holds no webhook', { name: setting.slice(kms.length) }),
    {
      remedy: say("Store the robot's webhook URL in it, or {object} where it asks for a signature.", {
        object: '{"url": "…", "secret": "…"}',
      }),
    },
  );
}

/** The vendors' own addresses, by kind of notifier. */
const vendors = {
  dingtalk: /^oapi\.dingtalk\.com$/,
  wecom: /^qyapi\.weixin\.qq\.com$/,
  feishu: /^open\.(?:feishu\.cn|larksuite\.com)$/,
  slack: /^hooks\.slack(?:-gov)?\.com$/,
  teams: /\.(?:logic\.azure\.com|api\.powerplatform\.com|webhook\.office\.com)$/,
  pagerduty: /^events\.(?:eu\.)?pagerduty\.com$/,
  // Of one's own there is none.
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
