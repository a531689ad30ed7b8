import { stringify } from 'yaml';
import type { Ack } from '../../cloud/ack/api.js';
import { fetchProved, type ProofPorts } from '../../fetch/fetch-proved.js';
import type { SoundKubeconfig } from '../../fetch/issued-proof.js';
import { accessFor } from '../../fetch/plan.js';
import type { Journal } from '../../journal/journal.js';
import type { Clock } from '../../machine/clock.js';
import { withoutCloud } from '../../machine/processes/secrecy.js';
import type { Cluster, DescribedCluster } from '../../words/cluster.js';
import type { Access, AccessChoice } from '../../words/endpoints.js';
import type { Sentence } from '../../words/say.js';
import { targetByCertificate } from '../../words/target.js';
import { visible } from '../../words/visible.js';
import type { RefusedRequest } from '../read-only/refusals.js';
import { openSessionFolder, type SessionFolder } from './session-folder.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** Which cluster a command may reach, for how long, and how far. */
export interface SessionRequest {
  readonly cluster: Cluster;
  readonly access: AccessChoice;
  /** The life of the certificate: 15–4320. */
  readonly durationMinutes: number;
  /** Null leaves it to kubectl, which takes `default`. */
  readonly namespace: string | null;
  /** The command gets no key but a proxy that allows reads; always so in read-only mode. */
  readonly isReadOnly: boolean;
  /** Secrets may be read too; only for a read-only session. */
  readonly withSecrets: boolean;
}

/** One cluster within reach of a command, with its own certificate. */
export interface ClusterSession {
  readonly cluster: DescribedCluster;
  readonly access: Access;
  readonly isReadOnly: boolean;
  readonly notAfter: Date;
  /** What could not be checked, in words. */
  readonly unproven: readonly Sentence[];
  readonly folder: SessionFolder;
  /** The path of its kubeconfig, in the folder. */
  readonly kubeconfig: string;
  /** For the command: that one kubeconfig, and no cloud. */
  readonly environment: Environment;
  /** What the proxy refused; empty without one. */
  refused(): readonly RefusedRequest[];
  /** Closes the proxy, and removes the folder. */
  close(): Promise<void>;
}

export interface SessionPorts {
  readonly ack: () => Promise<Pick<Ack, 'describeCluster' | 'fetchKubeconfig'>>;
  /** Issues in read-only mode too, for a key that only this process gets. */
  readonly issue: () => Promise<Ack['fetchKubeconfig']>;
  readonly isReadOnly: () => Promise<boolean>;
  readonly proofs: ProofPorts;
  readonly clock: Clock;
  readonly environment: Environment;
  /** Holds a folder for each session. */
  readonly root: string;
}

/** With the journal that records who went where. */
export interface JournalledPorts extends SessionPorts {
  readonly journal: Journal;
}

/**
 * Fetches a temporary certificate, through the one door, and puts it into a folder of its own; for a read-only
 * session that holds the address of a proxy instead. Throws like `get`, before anything is written. Always close it.
 */
