import { type FunctionStatus, parseFunctionName } from '../../cloud/function-compute/api.js';
import { createLogService, type LogServiceOptions } from '../../cloud/log-service/log-service.js';
import { AckringError } from '../../words/errors.js';
import { say } from '../../words/say.js';
import { type FunctionLog, logTopicOf } from './function-log.js';

interface LogSpan {
  readonly from: Date;
  readonly to: Date;
  /** At most this many lines, the newest. */
  readonly limit: number;
}

/** What a function wrote in a period, from its own logstore; throws AckringError. */
export async function readFunctionLog(
  { name, logs }: Pick<FunctionStatus, 'name' | 'logs'>,
  span: LogSpan,
  options: LogServiceOptions,
  signal?: AbortSignal,
): Promise<FunctionLog> {
  if (logs === null) throw withoutLog(name);
  const query = { ...logs, ...logTopicOf(parseFunctionName(name)), ...span };
  const { entries, isComplete } = await createLogService(options).find(query, signal);
  const lines = entries.map(({ at, fields }) => ({
    at,
    instance: fields['instanceID'] || null,
    text: (fields['message'] ?? '').trimEnd(),
  }));
  const [first] = lines;
  return { lines, isComplete, since: isComplete ? span.from : (first?.at ?? span.to) };
}

function withoutLog(name: string): AckringError {
  return new AckringError('ResourceNotFound', say('the function {name} has no known log', { name }), {
    remedy: say('Give it a `logConfig` in s.yaml and deploy; in FC 2.0 `fc:GetService` is needed to see it.'),
  });
}
