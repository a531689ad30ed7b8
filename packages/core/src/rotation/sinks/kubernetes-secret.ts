import * as v from 'valibot';
import { allow, type RamStatement } from '../../cloud/ram.js';
import type { KubernetesSecrets } from '../../machine/api-server/kubernetes-secret.js';
import type { SecretPlace } from '../../machine/api-server/secret-failure.js';
import type { KubernetesSecret } from '../../machine/api-server/secret-patch.js';
import type { Clock } from '../../machine/clock.js';
import { say } from '../../words/say.js';
import { demand } from '../../words/schema-problems.js';
import { shell } from '../../words/shell-word.js';
import type { ApiServerTarget } from '../../words/target.js';
import {
  namesNoSecret,
  type PlugInOptions,
  type PolicyPlace,
  readingSecrets,
  readKmsSecret,
  secretReference,
  text,
} from '../plug-in/plug-in.js';
import { managedLabel } from './other-owner.js';
import { createSecretDocuments } from './secret-documents.js';
import { secretFormats } from './secret-format.js';
import {
  clusterAnnotation,
  identityAnnotation,
  isSecretName,
  isSecretTemplate,
  refuseOthers,
  refuseUnwritable,
  secretName,
} from './secret-owner.js';
import { hasStaged, heldIn, promotion, refuseTooLarge, staging } from './secret-version.js';
import { type SecretWrite, untilWritten } from './secret-writes.js';
import {
  type CredentialKey,
  refuseOlder,
  type Sink,
  type SinkAccess,
  type SinkPlugIn,
  type StoredPlace,
} from './sink.js';

const schema = v.pipe(
  v.strictObject({
    kind: v.literal('kubernetesSecret'),
    context: v.optional(text('context')),
    kubeconfig: v.optional(
      v.pipe(
        text('kubeconfig'),
        v.check((place) => !place.startsWith('kms:') || v.is(secretReference, place), namesNoSecret),
      ),
    ),
    cluster: v.optional(
      v.pipe(
        text('cluster'),
        v.regex(/^c[0-9a-f]{32}$/, demand(say('cluster is the id of a cluster, such as c0123…'))),
      ),
    ),
    region: v.optional(text('region')),
    namespace: v.pipe(
      text('namespace'),
      v.check(
        (name) => isSecretName(name) && name.length <= 63 && !name.includes('.'),
        demand(say('is no namespace')),
      ),
    ),
    name: v.optional(
      v.pipe(
        text('name'),
        v.check(
          isSecretTemplate,
          demand(
            say('must be a DNS name in small letters, with {placeholders} and {last} in it', {
              placeholders: ['{cluster}', '{clusterId}'],
              last: '{identity}',
            }),
          ),
        ),
      ),
      '{cluster}',
    ),
    format: v.optional(
      v.picklist(
        ['kubeconfig', 'argocd', 'flux'],
        demand(say('must be {names} or {last}', { names: ['kubeconfig', 'argocd'], last: 'flux' })),
      ),
      'kubeconfig',
    ),
    adopt: v.optional(v.array(text(say('a name')), demand(say('adopt is a list of names of Secrets'))), []),
  }),
  v.check(
    ({ context, cluster }) => (context === undefined) !== (cluster === undefined),
    demand(say('a kubernetesSecret sink names its hub by context or by cluster, by one of the two')),
  ),
);
type Settings = v.InferOutput<typeof schema>;

