import { timingSafeEqual } from 'node:crypto';
import * as v from 'valibot';
import { type Fault, type FaultEffect, type Faults, kubeconfigFlaws } from '../faults/faults.js';
import { emptyReply, jsonReply, type Reply } from '../http/reply.js';
import type { ServiceRequest } from '../http/request.js';
import type { RequestLog } from '../http/request-log.js';
import { serviceNames } from '../http/service-names.js';
import type { WorldClock } from '../world/clock.js';
import type { RecycleBin } from '../world/recycle-bin.js';
import { type Switches, switchesSchema } from '../world/scenario.js';

/** What the control endpoint controls. */
interface Controls {
  /** What each request must carry as `Authorization: Bearer <token>`. */
  readonly controlToken: string;
  readonly clock: WorldClock;
  readonly switches: Switches;
  readonly faults: Faults;
  readonly requests: RequestLog;
  /** The line the program prints when it starts. */
  readonly describe: () => Promise<unknown>;
  readonly save: (directory: string) => Promise<void>;
  readonly recycleBin: RecycleBin;
  /** What DingTalk, the webhook and CloudMonitor received. */
  readonly received: () => unknown;
}

const setClock = v.strictObject({ now: v.pipe(v.string(), v.isoTimestamp()) });

const advanceClock = v.strictObject({ ms: v.pipe(v.number(), v.minValue(0)) });

const binItem = v.strictObject({ clusterId: v.string(), commonName: v.string() });

const saveTo = v.strictObject({ directory: v.pipe(v.string(), v.minLength(1)) });

/**
 * The control endpoint: `GET /`, `GET|PUT /clock`, `POST /clock/advance|freeze|follow`, `GET|POST|DELETE /faults`,
 * `POST /faults/script`, `GET|DELETE /requests[?operation=]`, `GET|PUT /switches`, `GET /counters`, `GET /received`,
 * `GET /recycle-bin`, `POST /recycle-bin/restore|delete`, `POST /snapshot`. JSON in and out, and only with the token.
 */
export function createControl(controls: Controls): (request: ServiceRequest) => Promise<Reply> {
  return async (request) => {
    if (!bearsToken(request, controls.controlToken))
      return problem(401, 'the token of the start-up line is missing: Authorization: Bearer <controlToken>');
    try {
      return (await answer(controls, request)) ?? problem(404, `no ${request.method} ${request.path} here`);
    } catch (error) {
      return problem(400, error instanceof Error ? error.message : String(error));
    }
  };
}

async function answer(controls: Controls, request: ServiceRequest): Promise<Reply | null> {
  const { clock, faults, requests } = controls;
  switch (`${request.method} ${request.path}`) {
    case 'GET /':
      return jsonReply(200, await controls.describe());
    case 'GET /clock':
      return clockReply(clock);
    case 'PUT /clock':
      await clock.set(new Date(read(setClock, request).now));
      return clockReply(clock);
    case 'POST /clock/advance':
      await clock.advance(read(advanceClock, request).ms);
      return clockReply(clock);
    case 'POST /clock/freeze':
      clock.freeze();
      return clockReply(clock);
    case 'POST /clock/follow':
      clock.follow();
      return clockReply(clock);
    case 'GET /faults':
      return jsonReply(200, faults.list());
    case 'POST /faults':
      faults.add(read(faultSchema, request));
      return emptyReply(204);
    case 'POST /faults/script':
      addScript(faults, request);
      return emptyReply(204);
    case 'DELETE /faults':
      faults.clear();
      return emptyReply(204);
    case 'GET /requests':
      return jsonReply(200, logged(requests, request.query.get('operation')));
    case 'DELETE /requests':
      requests.clear();
      return emptyReply(204);
    case 'GET /switches':
      return jsonReply(200, controls.switches);
    case 'PUT /switches':
      return jsonReply(200, Object.assign(controls.switches, read(switchesSchema, request)));
    case 'GET /counters':
      return jsonReply(200, requests.counters());
    case 'GET /received':
      return jsonReply(200, controls.received());
    case 'GET /recycle-bin':
      return jsonReply(200, controls.recycleBin.items());
    case 'POST /recycle-bin/restore':
    case 'POST /recycle-bin/delete':
      changeBin(controls.recycleBin, request);
      return emptyReply(204);
    case 'POST /snapshot':
      await controls.save(read(saveTo, request).directory);
      return emptyReply(204);
    default:
      return null;
  }
}

