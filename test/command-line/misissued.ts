import type { KubeconfigFlaw } from '@ackring/emulator/faults/faults';
import type { Emulator } from '@ackring/emulator/start';
import { officialAckClient } from '@ackring/testkit/official-ack-client';
import { keyOf } from '@ackring/testkit/official-rpc-client';
import CS from '@alicloud/cs20151215';

/** One way in which a kubeconfig is not as requested, and the error for it. */
export interface Misissued {
  readonly flaw: KubeconfigFlaw;
  readonly objection: RegExp;
  /** Exceptions: a master's may be anybody's and have any life, a long-term one may live longer. */
  readonly soundFor?: readonly ('master' | 'longTerm')[];
}

export const misissued: readonly Misissued[] = [
  { flaw: 'otherCluster', objection: /it is for another cluster, c.*none of the cluster's endpoints/s },
  { flaw: 'otherIdentity', objection: /certificate belongs to \d+, but/, soundFor: ['master'] },
  { flaw: 'otherKey', objection: /private key does not belong to its certificate/ },
  { flaw: 'otherServer', objection: /none of the cluster's endpoints/ },
  { flaw: 'http', objection: /not a plain https address/ },
  { flaw: 'plugin', objection: /names a program to run \(`exec`\)/ },
  { flaw: 'authProvider', objection: /names a plug-in \(`auth-provider`\)/ },
  { flaw: 'token', objection: /holds a token instead of a certificate \(`token`\)/ },
  { flaw: 'files', objection: /points to a file of this machine \(`client-key`\)/ },
  { flaw: 'skipsVerification', objection: /switches off the check of the server/ },
  { flaw: 'proxy', objection: /sends everything through a proxy \(`proxy-url`\)/ },
  { flaw: 'twoContexts', objection: /it holds 2 contexts instead of one/ },
  {
    flaw: 'longer',
    objection: /lives for \d+ minutes, but \d+ were asked for/,
    soundFor: ['master', 'longTerm'],
  },
  { flaw: 'shorter', objection: /lives for \d+ minutes, but /, soundFor: ['master'] },
  { flaw: 'ended', objection: /its certificate ended at / },
];

/** From now on every kubeconfig is issued with this flaw; returns a function that ends it. */
export function misissue(emulator: Emulator, flaw: KubeconfigFlaw, marker: string): () => void {
  return emulator.faults.add({
    service: 'cs',
    effect: { kind: 'misissue', flaw, command: process.execPath, marker },
  });
}

/** The cloud's answer, whatever it is, as its own SDK reads it: bypassing our code. */
export async function rawKubeconfig(emulator: Emulator, cluster: string): Promise<string> {
  const { id } = emulator.world.clusters.named(cluster) ?? { id: '' };
  const client = officialAckClient(emulator, keyOf(emulator, 'ops'));
  const request = new CS.DescribeClusterUserKubeconfigRequest();
  return (await client.describeClusterUserKubeconfig(id, request)).body?.config ?? '';
}