/** Secrets of a Kubernetes cluster, the hub. */
export const kubernetesSecretSink: SinkPlugIn<typeof schema> = {
  kind: 'kubernetesSecret',
  schema,
  keepsMemory: true,
  open: openKubernetesSecret,
  ramStatements: (settings, place) => [
    ...readingSecrets([settings.kubeconfig], place),
    ...reachingHub(settings, place),
  ],
  docs: {
    summary:
      'Secrets of a Kubernetes cluster, the hub: key `kubeconfig` for `self`, `kubeconfig-<identity>` for the others, so that several identities of a cluster share a Secret.',
    example:
      '{ kind: kubernetesSecret, context: ops, kubeconfig: "kms:hub", namespace: ci, name: "{cluster}" }',
    settings: {
      context: 'the context of the hub; this or `cluster` is needed',
      kubeconfig:
        "where that context is: a file, or `kms:<secret>`, `kms:<region>:<secret>` where it is in another region; your own files, by kubectl's rule. A plug-in (`exec`) is run for your own files only",
      cluster:
        'the id of a cluster of the fleet as the hub: it is reached with a kubeconfig of one hour, fetched by the function itself and kept nowhere',
      region: "where that cluster is; the function's own",
      namespace: 'of the Secrets; it must be there',
      name: 'of a Secret, with `{cluster}`, `{clusterId}`, `{identity}` in it; `{cluster}`. What a name may not hold becomes a hyphen; two credentials of one name are refused',
      format: '`kubeconfig`, `argocd` or `flux`; `kubeconfig`',
      adopt: 'names of Secrets that were there before and may be written to; none',
    },
    notes: [
      'Reports and the memory of alarms are Secrets of their own beside them, `ackring-state-<document>`; they hold no key.',
      'A `kubeconfig` ends one day, and no run renews it: people are told at 180, 60, 30, 7, 1 and 0 days, and once when the hub refuses it. With `cluster` there is none that could end.',
      "Only keys of its own are written (`<key>`, `<key>.next` while a version waits for its proof, `<key>.previous`), by a JSON patch that holds while they are what was read: others' keys, labels, owners, finalizers and the type stay, and a busy neighbour stops nothing. A Secret that ackring did not make is refused unless `adopt` names it, and then, too, if somebody else owns it: a controller (`ExternalSecret`, `SealedSecret`), Helm, Argo CD, Flux, whoever `app.kubernetes.io/managed-by` names.",
      '`argocd`: a cluster Secret for Argo CD, with its label, `name`, `server`, `config`, and the cluster’s tags as labels; `namespace: argocd`. `flux`: key `value`, for `spec.kubeConfig.secretRef`. Both hold one credential a Secret: with several identities, put `{identity}` into `name`.',
      'Whoever writes needs `get`, `list`, `create` and `patch` of Secrets in that namespace: `kubectl create role ackring-secrets --verb=get,list,create,patch --resource=secrets -n ci`, and the binding.',
    ],
  },
};

/** A hub in the fleet may be in a region that the rotation itself does not cover. */
function reachingHub({ cluster, region }: Settings, place: PolicyPlace): readonly RamStatement[] {
  if (cluster === undefined) return [];
  const hub = `acs:cs:${region ?? place.region}:${place.accountId ?? '*'}:cluster/${cluster}`;
  return allow(['cs:DescribeClusterDetail', 'cs:DescribeClusterUserKubeconfig'], [hub]);
}

async function openKubernetesSecret(settings: Settings, options: PlugInOptions): Promise<Sink> {
  const { createKubernetesSecrets } = await import('../../machine/api-server/kubernetes-secret.js');
  const hub = settings.cluster ?? settings.context ?? '';
  const { environment, clock } = options;
  const target = await openHub(settings, options);
  const secrets = createKubernetesSecrets({ target, hub, environment, clock });
  const sink = createKubernetesSecretSink({ ...settings, secrets, hub, clock });
  // A hub of the fleet is reached with a kubeconfig of an hour.
  if (settings.cluster !== undefined) return sink;
  return { ...sink, access: async (signal) => accessTo(settings, await target(signal)) };
}

/** By a kubeconfig that somebody put there by hand. */
async function accessTo(
  { context = '', kubeconfig }: Settings,
  target: ApiServerTarget,
): Promise<SinkAccess> {
  const { endOfAccess } = await import('./hub.js');
  return {
    name: `hub kubeconfig ${kubeconfig ?? context}`,
    until: target.exec ? null : endOfAccess(target),
    remedy: say(
      'Put one that lasts into its place ({command}), or name the hub by `cluster: ID` in rotation.yaml, which needs none.',
      { command: shell`ackring get ${context} --long-term --output FILE` },
    ),
  };
}

async function openHub({ context, kubeconfig, cluster, region }: Settings, options: PlugInOptions) {
  if (cluster !== undefined) {
    const { fleetHub } = await import('./hub.js');
    return fleetHub({ cluster, region }, options);
  }
  const [{ hubTarget }, { createExecPluginRunner, noExecPlugins }] = await Promise.all([
    import('./hub.js'),
    import('../../machine/processes/exec-plugin.js'),
  ]);
  const { environment, clock } = options;
  return hubTarget({
    context: context ?? '',
    kubeconfig,
    environment,
    clock,
    readSecret: (reference) => readKmsSecret(options, reference),
    execPlugins: options.isReadOnly ? noExecPlugins : createExecPluginRunner({ environment }),
  });
}