function changeBin(bin: RecycleBin, request: ServiceRequest): void {
  const { clusterId, commonName } = read(binItem, request);
  if (request.path.endsWith('/restore')) bin.restore(clusterId, commonName);
  else bin.delete(clusterId, commonName);
}

function addScript(faults: Faults, request: ServiceRequest): void {
  const { operation, effects } = read(scriptSchema, request);
  faults.script(operation, effects);
}

function logged(requests: RequestLog, operation: string | null) {
  return operation === null ? requests.all() : requests.of(operation);
}

function clockReply(clock: WorldClock): Reply {
  return jsonReply(200, { now: clock.now().toISOString() });
}

/** Whether a request carries the token. The time it takes does not reveal how much of it was right. */
function bearsToken({ headers }: ServiceRequest, token: string): boolean {
  const given = Buffer.from(headers['authorization'] ?? '');
  const wanted = Buffer.from(`Bearer ${token}`);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

function read<S extends v.GenericSchema>(schema: S, request: ServiceRequest): v.InferOutput<S> {
  const result = v.safeParse(schema, JSON.parse(request.body.toString('utf8')));
  if (result.success) return result.output;
  const problems = result.issues.map((issue) => `${v.getDotPath(issue) ?? '(top)'}: ${issue.message}`);
  throw new Error(problems.join('; '));
}

function problem(status: number, message: string): Reply {
  return jsonReply(status, { error: { message } });
}

const optional = v.exactOptional;

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

const status = v.pipe(v.number(), v.integer(), v.minValue(200), v.maxValue(599));

const effect: v.GenericSchema<unknown, FaultEffect> = v.variant('kind', [
  v.strictObject({
    kind: v.literal('throttle'),
    code: optional(v.string()),
    status: optional(status),
    retryAfterMs: optional(count),
  }),
  v.strictObject({
    kind: v.literal('error'),
    status,
    code: optional(v.string()),
    message: optional(v.string()),
    after: optional(v.boolean()),
  }),
  v.strictObject({ kind: v.literal('delay'), ms: count }),
  v.strictObject({ kind: v.literal('reset'), after: optional(v.boolean()) }),
  v.strictObject({ kind: v.literal('kill'), after: optional(v.boolean()) }),
  v.strictObject({ kind: v.literal('truncate'), bytes: optional(count) }),
  v.strictObject({ kind: v.literal('html'), status: optional(status) }),
  v.strictObject({ kind: v.literal('emptyBody'), status: optional(status) }),
  v.strictObject({ kind: v.literal('redirect'), location: v.string(), status: optional(status) }),
  v.strictObject({ kind: v.literal('flood'), bytes: count, gzip: optional(v.boolean()) }),
  v.strictObject({ kind: v.literal('drip'), ms: count }),
  v.strictObject({
    kind: v.literal('misissue'),
    flaw: v.picklist(kubeconfigFlaws),
    command: optional(v.string()),
    marker: optional(v.string()),
  }),
  v.strictObject({ kind: v.literal('drift'), path: v.string(), value: v.unknown() }),
  v.strictObject({ kind: v.literal('emptyPage') }),
  v.strictObject({ kind: v.literal('duplicatePage') }),
  v.strictObject({ kind: v.literal('totalCount'), value: v.number() }),
]);

/** A fault as it arrives over HTTP. */
const faultSchema: v.GenericSchema<unknown, Fault> = v.strictObject({
  service: optional(v.picklist([...serviceNames, 'kubernetes'])),
  operation: optional(v.string()),
  path: optional(v.string()),
  probability: optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1))),
  skip: optional(count),
  times: optional(count),
  effect,
});

/** A script as it arrives over HTTP: null lets a call pass. */
const scriptSchema = v.strictObject({ operation: v.string(), effects: v.array(v.nullable(effect)) });
