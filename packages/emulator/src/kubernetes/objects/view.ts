import { stringify } from 'yaml';
import { protobufType, writeProtobuf } from '../model/protobuf.js';
import { isRecord, type JsonRecord, textAt } from '../model/record.js';
import { hasOldManners, type ResourceKind } from '../model/resources.js';
import { failure, type KubernetesReply, Refusal } from '../model/status.js';
import { type KubernetesObject, storeOf } from '../model/store.js';
import type { ObjectCall } from './call.js';
import type { Page } from './list.js';

/** The format of an answer, by the request's `Accept`: complete, or reduced to a Table or to metadata. */
export type View =
  | { readonly kind: 'whole'; readonly render: (reply: KubernetesReply) => KubernetesReply }
  | {
      readonly kind: 'cut';
      readonly one: (object: KubernetesObject, version: string) => unknown;
      readonly list: (page: Page) => unknown;
    };

/** The first requested format that is available; 406 if there is none. */
export function viewOf(call: ObjectCall, ofList: boolean): View {
  const wishes = (call.request.headers['accept'] ?? '').split(',').map((wish) => wish.trim());
  for (const wish of wishes) {
    const [type = '', ...parameters] = wish.split(';').map((part) => part.trim());
    const as = parameters.find((each) => each.startsWith('as='))?.slice('as='.length);
    const view =
      as === undefined
        ? wholeView(type, call.kind)
        : type === 'application/json'
          ? cutView(as, call, ofList)
          : null;
    if (view) return view;
  }
  throw new Refusal(notAcceptable(call, ofList));
}

function wholeView(type: string, kind: ResourceKind): View | null {
  if (['', '*/*', 'application/*', 'application/json'].includes(type))
    return { kind: 'whole', render: (reply) => reply };
  if (type === protobufType) return isWholeInProtobuf(kind) ? protobufView : null;
  if (type !== 'application/yaml') return null;
  const headers = { 'content-type': 'application/yaml' };
  return {
    kind: 'whole',
    render: ({ code, body }) => ({ code, headers, body: asGo(stringify(body, yamlOptions)) }),
  };
}

const protobufView: View = {
  kind: 'whole',
  render: ({ code, body }) => {
    const bytes = isRecord(body) ? writeProtobuf(body) : null;
    return bytes ? { code, headers: { 'content-type': protobufType }, body: bytes } : { code, body };
  },
};

/** Whether the message of a kind is complete here: no answer omits fields. */
function isWholeInProtobuf({ kind, custom }: ResourceKind): boolean {
  const whole = [
    'Secret',
    'ConfigMap',
    'ServiceAccount',
    'Role',
    'ClusterRole',
    'RoleBinding',
    'ClusterRoleBinding',
  ];
  return custom === undefined && whole.includes(kind);
}

/** Go does not quote the dots of managed fields. */
function asGo(yaml: string): string {
  return yaml.replace(/^( *)"\.": \{\}$/gm, '$1.: {}');
}

// As Go writes it: what an older reader would take for a time is quoted, lists are not indented.
const yamlOptions = { version: '1.1', sortMapEntries: true, indentSeq: false } as const;

function cutView(as: string, call: ObjectCall, ofList: boolean): View | null {
  if (as === 'Table') return tableView(call);
  if (as === 'PartialObjectMetadataList' || (as === 'PartialObjectMetadata' && !ofList)) return partialView;
  if (as !== 'PartialObjectMetadata') return null;
  const told = `you requested PartialObjectMetadata, but the requested object is a list (*core.${call.kind.kind}List)`;
  throw new Refusal(failure(406, { message: told, reason: 'NotAcceptable' }));
}

function tableView({ kind, now, request, cluster }: ObjectCall): View {
  const isWhole = request.query.get('includeObject') === 'Object';
  const metadata = { resourceVersion: storeOf(cluster).version };
  const isOld = hasOldManners(cluster);
  return {
    kind: 'cut',
    one: (object) => table(kind, [object], { metadata, now, isWhole, isOld }),
    list: (page) => table(kind, page.objects, { metadata: page.metadata, now, isWhole, isOld }),
  };
}

const partialView: View = {
  kind: 'cut',
  one: partial,
  list: ({ objects, metadata }) => ({
    kind: 'PartialObjectMetadataList',
    apiVersion: 'meta.k8s.io/v1',
    metadata,
    items: objects.map(partial),
  }),
};

function partial({ metadata }: KubernetesObject) {
  return { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata };
}

function notAcceptable({ cluster }: ObjectCall, ofList: boolean): KubernetesReply {
  const types = ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf'];
  const streams = ['application/json;stream=watch', 'application/vnd.kubernetes.protobuf;stream=watch'];
  const offered = [...types, ...(ofList ? streams : [])].join(', ');
  const told = hasOldManners(cluster) ? '' : `\n\nAvailable representations: ${offered}`;
  return failure(406, { message: `406: Not Acceptable${told}`, reason: 'NotAcceptable', details: {} });
}

interface Column {
  readonly name: string;
  /** `string` unless given. */
  readonly type?: string;
  /** 1 for columns that only `-o wide` shows. */
  readonly priority?: number;
  /** True for what newer servers omit. */
  readonly isOld?: boolean;
  readonly value: (object: KubernetesObject, now: Date) => unknown;
}

const nameColumn: Column = { name: 'Name', value: (object) => object.metadata.name };

const ageColumn: Column = {
  name: 'Age',
  value: (object, now) => age(now.getTime() - Date.parse(object.metadata.creationTimestamp)),
};

