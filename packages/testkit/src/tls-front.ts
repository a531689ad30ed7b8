import { request as httpRequest } from 'node:http';
import { createServer } from 'node:https';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { portOf } from '@ackring/emulator/http/listener';
import { createAuthority } from '@ackring/emulator/pki/certificate';
import { issueServerCertificate } from '@ackring/emulator/pki/issue';
import { createKeyPool } from '@ackring/emulator/pki/key-pool';

/** A TLS listener in front of an HTTP endpoint, trusted by this process from now on. */
export interface TlsFront extends AsyncDisposable {
  /** `127.0.0.1:port`. */
  readonly host: string;
}

/** `@alicloud/credentials` calls STS only over TLS, so a test puts this in front of the emulator's plain endpoint. */
export async function tlsFront(endpoint: string): Promise<TlsFront> {
  const [authorityKeys, keys] = await twoKeyPairs();
  const from = new Date(Date.now() - 3_600_000);
  const name = { organization: 'ackring', organizationalUnit: null, commonName: 'tls front' };
  const authority = createAuthority(name, authorityKeys, from);
  const cert = issueServerCertificate({ authority, keys, names: ['127.0.0.1'], from });
  setDefaultCACertificates([...getCACertificates('default'), authority.certificate]);

  const key = keys.privateKey.export({ type: 'pkcs8', format: 'pem' });
  const server = createServer({ key, cert }, (incoming, outgoing) => {
    const { method, headers, url = '/' } = incoming;
    const forwarded = httpRequest(new URL(url, endpoint), { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    incoming.pipe(forwarded);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    host: `127.0.0.1:${portOf(server.address())}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function twoKeyPairs() {
  const pool = createKeyPool();
  return [await pool.take(), await pool.take()] as const;
}
