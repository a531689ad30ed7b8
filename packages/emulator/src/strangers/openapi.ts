import { createHash } from 'node:crypto';
import type { ServiceRequest } from '../http/request.js';
import { kindsOf } from '../kubernetes/discovery.js';
import { apiVersionOf, hasOldManners, type ResourceKind } from '../kubernetes/model/resources.js';
import { type KubernetesReply, pageNotFound, text } from '../kubernetes/model/status.js';
import type { ClusterRecord } from '../world/cluster.js';
import { memberSchema, partSchemas, type SchemaStyle } from './openapi-schemas.js';
import { messageBytesOf } from './protobuf.js';

/**
 * Answers `/openapi/v3`, its documents and `/openapi/v2`: every kind with its paths and the parameters that clients
 * look for (kubectl checks whether a server validates fields and supports dry runs before it sends an object).
 * Schemas have names and types without descriptions, of custom kinds and of what clients commonly send; kubectl before
 * 1.27, which reads messages of protobuf, gets none.
 */
export function openApi(
  path: string,
  request: Pick<ServiceRequest, 'headers'>,
  cluster: ClusterRecord,
): KubernetesReply {
  const kinds = kindsOf(cluster);
  if (path === '/openapi/v2') return versionTwo(kinds, request, cluster);
  // The server guesses the content type of the index, wrongly.
  const isOld = hasOldManners(cluster);
  if (path === '/openapi/v3') return text(200, JSON.stringify(index(kinds, isOld)));
  const place = path.slice('/openapi/v3/'.length);
  const own = kinds.filter((kind) => placeOf(kind) === place);
  return own.length === 0 ? pageNotFound : { code: 200, body: versionThree(own, isOld) };
}

/** Of a group and version: `api/v1`, `apis/apps/v1`. */
function placeOf(kind: ResourceKind): string {
  return kind.group === '' ? `api/${kind.version}` : `apis/${apiVersionOf(kind)}`;
}

function index(kinds: readonly ResourceKind[], isOld: boolean) {
  const places = Map.groupBy(kinds, placeOf);
  const paths = [...places].map(([place, own]) => {
    const hash = hashOf(versionThree(own, isOld));
    return [place, { serverRelativeURL: `/openapi/v3/${place}?hash=${hash}` }];
  });
  return { paths: Object.fromEntries(paths) };
}

function hashOf(document: object): string {
  return createHash('sha512').update(JSON.stringify(document)).digest('hex').toUpperCase();
}

const info = { title: 'Kubernetes', version: 'unversioned' };

function versionThree(kinds: readonly ResourceKind[], isOld: boolean) {
  const schemas = kinds.map((kind) => [schemaName(kind), schemaOf(kind, isOld, 'v3')]);
  return {
    openapi: '3.0.0',
    info,
    paths: Object.fromEntries(kinds.flatMap((kind) => pathsOf(kind, parameterV3))),
    components: { schemas: { ...partSchemas(kinds, isOld, 'v3'), ...Object.fromEntries(schemas) } },
  };
}

function schemaName({ group, version, kind }: ResourceKind): string {
  const reversed = group.split('.').reverse().join('.');
  return `${group === '' ? 'io.k8s.api.core' : reversed}.${version}.${kind}`;
}

function schemaOf(kind: ResourceKind, isOld: boolean, style: SchemaStyle) {
  const members = kind.custom ? kind.custom.schema : memberSchema(kind, isOld, style);
  return { ...members, type: 'object', [namedKind]: [kindNameOf(kind)] };
}

const namedKind = 'x-kubernetes-group-version-kind';

function kindNameOf({ group, version, kind }: ResourceKind) {
  return { group, kind, version };
}

const verbOf: Readonly<Record<string, string>> = {
  get: 'get',
  list: 'get',
  create: 'post',
  update: 'put',
  patch: 'patch',
  delete: 'delete',
  deletecollection: 'delete',
};

/** Operations by method. */
type PathItem = Readonly<Record<string, ReturnType<typeof operation>>>;

