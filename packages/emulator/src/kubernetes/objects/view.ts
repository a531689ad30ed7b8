import { stringify } from 'yaml';
import { failure, type KubernetesReply, Refusal } from '../status.js';
import { type KubernetesObject, storeOf } from '../store.js';
import { hasOldManners } from '../version-manners.js';
import type { ObjectCall } from './call.js';
import type { Page } from './list.js';
import { table } from './table.js';

/** How an answer is shown, as the request's `Accept` asks: whole, or cut to a Table or to metadata. */
export type View =
  | { readonly kind: 'whole'; readonly render: (reply: KubernetesReply) => KubernetesReply }
  | {
      readonly kind: 'cut';
      readonly one: (object: KubernetesObject, version: string) => unknown;
      readonly list: (page: Page) => unknown;
    };

/** The first view that is asked for and can be given; 406 where there is none. */
export function viewOf(call: ObjectCall, ofList: boolean): View {
  const wishes = (call.request.headers['accept'] ?? '').split(',').map((wish) => wish.trim());
  for (const wish of wishes) {
    const [type = '', ...parameters] = wish.split(';').map((part) => part.trim());
    const as = parameters.find((each) => each.startsWith('as='))?.slice('as='.length);
    const view =
      as === undefined ? wholeView(type) : type === 'application/json' ? cutView(as, call, ofList) : null;
    if (view) return view;
  }
  throw new Refusal(notAcceptable(call, ofList));
}

function wholeView(type: string): View | null {
  if (['', '*/*', 'application/*', 'application/json'].includes(type))
    return { kind: 'whole', render: (reply) => reply };
  if (type !== 'application/yaml') return null;
  const headers = { 'content-type': 'application/yaml' };
  return {
    kind: 'whole',
    render: ({ code, body }) => ({ code, headers, body: stringify(body, yamlOptions) }),
  };
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
  return {
    kind: 'cut',
    one: (object) => table(kind, [object], { metadata, now, isWhole }),
    list: (page) => table(kind, page.objects, { metadata: page.metadata, now, isWhole }),
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
