import { setTimeout as sleep } from 'node:timers/promises';
import type { FaultEffect, FaultSource } from './faults/faults.js';
import { spoil } from './faults/spoil.js';
import { GatewayError } from './gateway/error.js';
import type { Disconnect, Handler } from './http/listener.js';
import { ApiError, type Reply } from './http/reply.js';
import type { ServiceRequest } from './http/request.js';
import type { WritableRequestLog } from './http/request-log.js';
import type { ServiceName } from './http/service-names.js';
import type { Service } from './services/service.js';
import type { World } from './world/world.js';

interface Frame {
  readonly name: ServiceName;
  readonly service: Service;
  readonly world: World;
  readonly faults: FaultSource;
  readonly log: WritableRequestLog;
  /** Ends the function's process that holds an access key. */
  readonly kill: (accessKeyId: string) => void;
}

/** Adds log, counters, faults and error rendering to a service. */
export function frame({ name, service, world, faults, log, kill }: Frame): Handler {
  const previous = new Map<string, Reply>();
  return async (request) => {
    const operation = nameOf(service, request);
    const effects = faults.strike({ service: name, operation, path: `${request.path}?${request.query}` });
    const accessKeyId = accessKeyIdOf(request);
    const killer = () => kill(accessKeyId ?? '');
    const known = previous.get(operation + request.path);
    const answer = await answerWith({ service, request, effects, previous: known, kill: killer });
    if (isPage(request) && effects.length === 0 && !('disconnect' in answer)) {
      previous.set(operation + request.path, answer);
    }
    log.add({
      id: request.id,
      at: world.clock.now(),
      service: name,
      operation,
      method: request.method,
      path: request.path,
      query: request.query.toString(),
      accessKeyId,
      status: 'disconnect' in answer ? null : answer.status,
      faults: effects.map((effect) => effect.kind),
    });
    return answer;
  };
}

/** Only pages can be duplicated, so only they are kept. */
function isPage(request: ServiceRequest): boolean {
  return request.query.has('page_number') || request.query.has('pageNumber');
}

function nameOf(service: Service, request: ServiceRequest): string {
  try {
    return service.operation(request);
  } catch {
    return 'Unknown';
  }
}

interface Struck {
  readonly service: Service;
  readonly request: ServiceRequest;
  readonly effects: readonly FaultEffect[];
  readonly previous: Reply | undefined;
  readonly kill: () => void;
}

const cut: Disconnect = { disconnect: true, reply: null, bytes: 0 };

async function answerWith(struck: Struck): Promise<Reply | Disconnect> {
  const { service, request, effects, previous, kill } = struck;
  for (const effect of effects) {
    // Stopping the cloud does not wait for it.
    if (effect.kind === 'delay') await sleep(effect.ms, undefined, { ref: false });
    if (effect.kind === 'kill' && !effect.after) kill();
    if ((effect.kind === 'reset' || effect.kind === 'kill') && !effect.after) return cut;
    const refusal = refusalOf(effect, false);
    if (refusal) return service.renderError(refusal, request);
  }
  const reply = await handled(struck);
  if (effects.some((effect) => effect.kind === 'kill')) {
    kill();
    return cut;
  }
  const lateRefusal = effects.map((effect) => refusalOf(effect, true)).find((refusal) => refusal !== null);
  return spoil(lateRefusal ? service.renderError(lateRefusal, request) : reply, effects, previous);
}

async function handled({ service, request, effects }: Struck): Promise<Reply> {
  try {
    return await service.handle(request, effects);
  } catch (error) {
    if (error instanceof ApiError) return service.renderError(error, request);
    const message = `emulator: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
    return service.renderError(new ApiError(500, 'InternalError', message), request);
  }
}

function refusalOf(effect: FaultEffect, after: boolean): ApiError | null {
  if (effect.kind === 'throttle' && !after) {
    const retry = effect.retryAfterMs;
    const headers = retry === undefined ? {} : { 'x-acs-retry-after': String(retry) };
    const message = 'Request was denied due to user flow control.';
    return new GatewayError(effect.status ?? 400, effect.code ?? 'Throttling.User', message, { headers });
  }
  if (effect.kind !== 'error' || (effect.after ?? false) !== after) return null;
  const code = effect.code ?? (effect.status === 503 ? 'ServiceUnavailable' : 'InternalError');
  return new ApiError(
    effect.status,
    code,
    effect.message ?? 'The request processing has failed due to some unknown error.',
  );
}

/** The access key that a request claims to be signed with, whatever the scheme; null if none. */
function accessKeyIdOf({ headers, query }: ServiceRequest): string | null {
  const authorization = headers['authorization'] ?? '';
  const [, credential] = /Credential=([^,/]+)/.exec(authorization) ?? [];
  const [, id] = /^(?:FC|LOG|OSS|acs) ([^:]+):/.exec(authorization) ?? [];
  const inUrl =
    query.get('AccessKeyId') ?? query.get('OSSAccessKeyId') ?? query.get('x-oss-credential')?.split('/')[0];
  return credential ?? id ?? inUrl ?? null;
}