function pathsOf(kind: ResourceKind, parameter: (name: string) => object): [string, PathItem][] {
  const root = `/${placeOf(kind)}${kind.namespaced ? '/namespaces/{namespace}' : ''}/${kind.plural}`;
  const operations = (verbs: readonly string[]) =>
    Object.fromEntries(
      verbs
        .filter((verb) => kind.verbs.includes(verb))
        .map((verb) => [verbOf[verb] ?? verb, operation(kind, verb, parameter)] as const),
    );
  const one = operations(['get', 'update', 'patch', 'delete']);
  const all: [string, PathItem] = [root, operations(['list', 'create', 'deletecollection'])];
  return Object.keys(one).length === 0 ? [all] : [all, [`${root}/{name}`, one]];
}

function operation(kind: ResourceKind, verb: string, parameter: (name: string) => object) {
  const writes = ['create', 'update', 'patch'].includes(verb);
  const names = writes
    ? ['dryRun', 'fieldManager', 'fieldValidation']
    : verb.startsWith('delete')
      ? ['dryRun']
      : [];
  return {
    operationId: `${verb}${kind.kind}`,
    parameters: names.map(parameter),
    responses: { '200': { description: 'OK' } },
    'x-kubernetes-action': verb === 'create' ? 'post' : verb,
    [namedKind]: kindNameOf(kind),
  };
}

function parameterV3(name: string) {
  return { name, in: 'query', schema: { type: 'string', uniqueItems: true } };
}

function parameterV2(name: string) {
  return { name, in: 'query', type: 'string', uniqueItems: true };
}

function versionTwo(
  kinds: readonly ResourceKind[],
  { headers }: Pick<ServiceRequest, 'headers'>,
  cluster: ClusterRecord,
): KubernetesReply {
  const isOld = hasOldManners(cluster);
  const definitions = kinds.map((kind): [string, object] => [schemaName(kind), schemaOf(kind, isOld, 'v2')]);
  const document = {
    swagger: '2.0',
    info,
    paths: Object.fromEntries(kinds.flatMap((kind) => pathsOf(kind, parameterV2))),
    definitions: { ...partSchemas(kinds, isOld, 'v2'), ...Object.fromEntries(definitions) },
  };
  const told = { etag: `"${hashOf(document)}"`, vary: ['Accept-Encoding', 'Accept'] };
  if (!(headers['accept'] ?? '').startsWith('application/com.github.proto-openapi.spec.v2@v1.0+protobuf'))
    return { code: 200, body: document, headers: told };
  const type = isOld
    ? 'application/octet-stream'
    : 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf';
  const body = messageBytesOf('OpenApiDocument', inMessages(document));
  return { code: 200, body, headers: { ...told, 'content-type': type } };
}

/** The document in the format of gnostic's messages, which kubectl before 1.27 reads. */
function inMessages({
  swagger,
  paths,
  definitions,
}: {
  readonly swagger: string;
  readonly paths: Readonly<Record<string, PathItem>>;
  readonly definitions: Readonly<Record<string, object>>;
}) {
  return {
    swagger,
    info,
    paths: { path: Object.entries(paths).map(([name, item]) => ({ name, value: itemMessage(item) })) },
    definitions: {
      additionalProperties: Object.entries(definitions).map(([name, value]) => ({
        name,
        value: { vendorExtension: extensions(value) },
      })),
    },
  };
}

function itemMessage(item: PathItem) {
  const operations = Object.entries(item).map(([method, value]) => {
    const { operationId, parameters } = value;
    const queries = parameters.map((query) => ({
      parameter: { nonBodyParameter: { queryParameter: query } },
    }));
    return [method, { operationId, parameters: queries, vendorExtension: extensions(value) }];
  });
  return Object.fromEntries(operations);
}

/** JSON is YAML, in which gnostic keeps what OpenAPI does not know. */
function extensions(value: object) {
  return Object.entries(value)
    .filter(([name]) => name.startsWith('x-'))
    .map(([name, told]) => ({ name, value: { yaml: JSON.stringify(told) } }));
}
