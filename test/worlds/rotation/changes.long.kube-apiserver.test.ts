import { randomFrom } from '@ackring/testkit/random';
import { installedApiServers } from '@ackring/testkit/real/installed-api-servers';
import { type RealApiServer, startRealApiServer } from '@ackring/testkit/real/real-api-server';
import test from 'ava';
import { rememberParsedCertificates } from './certificates.js';
import { knownWorlds, planOf, shortWorld } from './known-worlds.js';
import { drawPlan, type FleetPlan, type SinkPlan } from './plan.js';
import { play } from './play.js';
import { openRealHub } from './real-hub.js';

// Credentials, reports and the ledger in Secrets of real API servers, with everything that happens to a fleet. The
// whole, and so many drawn fleets beside it, by ACKRING_FUZZ_ROUNDS; else short worlds, each on one of the versions.

rememberParsedCertificates();

const kinds = ['kubeconfig', 'flux', 'argocd'] as const;

const rounds = process.env['ACKRING_FUZZ_ROUNDS'];
const nights = rounds === undefined ? 80 : 150;

const known = knownWorlds
  .map((world) => ({ what: world.what, plan: inSecrets(planOf(world)) }))
  .filter(({ plan }) => rounds !== undefined || plan.nights <= shortWorld);
const drawn = Array.from({ length: Number(rounds ?? 2) }, (_, index) => {
  const seed = 7_000 + index;
  return { what: `the fleet of seed ${seed}`, plan: inSecrets(drawPlan(randomFrom(seed), seed, nights)) };
});

const servers = installedApiServers();
for (const [turn, installed] of servers.entries()) {
  const worlds = [...known, ...drawn].filter(
    (_, index) => rounds !== undefined || index % servers.length === turn,
  );
  test.serial(
    `kube-apiserver ${installed.version}: nothing ends unsaid whose ledger lies in Secrets`,
    async (t) => {
      // Each write is synced to a disk.
      t.timeout(1_800_000);
      await using server = await startRealApiServer(installed);
      for (const [index, { what, plan }] of worlds.entries()) {
        const { breaches } = await play(plan, null, hubsOf(server, index));
        t.deepEqual(
          breaches.map(({ promise, night, text }) => `${promise}, night ${night}: ${text}`).slice(0, 5),
          [],
          what,
        );
      }
    },
  );
}

function hubsOf(server: RealApiServer, world: number) {
  const { admin } = server;
  return (seen: Parameters<typeof openRealHub>[2], sink: number) =>
    openRealHub(admin, `world-${world}-${sink}`, seen);
}

/** The memory lies in KMS where there is one. */
function inSecrets(plan: FleetPlan): FleetPlan {
  const sinks = plan.sinks.map(({ kind }, index): SinkPlan => {
    const other = kinds[index % kinds.length] ?? 'kubeconfig';
    return { kind: kind === 'kms' ? other : kind };
  });
  return { ...plan, sinks };
}
