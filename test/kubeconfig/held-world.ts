import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DescribedCluster } from '@ackring/core/internal/words/cluster';
import { createWorld, type World } from '@ackring/core/world';
import { createAuthority } from '@ackring/emulator/pki/certificate';
import { issueClientCertificate } from '@ackring/emulator/pki/issue';
import { createKeyPool } from '@ackring/emulator/pki/key-pool';
import { startTestCloud, type TestCloud } from '@ackring/testkit/access-cloud';
import type { HeldCluster, HeldPair, HeldStock } from '@ackring/testkit/kubeconfigs/held-clusters';

const dayMs = 86_400_000;

/** A cloud with three clusters of one holder, whose kubeconfigs are in their window, and what homes are made from. */
export interface HeldWorld extends AsyncDisposable {
  readonly cloud: TestCloud;
  readonly stock: HeldStock;
  readonly described: readonly DescribedCluster[];
  open(home: string, kubeconfig: string | null): World;
}

export async function startHeldWorld(): Promise<HeldWorld> {
  const holders = { ops: { daysLeft: 181 } };
  const addons = ['ack-ram-authenticator'];
  const clusters = ['alpha', 'beta', 'gamma'].map((name) => ({ name, holders, addons }));
  const cloud = await startTestCloud({ clusters }, { now: new Date(Date.now() - 2 * dayMs) });
  const described = await cloud.described();
  const held = await Promise.all(described.map((each) => heldOf(cloud, each)));
  await cloud.emulator.clock.advance(2 * dayMs);
  const stock = { uid: cloud.uid('ops'), clusters: held, ...(await strangers(cloud.uid('ops'))) };
  const settings = { profile: null, readOnly: false, readOnlyProfiles: [], regions: [], endpoints: {} };
  return {
    cloud,
    stock,
    described,
    open: (home, kubeconfig) =>
      createWorld({
        environment: {
          PATH: process.env['PATH'],
          ...cloud.emulator.environment,
          ...(kubeconfig === null ? {} : { KUBECONFIG: kubeconfig }),
        },
        home,
        profile: null,
        regions: [...new Set(described.map(({ region }) => region))],
        readOnly: false,
        settings: async () => ({ ...settings, contextName: '{name}' }),
        configFolder: join(home, 'config', 'ackring'),
        // Where the program looks, too.
        stateFolder: join(home, 'state', 'ackring'),
      }),
    [Symbol.asyncDispose]: () => cloud[Symbol.asyncDispose](),
  };
}

async function heldOf(cloud: TestCloud, cluster: DescribedCluster): Promise<HeldCluster> {
  const { yaml } = await cloud.api().fetchKubeconfig({ cluster, access: 'public', durationMinutes: null });
  const data = (key: string): string =>
    Buffer.from(new RegExp(`${key}: (\\S+)`).exec(yaml)?.[1] ?? '', 'base64').toString();
  const { id, name, region, endpoints } = cluster;
  return {
    id,
    name,
    region,
    servers: { public: /server: (\S+)/.exec(yaml)?.[1] ?? '', private: endpoints.private[0] ?? '' },
    authority: data('certificate-authority-data'),
    held: { certificate: data('client-certificate-data'), key: data('client-key-data') },
  };
}

/** What others made: by an authority that no cluster knows. */
async function strangers(uid: string): Promise<Pick<HeldStock, 'sender' | 'expired'>> {
  const pool = createKeyPool();
  const name = { organization: 'sender', organizationalUnit: 'sender', commonName: 'sender' };
  const authority = createAuthority(name, await pool.take(), new Date(Date.now() - 2_000 * dayMs));
  const issue = async (days: number, lifeDays: number): Promise<HeldPair> => {
    const keys = await pool.take();
    const issuedAt = new Date(Date.now() - days * dayMs);
    const commonName = `${uid}-${Math.floor(issuedAt.getTime() / 1000)}`;
    const life = { issuedAt, lifeMs: lifeDays * dayMs };
    return {
      certificate: issueClientCertificate({ authority, keys, commonName, serialBytes: 8, ...life }),
      key: keys.privateKey.export({ type: 'pkcs1', format: 'pem' }).toString(),
    };
  };
  return {
    sender: {
      server: 'https://127.0.0.1:1',
      authority: authority.certificate,
      ...(await issue(1_000, 1_095)),
    },
    expired: await issue(1_500, 1_095),
  };
}

/** A folder for one home, gone afterwards. */
export async function inHome<T>(work: (home: string) => Promise<T>): Promise<T> {
  const home = await mkdtemp(join(tmpdir(), 'ackring-held-'));
  try {
    return await work(home);
  } finally {
    await rm(home, { recursive: true, force: true, maxRetries: 10 });
  }
}
