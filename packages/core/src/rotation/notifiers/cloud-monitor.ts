import * as v from 'valibot';
import { type CustomEvent, createCloudMonitor } from '../../cloud/cloud-monitor/cloud-monitor.js';
import { resolveEndpoint } from '../../cloud/openapi/endpoints.js';
import { allow } from '../../cloud/ram.js';
import type { Alarm } from '../alarm/alarm.js';
import type { Notice, Notifier } from '../alarm/notifier.js';
import { type PlugIn, type PlugInOptions, text } from '../plug-in/plug-in.js';

const schema = v.strictObject({
  kind: v.literal('cloudMonitor'),
  groupId: v.optional(text('groupId')),
  region: v.optional(text('region')),
});
type Settings = v.InferOutput<typeof schema>;

/** CloudMonitor's custom events, for its alert rules to act on. */
export const cloudMonitorNotifier: PlugIn<typeof schema, Notifier> = {
  kind: 'cloudMonitor',
  schema,
  open: async (settings, options) => open(settings, options),
  ramStatements: () => allow(['cms:PutCustomEvent'], ['*']),
  docs: {
    summary:
      'Custom events of CloudMonitor: `ackring.<kind>`, one an alarm, and `ackring.heartbeat` at the end of each run.',
    example: '{ kind: cloudMonitor, groupId: "7378" }',
    settings: {
      groupId: 'the application group that they belong to; none',
      region: "where they are reported; the function's own",
    },
    notes: [
      'The kinds are `failing`, `blocked`, `pending`, `heldByOther`, `orphaned`, `outage`, `mended` and `resolved`; the content is the alarm as JSON, in English.',
      'A call takes 100 events, an account 20 calls a second; an answer with a `Code` other than 200 is a refusal.',
    ],
  },
};

function open({ groupId, region: named }: Settings, options: PlugInOptions): Notifier {
  const { credentials, environment, clock, audience } = options;
  const region = named ?? options.region;
  const endpoint = resolveEndpoint('cms', region, environment);
  const limiter = options.limiterOf('cms');
  const shared = { credentials, endpoint, region, clock, limiter, audience };
  const cloudMonitor = createCloudMonitor({ ...shared, groupId: groupId ?? null });
  return {
    name: 'cloudMonitor',
    send: (notice, signal) =>
      cloudMonitor.put(
        notice.alarms.map((alarm) => eventOf(notice, alarm)),
        signal,
      ),
    beat: (beat, signal) =>
      cloudMonitor.put([{ name: 'ackring.heartbeat', content: beat, at: new Date(beat.finishedAt) }], signal),
  };
}

function eventOf({ function: from, runId, now }: Notice, alarm: Alarm): CustomEvent {
  return { name: `ackring.${alarm.kind}`, content: { function: from, runId, ...alarm }, at: new Date(now) };
}