export async function openSession(
  asked: SessionRequest,
  ports: SessionPorts,
  signal: AbortSignal | undefined,
): Promise<ClusterSession> {
  const isReadOnly = asked.isReadOnly || (await ports.isReadOnly());
  const ack = await ports.ack();
  const cluster = await described(asked.cluster, ack, signal);
  const access = accessFor({ cluster, access: asked.access });
  const { durationMinutes } = asked;
  const issuing = isReadOnly ? { fetchKubeconfig: await ports.issue() } : ack;
  const sound = await fetchProved(
    { cluster, endpoints: cluster.endpoints, access, durationMinutes },
    { ack: issuing, clock: ports.clock, ...ports.proofs },
    signal,
  );
  const folder = await openSessionFolder(ports.root, ports.clock.now());
  let way: WayIn | null = null;
  const close = async (): Promise<void> => {
    await way?.close();
    await folder.remove();
  };
  try {
    way = await wayIn(sound, { ...asked, isReadOnly }, ports);
    const kubeconfig = await folder.write('kubeconfig', kubeconfigOf(way.entries, cluster, asked.namespace));
    return {
      cluster,
      access,
      isReadOnly,
      notAfter: sound.certificate.notAfter,
      unproven: sound.unproven,
      folder,
      kubeconfig,
      environment: {
        ...environmentOf(ports.environment, kubeconfig, cluster),
        ...(isReadOnly ? pastProxies(ports.environment) : {}),
      },
      refused: way.refused,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function described(
  cluster: Cluster,
  ack: Pick<Ack, 'describeCluster'>,
  signal: AbortSignal | undefined,
): Promise<DescribedCluster> {
  const { endpoints } = cluster;
  return endpoints === null ? ack.describeCluster(cluster, signal) : { ...cluster, endpoints };
}

/** The command's access: its kubeconfig's cluster and user. */
interface WayIn {
  readonly entries: {
    readonly cluster: Readonly<Record<string, string>>;
    readonly user: Readonly<Record<string, string>>;
  };
  refused(): readonly RefusedRequest[];
  close(): Promise<void>;
}

async function wayIn(
  sound: SoundKubeconfig,
  { isReadOnly, withSecrets }: SessionRequest,
  { environment, clock }: SessionPorts,
): Promise<WayIn> {
  if (!isReadOnly) {
    const { server, certificateAuthority, clientCertificate, clientKey } = sound;
    const user = {
      'client-certificate-data': base64(clientCertificate),
      'client-key-data': base64(clientKey),
    };
    const entries = { cluster: clusterEntry(server, certificateAuthority), user };
    return { entries, refused: () => [], close: async () => undefined };
  }
  const { startReadOnlyProxy } = await import('../read-only/proxy.js');
  const proxy = await startReadOnlyProxy(targetByCertificate(sound), {
    withSecrets,
    environment,
    now: clock.now(),
  });
  return {
    entries: {
      cluster: clusterEntry(proxy.server, proxy.certificateAuthority),
      user: { token: proxy.token },
    },
    refused: proxy.refused,
    close: proxy.close,
  };
}

function clusterEntry(server: string, authority: string): Readonly<Record<string, string>> {
  return { server, 'certificate-authority-data': base64(authority) };
}

function base64(text: string): string {
  return Buffer.from(text, 'latin1').toString('base64');
}

/** One context, with the cluster's name. */
function kubeconfigOf(
  { cluster, user }: WayIn['entries'],
  { name }: Cluster,
  namespace: string | null,
): string {
  const place = namespace === null ? {} : { namespace };
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name, cluster }],
    contexts: [{ name, context: { cluster: name, user: name, ...place } }],
    users: [{ name, user }],
    'current-context': name,
  });
}

/** Go programs use no proxy for loopback; others do, and would send it the token. */
function pastProxies(own: Environment): Environment {
  const exempt = (list: string | undefined) => [...(list ? [list] : []), '127.0.0.1'].join(',');
  return {
    NO_PROXY: exempt(own['NO_PROXY'] || own['no_proxy']),
    no_proxy: exempt(own['no_proxy'] || own['NO_PROXY']),
  };
}

/** Also removes what would lead kubectl, or Helm, to another cluster. */
const elsewhere = /^(?:KUBECONFIG|KUBERNETES_EXEC_INFO|KUBERNETES_MASTER|HELM_KUBE.*)$/;

function environmentOf(own: Environment, kubeconfig: string, { id, name, region }: Cluster): Environment {
  const kept = Object.entries(withoutCloud(own)).filter(([variable]) => !elsewhere.test(variable));
  return {
    ...Object.fromEntries(kept),
    KUBECONFIG: kubeconfig,
    ACKRING_CLUSTER_ID: visible(id),
    ACKRING_CLUSTER_NAME: visible(name),
    ACKRING_CLUSTER_REGION: visible(region),
  };
}
