import * as v from 'valibot';
import { AckringError } from '../../words/errors.js';
import { say } from '../../words/say.js';
import { visibleTexts } from '../../words/visible.js';
import { createRpcCaller, type RpcOptions } from '../openapi/call.js';
import type { ServiceRecord } from '../openapi/operation.js';

export interface CloudMonitorOptions extends RpcOptions {
  /** The application group of the events; null for none. */
  readonly groupId: string | null;
}

export interface CustomEvent {
  readonly name: string;
  readonly content: object;
  readonly at: Date;
}

/** Custom events of CloudMonitor. */
export interface CloudMonitor {
  /** Reports all of them, in as few calls as possible; throws AckringError. */
  put(events: readonly CustomEvent[], signal?: AbortSignal): Promise<void>;
}

const answerSchema = v.object({ Code: v.union([v.string(), v.number()]) });

/** Every CloudMonitor operation that we call. */
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

/** See https://www.alibabacloud.com/help/doc-detail/60196.htm : 100 events and 500 KB per call. */
const eventsPerCall = 100;
const bytesPerCall = 400_000;

/** Splits what exceeds one call's limits. */
export function createCloudMonitor({ groupId, ...options }: CloudMonitorOptions): CloudMonitor {
  const call = createRpcCaller(cloudMonitorService, options);
  return {
    put: async (events, signal) => {
      for (const some of batches(events)) {
        const parameters = eventParameters(some, groupId);
        const doing = say('report events to CloudMonitor');
        refuseFailure(await call({ operation: 'PutCustomEvent', parameters, doing }, signal));
      }
    },
  };
}

/** As many as fit into a call, by number and by size. */
function batches(events: readonly CustomEvent[]): readonly (readonly CustomEvent[])[] {
  const all: CustomEvent[][] = [];
  let bytes = 0;
  for (const event of events) {
    const size = Buffer.byteLength(JSON.stringify(event.content, visibleTexts));
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

function eventParameters(events: readonly CustomEvent[], groupId: string | null): Record<string, string> {
  const entries = events.flatMap(({ name, content, at }, index) => {
    const event = {
      EventName: name,
      Content: JSON.stringify(content, visibleTexts),
      Time: basicTime(at),
      ...(groupId === null ? {} : { GroupId: groupId }),
    };
    return Object.entries(event).map(([field, value]) => [`EventInfo.${index + 1}.${field}`, value]);
  });
  return Object.fromEntries(entries);
}

/** Such as `20260301T040000.000+0000`, the format in the reference. */
function basicTime(at: Date): string {
  return at.toISOString().replace(/[-:]/g, '').replace('Z', '+0000');
}

/** The outcome is in the code, in an answer of status 200. */
function refuseFailure({ Code }: v.InferOutput<typeof answerSchema>): void {
  if (String(Code) === '200') return;
  throw new AckringError(
    'RequestRejected',
    say('CloudMonitor refused the events ({code})', { code: String(Code) }),
    { remedy: say('Check the group id in rotation.yaml; the next run reports them again.') },
  );
}
