import type {
  KubernetesSecrets,
  WriteOutcome,
} from '@ackring/core/internal/machine/api-server/kubernetes-secret';
import type { KubernetesSecret, SecretChange } from '@ackring/core/internal/machine/api-server/secret-patch';
import type { Clock } from '@ackring/core/internal/machine/clock';
import { createKubernetesSecretSink } from '@ackring/core/internal/rotation/sinks/kubernetes-secret';
import {
  type CredentialKey,
  refuseOlder,
  type Sink,
  writtenMeanwhile,
} from '@ackring/core/internal/rotation/sinks/sink';
import { AckringError } from '@ackring/core/internal/words/errors';
import {
  type CiStore,
  createCiStore,
  keptInGithub,
  keptInGitlab,
  keptInJenkins,
  placesOfCi,
  tearInCi,
} from './ci-stores.js';
import type { SinkPlan } from './plan.js';

/** What lies in one sink, whoever runs. */
export interface Store {
  readonly name: string;
  readonly kind: SinkPlan['kind'];
  /** Current versions by address, of a sink whose addresses are ids; others' are in the Secrets. */
  readonly texts: Map<string, string>;
  readonly secrets: Map<string, KubernetesSecret>;
  readonly documents: Map<string, string>;
  readonly ci: CiStore;
  readonly hub: Hub;
}

/** Where a sink's Secrets lie. */
export interface Hub {
  readonly namespace: string;
  readonly secrets: KubernetesSecrets;
  /** Does there what people did to them meanwhile. */
  catchUp(): Promise<void>;
}

/** Opens a sink's hub, which keeps its Secrets in the map as they are. */
export type OpenHub = (secrets: Map<string, KubernetesSecret>, sink: number) => Hub | Promise<Hub>;

export function createStores(
  sinks: readonly SinkPlan[],
  openHub: OpenHub = openMemory,
): Promise<readonly Store[]> {
  return Promise.all(
    sinks.map(async ({ kind }, index) => {
      const secrets = new Map<string, KubernetesSecret>();
      const hub = await openHub(secrets, index);
      return {
        name: `${kind}-${index}`,
        kind,
        texts: new Map(),
        secrets,
        documents: new Map(),
        ci: createCiStore(),
        hub,
      };
    }),
  );
}

/** One address and what its consumers find there. */
export interface Place {
  readonly store: Store;
  readonly address: string;
  readonly clusterId: string;
  readonly identity: string;
  readonly text: string;
}

export function placesIn(store: Store): readonly Place[] {
  const kept = [...store.texts].map(([address, text]) => {
    const [clusterId = '', identity = ''] = address.split('/');
    return { store, address, clusterId, identity, text };
  });
  const secrets = [...store.secrets.values()].flatMap((secret) => placesOfSecret(store, secret));
  return [...kept, ...secrets, ...placesOfCi(store)];
}

function placesOfSecret(store: Store, { name, annotations, data }: KubernetesSecret): readonly Place[] {
  const clusterId = annotations?.['ackring.dev/cluster-id'];
  if (clusterId === undefined) return [];
  return Object.entries(data ?? {})
    .filter(([key]) => /^(value|kubeconfig(-[a-z]+)?)$/.test(key))
    .map(([key, encoded]) => ({
      store,
      address: `${name} ${key}`,
      clusterId,
      identity: annotations?.['ackring.dev/identity'] ?? (key.split('-')[1] || 'self'),
      text: Buffer.from(encoded, 'base64').toString('utf8'),
    }));
}

/** Somebody's hand, or a disk's: the copy is there and of no use. */
export function tear(place: Place, torn: string): void {
  const { store, address } = place;
  if (store.texts.has(address)) store.texts.set(address, torn);
  tearInCi(store, address, torn);
  const [name = '', key = ''] = address.split(' ');
  const secret = store.secrets.get(name);
  if (secret === undefined) return;
  const encoded = Buffer.from(torn).toString('base64');
  // Argo CD reads what was made of it.
  const derived = store.kind === 'argocd' ? { config: encoded } : {};
  store.secrets.set(name, { ...writtenOver(secret), data: { ...secret.data, [key]: encoded, ...derived } });
}

/** Runs one call of a process: it may be refused, and be the last. */
export type Call = <Result>(what: string, work: () => Result | Promise<Result>) => Promise<Result>;

export interface StorePorts {
  readonly call: Call;
  readonly clock: Clock;
  readonly random: () => number;
  /** Hears of each new current version. */
  readonly onPromoted: (store: Store, clusterId: string, text: string) => void;
}

export function openStore(store: Store, ports: StorePorts): Sink {
  const sink = sinkOver(store, ports);
  const promote: Sink['promote'] = async (key, version, signal) => {
    await ports.call('promote', () => sink.promote(key, version, signal));
    ports.onPromoted(store, key.clusterId, version.text);
  };
  return { ...sink, promote };
}

