import { AckringError } from '../../words/errors.js';
import { say } from '../../words/say.js';

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
