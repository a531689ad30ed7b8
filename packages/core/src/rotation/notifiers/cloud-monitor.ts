import * as v from 'valibot';
import { cloudMonitorService } from '../../cloud/cloud-monitor/operations.js';
import { createRpcCaller } from '../../cloud/openapi/call.js';
import { resolveEndpoint } from '../../cloud/openapi/endpoints.js';
import { allow } from '../../cloud/ram.js';
import { AckringError } from '../../words/errors.js';
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

/** See https://www.alibabacloud.com/help/doc-detail/60196.htm : 100 events and 500 KB a call. */
const eventsPerCall = 100;
const bytesPerCall = 400_000;

function open({ groupId, region: named }: Settings, options: PlugInOptions): Notifier {
  const { credentials, environment, clock, audience } = options;
  const region = named ?? options.region;
  const endpoint = resolveEndpoint('cms', region, environment);
  const limiter = options.limiterOf('cms');
  const shared = { credentials, endpoint, region, clock, limiter, audience };
  const call = createRpcCaller(cloudMonitorService, shared);
  const put = async (events: readonly CustomEvent[], signal?: AbortSignal): Promise<void> => {
    const parameters = eventParameters(events, groupId ?? null);
    const doing = 'report events to CloudMonitor';
    refuseFailure(await call({ operation: 'PutCustomEvent', parameters, doing }, signal));
  };
  return {
    name: 'cloudMonitor',
    send: async (notice, signal) => {
      const events = notice.alarms.map((alarm) => eventOf(notice, alarm));
      for (const some of batches(events)) await put(some, signal);
    },
    beat: (beat, signal) =>
      put([{ name: 'ackring.heartbeat', content: beat, at: new Date(beat.finishedAt) }], signal),
  };
}

/** As many as a call takes, by number and by size. */
function batches(events: readonly CustomEvent[]): readonly (readonly CustomEvent[])[] {
  const all: CustomEvent[][] = [];
  let bytes = 0;
  for (const event of events) {
    const size = Buffer.byteLength(JSON.stringify(event.content));
    const last = all.at(-1);
    if (last === undefined || last.length === eventsPerCall || bytes + size > bytesPerCall) {
      all.push([event]);
      bytes = size;
    } else {
      last.push(event);
      bytes += size;
    }
  }
  return all;
}

interface CustomEvent {
  readonly name: string;
  readonly content: object;
  readonly at: Date;
}

function eventOf({ runId, now }: Notice, alarm: Alarm): CustomEvent {
  return { name: `ackring.${alarm.kind}`, content: { runId, ...alarm }, at: new Date(now) };
}

function eventParameters(events: readonly CustomEvent[], groupId: string | null): Record<string, string> {
  const entries = events.flatMap(({ name, content, at }, index) => {
    const event = {
      EventName: name,
      Content: JSON.stringify(content),
      Time: basicTime(at),
      ...(groupId === null ? {} : { GroupId: groupId }),
    };
    return Object.entries(event).map(([field, value]) => [`EventInfo.${index + 1}.${field}`, value]);
  });
  return Object.fromEntries(entries);
}

/** Such as `20260301T040000.000+0000`, the form the reference gives. */
function basicTime(at: Date): string {
  return at.toISOString().replace(/[-:]/g, '').replace('Z', '+0000');
}

/** The code says how it went, in an answer of status 200. */
function refuseFailure({ Code }: { readonly Code: string | number }): void {
  if (String(Code) === '200') return;
  throw new AckringError('RequestRejected', `CloudMonitor refused the events (${Code})`, {
    remedy: 'Check the group id in rotation.yaml; the next run tells it again.',
  });
}