/** For kinds without columns of their own. */
const createdColumn: Column = {
  name: 'Created At',
  type: 'date',
  value: (object) => object.metadata.creationTimestamp,
};

const columnsByKind: Readonly<Record<string, readonly Column[]>> = {
  Namespace: [nameColumn, { name: 'Status', value: (object) => at(object, 'status', 'phase') }, ageColumn],
  Node: [
    nameColumn,
    { name: 'Status', value: () => 'Ready' },
    { name: 'Roles', value: roles },
    ageColumn,
    { name: 'Version', value: (object) => at(object, 'status', 'nodeInfo', 'kubeletVersion') },
  ],
  Pod: [
    nameColumn,
    { name: 'Ready', value: () => '1/1' },
    { name: 'Status', value: (object) => at(object, 'status', 'phase') },
    { name: 'Restarts', value: () => 0 },
    ageColumn,
    wide('IP', (object) => at(object, 'status', 'podIP')),
    wide('Node', (object) => at(object, 'spec', 'nodeName')),
    wide('Nominated Node', () => '<none>'),
    wide('Readiness Gates', () => '<none>'),
  ],
  ConfigMap: [nameColumn, { name: 'Data', value: entries('data', 'binaryData') }, ageColumn],
  ServiceAccount: [nameColumn, { name: 'Secrets', isOld: true, value: entries('secrets') }, ageColumn],
  RoleBinding: bindingColumns(),
  ClusterRoleBinding: bindingColumns(),
  Secret: [
    nameColumn,
    { name: 'Type', value: (object) => object['type'] ?? 'Opaque' },
    { name: 'Data', value: entries('data') },
    ageColumn,
  ],
};

/** The total number of these members. */
function entries(...names: readonly string[]) {
  return (object: KubernetesObject) =>
    names.reduce((sum, name) => sum + Object.keys(object[name] ?? {}).length, 0);
}

function wide(name: string, value: Column['value']): Column {
  return { name, value, priority: 1 };
}

function bindingColumns(): readonly Column[] {
  return [
    nameColumn,
    { name: 'Role', value: (object) => `${at(object, 'roleRef', 'kind')}/${at(object, 'roleRef', 'name')}` },
    ageColumn,
    wide('Users', (object) => subjectsOf(object, 'User')),
    wide('Groups', (object) => subjectsOf(object, 'Group')),
    wide('ServiceAccounts', (object) => subjectsOf(object, 'ServiceAccount')),
  ];
}

function subjectsOf(object: KubernetesObject, kind: string): string {
  const subjects: unknown[] = Array.isArray(object['subjects']) ? object['subjects'] : [];
  return subjects
    .filter((subject) => at(subject, 'kind') === kind)
    .map((subject) => (kind === 'ServiceAccount' ? `${at(subject, 'namespace')}/` : '') + at(subject, 'name'))
    .join(', ');
}

/** The definition's columns between name and age; a definition with any has no automatic age. */
function customColumns(told: readonly JsonRecord[]): readonly Column[] {
  if (told.length === 0) return [nameColumn, { ...ageColumn, type: 'date' }];
  const own = told.map((column): Column => {
    const path = (textAt(column, 'jsonPath') ?? '').split('.').filter((part) => part !== '');
    const isAge = path.join('.') === 'metadata.creationTimestamp';
    const priority = column['priority'] === 1 ? { priority: 1 } : {};
    const value = isAge ? ageColumn.value : (object: KubernetesObject) => at(object, ...path);
    return {
      name: textAt(column, 'name') ?? '',
      type: textAt(column, 'type') ?? 'string',
      ...priority,
      value,
    };
  });
  return [nameColumn, ...own];
}

interface TableStyle {
  readonly metadata: JsonRecord;
  readonly now: Date;
  /** Whether rows contain whole objects. */
  readonly isWhole: boolean;
  readonly isOld: boolean;
}

/** Renders objects as the server-side table that kubectl requests. */
function table(kind: ResourceKind, objects: readonly KubernetesObject[], how: TableStyle) {
  const { metadata, now, isWhole, isOld } = how;
  const all = kind.custom
    ? customColumns(kind.custom.columns)
    : (columnsByKind[kind.kind] ?? [nameColumn, createdColumn]);
  const columns = all.filter((column) => isOld || !column.isOld);
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata,
    columnDefinitions: columns.map((column) => ({
      name: column.name,
      type: column.type ?? 'string',
      format: column.name === 'Name' ? 'name' : '',
      description: '',
      priority: column.priority ?? 0,
    })),
    rows: objects.map((object) => ({
      cells: columns.map((column) => column.value(object, now)),
      object: isWhole ? object : metadataOf(object),
    })),
  };
}

function metadataOf({ metadata }: KubernetesObject) {
  return { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata };
}

function roles(object: KubernetesObject): string {
  const labels = object.metadata['labels'];
  const names = typeof labels === 'object' && labels !== null ? Object.keys(labels) : [];
  const prefix = 'node-role.kubernetes.io/';
  const found = names.filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length));
  return found.join(',') || '<none>';
}

function at(object: unknown, ...path: string[]): unknown {
  let value: unknown = object;
  for (const name of path) {
    if (typeof value !== 'object' || value === null) return '';
    value = Object.entries(value).find(([key]) => key === name)?.[1];
  }
  return value ?? '';
}

/** kubectl's format of an age. */
function age(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 120) return minutes < 2 ? `${Math.max(0, Math.floor(ms / 1000))}s` : `${minutes}m`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours}h`;
  const days = Math.floor(hours / 24);
  return days < 730 ? `${days}d` : `${Math.floor(days / 365)}y${days % 365}d`;
}