function sinkOver(store: Store, ports: StorePorts): Sink {
  switch (store.kind) {
    case 'kms':
      return keptById(store, ports);
    case 'gitlab':
      return keptInGitlab(store, ports.call);
    case 'github':
      return keptInGithub(store, ports.call);
    case 'jenkins':
      return keptInJenkins(store, ports.call);
    default:
      return keptInSecrets(store, store.kind, ports);
  }
}

function keptById(store: Store, { call }: StorePorts): Sink {
  const { name, texts, documents } = store;
  const addressOf = ({ clusterId, identity }: CredentialKey) => `${clusterId}/${identity}`;
  return {
    name,
    read: (key) => call('read', () => texts.get(addressOf(key)) ?? null),
    stage: (key) => call('write', () => void addressOf(key)),
    promote: (key, version) =>
      call('write', () => {
        refuseOlder(name, texts.get(addressOf(key)) ?? null, version);
        texts.set(addressOf(key), version.text);
      }),
    places: {
      nameOf: addressOf,
      list: () =>
        call('index', () =>
          [...texts.keys()].map((each) => ({ name: each, clusterId: each.split('/')[0] ?? '' })),
        ),
    },
    documents: {
      fits: (text) => text.length <= 60_000,
      read: (document) => call('remember', () => documents.get(document) ?? null),
      write: (document, text) => call('note', () => void documents.set(document, text)),
      replace: (document, { over, text }) =>
        call('note', () => {
          if ((documents.get(document) ?? null) !== over) throw writtenMeanwhile(document);
          documents.set(document, text);
        }),
    },
  };
}

function keptInSecrets(
  store: Store,
  kind: 'kubeconfig' | 'argocd' | 'flux',
  { call, clock, random }: StorePorts,
): Sink {
  const name = kind === 'kubeconfig' ? '{cluster}' : '{cluster}-{identity}';
  return {
    ...createKubernetesSecretSink({
      secrets: calling(store.hub.secrets, call),
      hub: store.name,
      clock,
      random,
      namespace: store.hub.namespace,
      name,
      format: kind,
      adopt: [],
    }),
  };
}

const written: WriteOutcome = { kind: 'written' };
const overtaken: WriteOutcome = {
  kind: 'overtaken',
  refusal: new AckringError('Conflict', 'it changed meanwhile', { remedy: 'Read it again.' }),
};

function calling({ read, list, create, change }: KubernetesSecrets, call: Call): KubernetesSecrets {
  return {
    read: (place) => call(isMemory(place.name) ? 'remember' : 'read', () => read(place)),
    list: (namespace, label) => call('index', () => list(namespace, label)),
    create: (place, made) => call(isMemory(place.name) ? 'note' : 'write', () => create(place, made)),
    change: (place, from, made) =>
      call(isMemory(place.name) ? 'note' : 'write', () => change(place, from, made)),
  };
}

/** A change is refused unless what it relies on is as it was read. */
function openMemory(secrets: Map<string, KubernetesSecret>): Hub {
  return {
    namespace: 'ci',
    catchUp: async () => undefined,
    secrets: {
      read: async ({ name }) => secrets.get(name) ?? null,
      list: async (_namespace, label) =>
        [...secrets.values()].filter(({ labels }) => labels?.[label.name] === label.value),
      create: async ({ name }, made) => {
        if (secrets.has(name)) return overtaken;
        const empty = {
          name,
          uid: name,
          resourceVersion: '0',
          labels: null,
          annotations: null,
          data: null,
          controller: null,
          immutable: false,
          isBeingDeleted: false,
        };
        secrets.set(name, changed(empty, made));
        return written;
      },
      change: async ({ name }, from, change) => {
        const found = secrets.get(name);
        if (found === undefined || !isAsRead(found, from, change)) return overtaken;
        secrets.set(name, changed(found, change));
        return written;
      },
    },
  };
}

/** Documents lie in Secrets of their own. */
export function isMemory(name: string): boolean {
  return name.startsWith('ackring');
}

function isAsRead(found: KubernetesSecret, from: KubernetesSecret, { data }: SecretChange): boolean {
  return Object.keys(data).every((key) => found.data?.[key] === from.data?.[key]);
}

function changed(secret: KubernetesSecret, { labels, annotations, data }: SecretChange): KubernetesSecret {
  const merged = Object.entries({ ...secret.data, ...data });
  return {
    ...writtenOver(secret),
    labels: { ...secret.labels, ...labels },
    annotations: { ...secret.annotations, ...annotations },
    data: Object.fromEntries(merged.flatMap(([key, value]) => (value === null ? [] : [[key, value]]))),
  };
}

function writtenOver(secret: KubernetesSecret): KubernetesSecret {
  return { ...secret, resourceVersion: String(Number(secret.resourceVersion) + 1) };
}
