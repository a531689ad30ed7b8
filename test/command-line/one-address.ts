import { once } from 'node:events';
import { createServer, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Emulator } from '@ackring/emulator/start';
import type { ExecutionContext } from 'ava';

const services = ['CS', 'STS', 'RD', 'SLS'] as const;

/**
 * Several embedded clouds as one: at one address for each service, who signed a request decides which of them gets it.
 * Their accounts may have anything alike, ids too. The sessions on roles that `lender` opens are good in the cloud whose
 * account has the role.
 */
export async function oneAddress(
  t: ExecutionContext,
  clouds: readonly Emulator[],
  lender?: Emulator,
): Promise<Readonly<Record<string, string>>> {
  const cloudOf = new Map(
    clouds.flatMap((cloud) =>
      Object.values(cloud.identities).map(({ accessKeyId }) => [accessKeyId, cloud] as const),
    ),
  );
  const addresses = services.map(async (service) => {
    const variable = `ACKRING_${service}_ENDPOINT`;
    const server = createServer((given, answer) => {
      const [, key = ''] = /Credential=([^,/]+)/.exec(given.headers.authorization ?? '') ?? [];
      const place = (cloudOf.get(key) ?? borrower(key, clouds, lender))?.environment[variable];
      if (place === undefined) return answer.writeHead(400).end('nobody’s key');
      return passOn(given, place).on('response', (from: IncomingMessage) => {
        answer.writeHead(from.statusCode ?? 502, from.headers);
        from.pipe(answer);
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    t.teardown(() => server.close());
    return [variable, `http://127.0.0.1:${(server.address() as AddressInfo).port}`] as const;
  });
  return Object.fromEntries(await Promise.all(addresses));
}

function borrower(key: string, clouds: readonly Emulator[], lender: Emulator | undefined) {
  const session = lender?.world.identities.session(key);
  const cloud = clouds.find(({ accountId }) => accountId === session?.identity.accountId);
  const identity = cloud?.world.identities.byName(session?.identity.name ?? '');
  if (session !== undefined && identity !== undefined)
    cloud?.world.identities.addSession({ ...session, identity });
  return cloud;
}

/** With the host that was signed. */
function passOn(given: IncomingMessage, place: string) {
  const { method, headers, url = '/' } = given;
  return given.pipe(request(new URL(url, place), { method: method ?? 'GET', headers }));
}
