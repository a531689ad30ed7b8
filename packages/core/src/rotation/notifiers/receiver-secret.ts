import * as v from 'valibot';
import { AckringError } from '../../words/errors.js';
import { say } from '../../words/say.js';
import type { PlugInOptions } from '../plug-in/plug-in.js';
import { type ReceiverKind, refuseOtherReceiver, settingReader } from '../plug-in/receiver.js';

/** The URL of a chat robot, and its signing secret if the owner uses one. */
export interface Receiver {
  readonly url: string;
  readonly secret: string | null;
}

const kms = 'kms:';

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
