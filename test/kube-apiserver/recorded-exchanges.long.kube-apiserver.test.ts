import { generateKeyPairSync } from 'node:crypto';
// biome-ignore lint/style/noRestrictedImports: between two questions.
import { setTimeout as sleep } from 'node:timers/promises';
import { createAuthority } from '@ackring/emulator/pki/certificate';
import { createKeyPool } from '@ackring/emulator/pki/key-pool';
import { issueIdentity } from '@ackring/testkit/identities';
import { installedApiServers } from '@ackring/testkit/real/installed-api-servers';
import { type RealApiServer, startRealApiServer } from '@ackring/testkit/real/real-api-server';
import { recordedExchanges } from '@ackring/testkit/recorded/exchange';
import { beginPlay } from '@ackring/testkit/recorded/play';
import test from 'ava';
import { otherwiseHere } from './otherwise-here.js';

const exchanges = recordedExchanges().filter((exchange) => exchange.serverFlags === undefined);
const order = exchanges.filter((exchange) => exchange.server === '1.37.2');

for (const installed of installedApiServers()) {
  const recorded = exchanges.filter((exchange) => exchange.server === installed.version);
  if (recorded.length === 0) continue;
  // The recordings must match a real server, or the embedded one would be held to a mistake.
  test.serial(`kube-apiserver ${installed.version} answers as recorded`, async (t) => {
    await using server = await startRealApiServer(installed);
    const play = await beginPlay({
      ...server,
      issueElsewhere: elsewhere(server),
      pause: () => sleep(100),
      compact: null,
    });
    for (const first of order) {
      const own = recorded.find((exchange) => exchange.id === first.id);
      if (otherwiseHere(own ?? first) !== null) continue;
      const found = await play.exchange(own ?? first);
      if (own) t.deepEqual(found, [], `${own.id}: ${own.about}`);
    }
  });
}

/** Issues certificates of an authority that merely has the same name. */
function elsewhere(server: RealApiServer) {
  // Not from a pool: pools of one process begin with the same keys.
  const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const other = createAuthority(server.subject, pair, new Date(Date.now() - 86_400_000));
  const keys = createKeyPool();
  return (request: Parameters<RealApiServer['issue']>[0]) => issueIdentity(other, keys, request);
}
