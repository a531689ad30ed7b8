import { ApiError, jsonReply, type Reply } from '../../http/reply.js';
import { matchPath, type ServiceRequest } from '../../http/request.js';
import { evaluate, permitOrRefuse } from '../../ram/evaluate.js';
import { auditLogstoreOf, auditProjectOf, type ClusterRecord } from '../../world/cluster.js';
import type { Caller, Identity } from '../../world/identities.js';
import type { World } from '../../world/world.js';
import type { Service } from '../service.js';
import { analyse } from './analysis.js';
import { auditIndex, auditRecord, keptEvents, pastRecords } from './audit-log.js';
import {
  byTerms,
  columnsOf,
  findRecords,
  type LogIndex,
  type LogQuery,
  type LogRecord,
  type Logstore,
  numberOf,
  readQuery,
} from './query.js';
import { authenticateLog, type ReadOlderSignature } from './signature.js';

/** Log Service: projects with their logstores, which Function Compute writes and others query. */
export interface LogService extends Service {
  /** `project/logstore`, each with its logs, for tests to read. */
  readonly stores: ReadonlyMap<string, Logstore>;
  /** Its index is full text alone, as the console switches it on. */
  createLogstore(project: string, logstore: string): void;
  /** Null takes the index away: then nothing can be searched. */
  setIndex(project: string, logstore: string, index: LogIndex | null): void;
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

/** Creates the service for one world. Signatures of other versions are read by whoever knows them. */
export function createLogService(world: World, readOlder: ReadOlderSignature): LogService {
  const stores = new Map<string, Logstore>();
  const indexes = new Map<string, LogIndex | null>();
  world.audit.observe((event, clusterId) => {
    const cluster = world.clusters.get(clusterId);
    if (cluster?.auditLog) addRecord(auditStoreOf(stores, cluster), auditRecord(event));
  });
  return {
    stores,
    createLogstore(project, logstore) {
      if (!stores.has(`${project}/${logstore}`)) stores.set(`${project}/${logstore}`, []);
    },
    setIndex: (project, logstore, index) => void indexes.set(`${project}/${logstore}`, index),
    post(place, role, records) {
      const permission = { actions: ['log:PostLogStoreLogs'], resource: resourceOf(world, place) };
      const store = stores.get(`${place.project}/${place.logstore}`);
      if (!store || !evaluate({ identity: role, session: null }, permission).allowed) return;
      for (const record of records) addRecord(store, record);
    },
    operations: [
      {
        operation: 'GetLogs',
        method: 'GET',
        pattern: path,
        assumed: 'words of an audit log match anywhere in a field; of SQL only what it takes to add up a log',
      },
    ],
    operation: (request) => (isGetLogs(request) ? 'GetLogs' : 'Unknown'),
    handle: (request) => {
      const caller = authenticateLog(request, world, readOlder);
      return getLogs(world, { stores, indexes }, { request, caller });
    },
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

function getLogs(
  world: World,
  kept: KeptLogs,
  { request, caller }: { readonly request: ServiceRequest; readonly caller: Caller },
): Reply {
  if (!isGetLogs(request)) throw new ApiError(404, 'InvalidAPI', 'the embedded cloud does not have this');
  const project = projectOf(request);
  const logstore = matchPath(path, request.path)?.['logstore'] ?? '';
  const region = regionOf(request);
  const place = { project, logstore, region };
  permit(caller, 'log:GetLogStoreLogs', resourceOf(world, place));
  const query = readQuery(request);
  const {
    records,
    index,
    analysedHours = Number.POSITIVE_INFINITY,
    isMatch,
  } = storeAt(world, kept, place, query);
  const { statement } = query;
  if (index === null || (statement === null && !index.isFullText)) throw withoutIndex(logstore);
  if (statement !== null && index.fields.size === 0) throw withoutAnalysis(logstore);
  const found = findRecords(records, query, isMatch);
  const isInPart = statement !== null && query.to - query.from > analysedHours * 3600;
  const page =
    statement === null
      ? logsOn(request, found)
      : analyse(
          statement,
          found
            .slice(isInPart ? Math.floor(found.length / 2) : 0)
            .map((record) => columnsOf(record, index.fields)),
        );
  return jsonReply(200, page, {
    'x-log-requestid': request.id,
    'x-log-progress': isInPart ? 'Incomplete' : 'Complete',
    'x-log-count': String(page.length),
    'x-log-has-sql': String(statement !== null),
  });
}

function logsOn(request: ServiceRequest, found: readonly LogRecord[]): readonly Record<string, string>[] {
  const offset = numberOf(request, 'offset', 0);
  const line = Math.min(mostLines, numberOf(request, 'line', mostLines));
  return found.slice(offset, offset + line).map(({ time, topic, fields }) => ({
    __time__: String(time),
    __topic__: topic,
    __source__: '',
    ...fields,
  }));
}

interface KeptLogs {
  readonly stores: Map<string, Logstore>;
  readonly indexes: ReadonlyMap<string, LogIndex | null>;
}

interface OpenStore {
  readonly records: readonly LogRecord[];
  readonly index: LogIndex | null;
  readonly analysedHours?: number;
  readonly isMatch?: typeof byTerms;
}

const fullText: LogIndex = { isFullText: true, fields: new Set() };

function withoutIndex(logstore: string): ApiError {
  return new ApiError(400, 'IndexConfigNotExist', `logstore ${logstore} without index config`);
}

/** That it is refused is documented, its words are not. */
function withoutAnalysis(logstore: string): ApiError {
  return new ApiError(
    400,
    'ParameterInvalid',
    `logstore ${logstore} has no field index with analytics: only search is available`,
  );
}

/** A cluster's audit log, or functions' output. A project is in one region only. */
function storeAt(
  world: World,
  { stores, indexes }: KeptLogs,
  { project, logstore, region }: LogPlace,
  span: Pick<LogQuery, 'from' | 'to'>,
): OpenStore {
  const cluster = world.clusters.get(logstore.replace(/^audit-/, ''));
  if (cluster?.auditLog && auditProjectOf(cluster) === project && auditLogstoreOf(cluster) === logstore) {
    if (region !== '*' && region !== (cluster.audit?.region ?? cluster.region)) throw noProject(project);
    const records = keptEvents(world, cluster, { recorded: auditStoreOf(stores, cluster), span });
    const { analysedHours } = cluster.audit ?? {};
    const index = { isFullText: true, fields: auditIndex };
    return { records, index, ...(analysedHours === undefined ? {} : { analysedHours }) };
  }
  const index = indexes.get(`${project}/${logstore}`);
  const records = existingStore(stores, project, logstore);
  return { records, index: index === undefined ? fullText : index, isMatch: byTerms };
}

/** Begins with its scenario's history. */
function auditStoreOf(stores: Map<string, Logstore>, cluster: ClusterRecord): Logstore {
  const name = `${auditProjectOf(cluster)}/${auditLogstoreOf(cluster)}`;
  const store = stores.get(name) ?? pastRecords(cluster);
  stores.set(name, store);
  return store;
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
  throw noProject(project);
}

function noProject(project: string): ApiError {
  return new ApiError(404, 'ProjectNotExist', `The Project does not exist : ${project}`);
}

/** The project is the first part of the host, even before an IP address: no name can be resolved there. */
function projectOf({ headers }: ServiceRequest): string {
  const host = (headers['host'] ?? '').replace(/:\d+$/, '');
  const pattern = /^([a-z0-9][a-z0-9-]{1,61}[a-z0-9])\.(?:.+\.aliyuncs\.com|localhost|127(?:\.\d+){3})$/;
  const project = pattern.exec(host)?.[1];
  if (project) return project;
  throw new ApiError(400, 'InvalidHost', `Host header ${host} is invalid.`);
}

/** The region that the signature names, or else the host; any for an older signature at an address. */
function regionOf({ headers }: ServiceRequest): string {
  const signed = /\/([^/]+)\/sls\/aliyun_v4_request/.exec(headers['authorization'] ?? '')?.[1];
  return (
    signed ?? /\.([a-z0-9-]+?)(?:-intranet)?\.log\.aliyuncs\.com/.exec(headers['host'] ?? '')?.[1] ?? '*'
  );
}

function resourceOf({ identities }: World, { project, logstore, region }: LogPlace): string {
  return `acs:log:${region}:${identities.accountId}:project/${project}/logstore/${logstore}`;
}

const keptRecords = 20_000;

function addRecord(store: Logstore, record: LogRecord): void {
  store.push(record);
  if (store.length > keptRecords) store.splice(0, store.length - keptRecords);
}
