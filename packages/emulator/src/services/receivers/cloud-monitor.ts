import { ApiError } from '../../http/reply.js';
import { permitOrRefuse } from '../../ram/evaluate.js';
import type { World } from '../../world/world.js';
import { assuming, createRpcService } from '../rpc/rpc-service.js';
import type { Service } from '../service.js';

/** CloudMonitor's custom events. */
export interface CloudMonitor extends Service {
  /** Every event received, oldest first. */
  readonly events: readonly CustomEvent[];
}

const permit = permitOrRefuse({
  status: 403,
  code: 'Forbidden.RAM',
  message: () => 'User not authorized to operate on the specified resource.',
});

/** Creates the service for one world. */
export function createCloudMonitor(world: World): CloudMonitor {
  const events: CustomEvent[] = [];
  const service = createRpcService({
    world,
    product: 'Cms',
    version: '2019-01-01',
    operations: {
      PutCustomEvent: assuming('the codes for what cannot be read', ({ caller, parameters }) => {
        permit(caller, 'cms:PutCustomEvent', `acs:cms:*:${world.identities.accountId}:*`);
        events.push(...readEvents(parameters));
        return { Code: '200', Message: 'success' };
      }),
    },
  });
  return { ...service, events };
}

/** One custom event as CloudMonitor received it. */
export interface CustomEvent {
  readonly name: string;
  readonly content: string;
  /** As sent, such as `20261124T160000.000+0800`; null if the sender left it to the cloud. */
  readonly time: string | null;
  /** `0` means no application group. */
  readonly groupId: string;
}

/** See https://www.alibabacloud.com/help/doc-detail/60196.htm . */
const mostEvents = 100;

const timePattern = /^\d{8}T\d{6}\.\d{3}[+-]\d{4}$/;

/** Reads `EventInfo.N.{EventName,Content,Time,GroupId}`, N from 1 without a gap. */
function readEvents(parameters: URLSearchParams): readonly CustomEvent[] {
  const events: CustomEvent[] = [];
  for (let index = 1; hasEvent(parameters, index); index += 1) events.push(readEvent(parameters, index));
  if (events.length === 0) throw invalid('EventInfo is mandatory for this action.');
  if (events.length > mostEvents) throw invalid(`EventInfo holds more than ${mostEvents} events.`);
  return events;
}

function hasEvent(parameters: URLSearchParams, index: number): boolean {
  return parameters.keys().some((name) => name.startsWith(`EventInfo.${index}.`));
}

function readEvent(parameters: URLSearchParams, index: number): CustomEvent {
  const member = (name: string) => parameters.get(`EventInfo.${index}.${name}`);
  const [name, content, time] = [member('EventName'), member('Content'), member('Time')];
  if (!name) throw invalid(`EventInfo.${index}.EventName is mandatory for this action.`);
  if (!content) throw invalid(`EventInfo.${index}.Content is mandatory for this action.`);
  if (time && !timePattern.test(time)) throw invalid(`EventInfo.${index}.Time is not valid.`);
  return { name, content, time, groupId: member('GroupId') ?? '0' };
}

function invalid(message: string): ApiError {
  return new ApiError(400, 'ParameterInvalid', message);
}
