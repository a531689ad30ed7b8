import { matchPath } from '../../ack/route.js';
import { ApiError, jsonReply, type Reply } from '../../http/reply.js';
import type { ServiceRequest } from '../../http/request.js';
import { evaluate, permitOrRefuse } from '../../ram/evaluate.js';
import type { Caller, Identity } from '../../world/identities.js';
import type { World } from '../../world/world.js';
import type { Service } from '../service.js';
import { authenticateLog } from './signature.js';

/** Log Service: projects with their logstores, which Function Compute writes and others query. */
export interface LogService extends Service {
  /** `project/logstore`, each with its logs, for tests to read. */
  readonly stores: ReadonlyMap<string, Logstore>;
  createLogstore(project: string, logstore: string): void;
  /** Accepts logs in a role's name; without `log:PostLogStoreLogs`, or without the store, they are lost. */
  post(place: LogPlace, role: Identity, records: readonly LogRecord[]): void;
}

interface LogPlace {
  readonly project: string;
  readonly logstore: string;
  readonly region: string;
}

const permit = permitOrRefuse({
  status: 401,
  code: 'Unauthorized',
  message: (action) => `denied by sts or ram, action: ${action}`,
});

const path = '/logstores/{logstore}';

const mostLines = 100;

/** Creates the service for one world. */
export function createLogService(world: World): LogService {
  const stores = new Map<string, Logstore>();
  return {
    stores,
    createLogstore(project, logstore) {
      if (!stores.has(`${project}/${logstore}`)) stores.set(`${project}/${logstore}`, []);
    },
    post(place, role, records) {
      const permission = { actions: ['log:PostLogStoreLogs'], resource: resourceOf(world, place) };
      const store = stores.get(`${place.project}/${place.logstore}`);
      if (!store || !evaluate({ identity: role, session: null }, permission).allowed) return;
      for (const record of records) addRecord(store, record);
    },
    operations: [
      { operation: 'GetLogs', method: 'GET', pattern: path, assumed: 'words match anywhere in a field' },
    ],
    operation: (request) => (isGetLogs(request) ? 'GetLogs' : 'Unknown'),
    handle: (request) => getLogs(world, stores, request),
    renderError: (error, request) => {
      const { accessDeniedDetail } = error.details;
      const body = {
        errorCode: error.code,
        errorMessage: error.message,
        ...(accessDeniedDetail ? { accessDeniedDetail } : {}),
      };
      return jsonReply(error.status, body, { 'x-log-requestid': request.id, ...error.headers });
    },
    save: () => [...stores],
    load: (saved) => {
      stores.clear();
      for (const [name, store] of saved as readonly (readonly [string, Logstore])[]) stores.set(name, store);
    },
  };
}

function isGetLogs({ method, path: asked, query }: ServiceRequest): boolean {
  return method === 'GET' && matchPath(path, asked) !== null && query.get('type') === 'log';
}

function getLogs(world: World, stores: ReadonlyMap<string, Logstore>, request: ServiceRequest): Reply {
  const caller: Caller = authenticateLog(request, world);
  if (!isGetLogs(request)) throw new ApiError(404, 'InvalidAPI', 'the embedded cloud does not have this');
  const project = projectOf(request);
  const logstore = matchPath(path, request.path)?.['logstore'] ?? '';
  const region = /\/([^/]+)\/sls\/aliyun_v4_request/.exec(request.headers['authorization'] ?? '')?.[1] ?? '*';
  permit(caller, 'log:GetLogStoreLogs', resourceOf(world, { project, logstore, region }));
  const found = findRecords(existingStore(stores, project, logstore), readQuery(request));
  const offset = numberOf(request, 'offset', 0);
  const line = Math.min(mostLines, numberOf(request, 'line', mostLines));
  const page = found.slice(offset, offset + line).map(({ time, topic, fields }) => ({
    __time__: String(time),
    __topic__: topic,
    __source__: '',
    ...fields,
  }));
  return jsonReply(200, page, {
    'x-log-requestid': request.id,
    'x-log-progress': 'Complete',
    'x-log-count': String(page.length),
  });
}

