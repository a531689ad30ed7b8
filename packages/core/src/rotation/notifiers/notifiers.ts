import * as v from 'valibot';
import type { RamStatement } from '../../cloud/ram.js';
import { postJson } from '../../cloud/receivers/post-json.js';
import { say } from '../../words/say.js';
import type { Heartbeat, Notifier } from '../alarm/notifier.js';
import { kindOf, kindsText, type PlugInOptions, type PolicyPlace } from '../plug-in/plug-in.js';
import { settingReader } from '../plug-in/receiver.js';
import { cloudMonitorNotifier } from './cloud-monitor.js';
import { dingtalkNotifier } from './dingtalk.js';
import { feishuNotifier } from './feishu.js';
import { pagerdutyNotifier } from './pagerduty.js';
import { slackNotifier } from './slack.js';
import { teamsNotifier } from './teams.js';
import { webhookNotifier } from './webhook.js';
import { wecomNotifier } from './wecom.js';

/** Every kind of notifier; adding its record here registers it. */
export const notifierKinds = [
  dingtalkNotifier,
  wecomNotifier,
  feishuNotifier,
  slackNotifier,
  teamsNotifier,
  pagerdutyNotifier,
  webhookNotifier,
  cloudMonitorNotifier,
];

/** One notifier of the configuration. */
export const notifierSchema = v.variant(
  'kind',
  notifierKinds.map(({ schema }) => schema),
  kindsText(say('a notifier'), notifierKinds),
);

export type NotifierConfiguration = v.InferOutput<typeof notifierSchema>;

/** The notifier that a configuration names; its secrets are read from KMS when it has something to send. */
export async function createNotifier(
  notifier: NotifierConfiguration,
  options: PlugInOptions,
): Promise<Notifier> {
  const opened = await kindOf(notifier, notifierKinds).open(notifier, options);
  const kept = secretOf(notifier);
  return kept === null ? opened : { ...opened, secret: settingReader(kept, options) };
}

/** The setting that names its secret; null if whoever reads rotation.yaml knows all of it. */
function secretOf(notifier: NotifierConfiguration): string | null {
  const settings: Readonly<Record<string, unknown>> = notifier;
  const named = [settings['secret'], settings['url']].find(
    (each) => typeof each === 'string' && each.startsWith('kms:'),
  );
  return typeof named === 'string' ? named : null;
}

/** The RAM permissions that a notifier of the configuration needs. */
export function notifierStatements(
  notifier: NotifierConfiguration,
  place: PolicyPlace,
): readonly RamStatement[] {
  return kindOf(notifier, notifierKinds).ramStatements(notifier, place);
}

/** Where the end of each run is reported, if configured. */
export function openHeartbeat(heartbeat: string | undefined, options: PlugInOptions): Heartbeat | null {
  return heartbeat === undefined ? null : createHeartbeat(settingReader(heartbeat, options), options);
}

/**
 * Posts `{"schema":"ackring.heartbeat/v1","function","runId","now","finishedAt","counts","conditions","failures"}` at the end of
 * each run, for dead man's switches; `readUrl` returns the URL, which may contain a token.
 */
function createHeartbeat(
  readUrl: () => Promise<string>,
  { environment }: Pick<PlugInOptions, 'environment'>,
): Heartbeat {
  return {
    beat: async (beat, signal) => {
      const body = JSON.stringify({ schema: 'ackring.heartbeat/v1', ...beat });
      await postJson({ url: await readUrl(), body, signal, environment });
    },
  };
}
