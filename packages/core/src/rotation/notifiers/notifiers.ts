import * as v from 'valibot';
import type { RamStatement } from '../../cloud/ram.js';
import type { Heartbeat, Notifier } from '../alarm/notifier.js';
import type { PlugIn } from '../plug-in.js';
import type { PolicyPlace } from '../policy-place.js';
import type { RotationPortsOptions } from '../ports-options.js';
import { cloudMonitorNotifier } from './cloud-monitor.js';
import { dingtalkNotifier } from './dingtalk.js';
import { feishuNotifier } from './feishu.js';
import { createHeartbeat } from './heartbeat.js';
import { pagerdutyNotifier } from './pagerduty.js';
import { settingReader } from './receiver-secret.js';
import { slackNotifier } from './slack.js';
import { teamsNotifier } from './teams.js';
import { webhookNotifier } from './webhook.js';
import { wecomNotifier } from './wecom.js';

/** One notifier of the configuration. */
export const notifierSchema = v.variant(
  'kind',
  [
    dingtalkNotifier.schema,
    wecomNotifier.schema,
    feishuNotifier.schema,
    slackNotifier.schema,
    teamsNotifier.schema,
    pagerdutyNotifier.schema,
    webhookNotifier.schema,
    cloudMonitorNotifier.schema,
  ],
  'a notifier has a kind: dingtalk, wecom, feishu, slack, teams, pagerduty, webhook or cloudMonitor',
);

export type NotifierConfiguration = v.InferOutput<typeof notifierSchema>;
export type NotifierKind = NotifierConfiguration['kind'];
type SettingsByKind = { readonly [Settings in NotifierConfiguration as Settings['kind']]: Settings };

/** Every kind of notifier; a schema above without its record here does not compile. */
export const notifierKinds: { readonly [Kind in NotifierKind]: PlugIn<SettingsByKind[Kind], Notifier> } = {
  dingtalk: dingtalkNotifier,
  wecom: wecomNotifier,
  feishu: feishuNotifier,
  slack: slackNotifier,
  teams: teamsNotifier,
  pagerduty: pagerdutyNotifier,
  webhook: webhookNotifier,
  cloudMonitor: cloudMonitorNotifier,
};

/** The notifier a configuration names; its secrets are read from KMS when it has something to send. */
export function createNotifier(
  notifier: NotifierConfiguration,
  options: RotationPortsOptions,
): Promise<Notifier> {
  return openKind(notifier.kind, notifier, options);
}

/** What a notifier of the configuration needs of RAM. */
export function notifierStatements(
  notifier: NotifierConfiguration,
  place: PolicyPlace,
): readonly RamStatement[] {
  return statementsOfKind(notifier.kind, notifier, place);
}

/** Where the end of each run is told, if the configuration names a place. */
export function openHeartbeat(options: RotationPortsOptions): Heartbeat | null {
  const { heartbeat } = options.configuration;
  return heartbeat === undefined ? null : createHeartbeat(settingReader(heartbeat, options));
}

function openKind<Kind extends NotifierKind>(
  kind: Kind,
  settings: SettingsByKind[Kind],
  options: RotationPortsOptions,
): Promise<Notifier> {
  return notifierKinds[kind].open(settings, options);
}

function statementsOfKind<Kind extends NotifierKind>(
  kind: Kind,
  settings: SettingsByKind[Kind],
  place: PolicyPlace,
): readonly RamStatement[] {
  return notifierKinds[kind].ramStatements(settings, place);
}