function existingStore(
  stores: ReadonlyMap<string, Logstore>,
  project: string,
  logstore: string,
): readonly LogRecord[] {
  const store = stores.get(`${project}/${logstore}`);
  if (store) return store;
  const isThere = stores.keys().some((name) => name.startsWith(`${project}/`));
  if (isThere) throw new ApiError(404, 'LogStoreNotExist', `logstore ${logstore} does not exist`);
  throw new ApiError(404, 'ProjectNotExist', `The Project does not exist : ${project}`);
}

/** The project is the first part of the host, even before an IP address: no name can be resolved there. */
function projectOf({ headers }: ServiceRequest): string {
  const host = (headers['host'] ?? '').replace(/:\d+$/, '');
  const pattern = /^([a-z0-9][a-z0-9-]{1,61}[a-z0-9])\.(?:.+\.aliyuncs\.com|localhost|127(?:\.\d+){3})$/;
  const project = pattern.exec(host)?.[1];
  if (project) return project;
  throw new ApiError(400, 'InvalidHost', `Host header ${host} is invalid.`);
}

function readQuery(request: ServiceRequest): LogQuery {
  const [from, to] = [numberOf(request, 'from', Number.NaN), numberOf(request, 'to', Number.NaN)];
  if (!(from < to)) throw parameterInvalid('from must be less than to');
  const text = request.query.get('query') ?? '';
  if (text.includes('|')) throw parameterInvalid('the embedded cloud has no analysis');
  const words = text.split(/\s+(?:and\s+)?/i).flatMap((word) => word.replace(/^"|"$|^\*$/g, '') || []);
  return {
    from,
    to,
    topic: request.query.get('topic') || null,
    words,
    isReverse: request.query.get('reverse') === 'true',
  };
}

function numberOf({ query }: ServiceRequest, name: string, otherwise: number): number {
  const text = query.get(name);
  if (text === null && !Number.isNaN(otherwise)) return otherwise;
  if (text !== null && /^\d+$/.test(text)) return Number(text);
  throw parameterInvalid(`${name} is invalid`);
}

function parameterInvalid(message: string): ApiError {
  return new ApiError(400, 'ParameterInvalid', message);
}

function resourceOf({ identities }: World, { project, logstore, region }: LogPlace): string {
  return `acs:log:${region}:${identities.accountId}:project/${project}/logstore/${logstore}`;
}

/** One log: its time (whole seconds, as the service keeps it), topic and fields. */
interface LogRecord {
  readonly time: number;
  readonly topic: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** The logs of one store, oldest first. */
type Logstore = LogRecord[];

interface LogQuery {
  /** Unix seconds, included. */
  readonly from: number;
  /** Unix seconds, not included. */
  readonly to: number;
  /** Null for every topic. */
  readonly topic: string | null;
  /** Words that must all occur; empty for all logs. */
  readonly words: readonly string[];
  readonly isReverse: boolean;
}

const keptRecords = 20_000;

function addRecord(store: Logstore, record: LogRecord): void {
  store.push(record);
  if (store.length > keptRecords) store.splice(0, store.length - keptRecords);
}

/** A query's results, in its order; logs of one second stay in order of writing. */
function findRecords(store: readonly LogRecord[], query: LogQuery): readonly LogRecord[] {
  const found = store.filter((record) => matches(record, query));
  const sorted = found.toSorted((left, right) => left.time - right.time);
  return query.isReverse ? sorted.reverse() : sorted;
}

function matches({ time, topic, fields }: LogRecord, query: LogQuery): boolean {
  if (time < query.from || time >= query.to) return false;
  if (query.topic !== null && topic !== query.topic) return false;
  const text = Object.values(fields).join('\n').toLowerCase();
  return query.words.every((word) => text.includes(word.toLowerCase()));
}