export interface KubernetesSecretSinkOptions extends Pick<Settings, 'namespace' | 'name' | 'format'> {
  readonly adopt: readonly string[];
  readonly secrets: KubernetesSecrets;
  readonly hub: string;
  readonly clock: Clock;
  /** Uniform in [0, 1), for the jitter between attempts. */
  readonly random?: () => number;
}

/** The sink over one hub's Secrets. */
export function createKubernetesSecretSink(options: KubernetesSecretSinkOptions): Sink {
  const { secrets, namespace, adopt } = options;
  const format = secretFormats[options.format];
  const name = `kubernetesSecret:${options.hub}/${namespace}`;
  const placeOf = (key: CredentialKey): SecretPlace => ({
    namespace,
    name: key.place === undefined ? secretName(options.name, key) : secretIn(key.place, namespace),
  });
  const readOwn = async (key: CredentialKey, signal?: AbortSignal): Promise<KubernetesSecret | null> => {
    const place = placeOf(key);
    const found = await secrets.read(place, signal);
    if (found !== null) refuseOthers(found, { place, key, format, adopt });
    return found;
  };
  const change = (key: CredentialKey, decide: SecretWrite['decide'], signal?: AbortSignal): Promise<void> =>
    untilWritten(
      {
        ...options,
        place: placeOf(key),
        read: (bound) => readOwn(key, bound),
        decide: (found) => {
          const wanted = decide(found);
          if (found !== null && wanted !== null) refuseUnwritable(found, placeOf(key));
          return wanted;
        },
      },
      signal,
    );
  return {
    name,
    read: async (key, signal) => {
      const found = await readOwn(key, signal);
      return found === null ? null : heldIn(found, { key, format });
    },
    stage: (key, version, signal) => {
      const slot = { key, format };
      const decide: SecretWrite['decide'] = (found) => {
        refuseTooLarge(found, slot, version, placeOf(key));
        return found === null ? null : staging(found, slot, version);
      };
      return change(key, decide, signal);
    },
    promote: (key, version, signal) => {
      const slot = { key, format };
      const decide: SecretWrite['decide'] = (found) => {
        const current = found === null ? null : heldIn(found, slot);
        if (found !== null && current === version.text && !hasStaged(found, slot)) return null;
        refuseOlder(name, current, version);
        return promotion(found, slot, version);
      };
      return change(key, decide, signal);
    },
    places: {
      isNamedByPeople: true,
      nameOf: (key) => `${namespace}/${secretName(options.name, key)} ${format.dataKey(key)}`,
      list: async (signal) =>
        (await secrets.list(namespace, managedLabel, signal)).flatMap((secret) =>
          storedIn(secret, namespace),
        ),
    },
    documents: createSecretDocuments(options),
  };
}

/** The Secret's name in an address, `<namespace>/<name> <key>`. */
function secretIn(address: string, namespace: string): string {
  return address.slice(namespace.length + 1).replace(/ .*/s, '');
}

/** Our Secret holds one credential under each of its keys, beside waiting and previous versions. */
function storedIn({ name, annotations, data }: KubernetesSecret, namespace: string): readonly StoredPlace[] {
  const clusterId = annotations?.[clusterAnnotation];
  if (clusterId === undefined) return [];
  const keys = Object.keys(data ?? {}).filter(
    (key) => /^(value|kubeconfig(-.*)?)$/.test(key) && !/\.(next|previous)$/.test(key),
  );
  const identity = annotations?.[identityAnnotation] ?? null;
  return keys.map((key) => ({
    name: `${namespace}/${name} ${key}`,
    clusterId,
    identity: identity ?? holderIn(key),
  }));
}

/** Whose key it is in a shared Secret; null if the name may have been changed to fit. */
function holderIn(key: string): string | null {
  if (key === 'kubeconfig') return 'self';
  return key.startsWith('kubeconfig-') ? key.slice('kubeconfig-'.length) : null;
}
