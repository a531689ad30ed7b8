import * as v from 'valibot';
import type { ServiceRecord } from '../../adapters/openapi/operation.js';
import { createRpcCaller, type RpcOptions } from '../../adapters/openapi/rpc-call.js';
import { AckringError } from '../../errors.js';
import type { Alarm } from '../alarm/alarm.js';
import type { Notice, Notifier } from '../alarm/notifier.js';

export interface CloudMonitorOptions extends RpcOptions {
  readonly groupId: string | null;
}

const answerSchema = v.object({ Code: v.union([v.string(), v.number()]) });

/** All that we call of CloudMonitor. */
export const cloudMonitorService = {
  product: 'cms',
  version: '2019-01-01',
  style: 'RPC',
  signature: 'ACS3-HMAC-SHA256',
  operations: {
    PutCustomEvent: {
      method: 'POST',
      path: '/',
      form: ['EventInfo.N.EventName', 'EventInfo.N.Content', 'EventInfo.N.Time', 'EventInfo.N.GroupId'],
      answer: answerSchema,
    },
  },
} as const satisfies ServiceRecord;

/** So many events a call. */
const eventsPerCall = 50;

/**
 * CloudMonitor custom events, one an alarm, for its alert rules to act on; and `ackring.heartbeat` at the end of each
 * run.
 */
export function createCloudMonitorNotifier(options: CloudMonitorOptions): Notifier {
  const call = createRpcCaller(cloudMonitorService, options);
  const put = async (events: readonly CustomEvent[], signal?: AbortSignal): Promise<void> => {
    const parameters = eventParameters(events, options.groupId);
    const doing = 'report events to CloudMonitor';
    refuseFailure(await call({ operation: 'PutCustomEvent', parameters, doing }, signal));
  };
  return {
    name: 'cloudMonitor',
    send: async (notice, signal) => {
      for (let start = 0; start < notice.alarms.length; start += eventsPerCall) {
        const alarms = notice.alarms.slice(start, start + eventsPerCall);
        await put(
          alarms.map((alarm) => eventOf(notice, alarm)),
          signal,
        );
      }
    },
    beat: (beat, signal) =>
      put([{ name: 'ackring.heartbeat', content: beat, at: new Date(beat.finishedAt) }], signal),
  };
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
function refuseFailure({ Code }: v.InferOutput<typeof answerSchema>): void {
  if (String(Code) === '200') return;
  throw new AckringError('RequestRejected', `CloudMonitor refused the events (${Code})`, {
    remedy: 'Check the group id in rotation.yaml; the next run tells it again.',
  });
}
