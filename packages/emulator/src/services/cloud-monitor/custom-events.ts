import { ApiError } from '../../http/api-error.js';

/** One custom event as CloudMonitor received it. */
export interface CustomEvent {
  readonly name: string;
  readonly content: string;
  /** As it was sent, such as `20261124T160000.000+0800`; null when the sender left it to the cloud. */
  readonly time: string | null;
  /** `0` is no application group at all. */
  readonly groupId: string;
}

/** See https://www.alibabacloud.com/help/doc-detail/60196.htm . */
const mostEvents = 100;
const timePattern = /^\d{8}T\d{6}\.\d{3}[+-]\d{4}$/;

/** Reads `EventInfo.N.{EventName,Content,Time,GroupId}`, N from 1 without a gap. */
export function readEvents(parameters: URLSearchParams): readonly CustomEvent[] {
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
