import { generateKeyPair, randomBytes, sign } from 'node:crypto';
import {
  Agent,
  type ClientRequest,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  request,
} from 'node:http';
import { promisify } from 'node:util';
import { BitString, Integer, OctetString, Utf8String } from 'asn1js';
import {
  AlgorithmIdentifier,
  AttributeTypeAndValue,
  BasicConstraints,
  Certificate,
  Extension,
  ExtKeyUsage,
  GeneralName,
  GeneralNames,
  PublicKeyInfo,
  Time,
} from 'pkijs';
import { connectTo } from '../../machine/api-server/connection.js';
import { trustOf } from '../../machine/api-server/trust.js';
import { proxyFor } from '../../machine/proxy/rule.js';
import { hourMs } from '../../words/duration.js';
import type { ApiServerTarget } from '../../words/target.js';

/** One request on its way to the API server. */
interface UpstreamRequest {
  readonly method: 'GET' | 'POST';
  readonly target: string;
  readonly headers: OutgoingHttpHeaders;
  /** Null for none. */
  readonly body: Buffer | null;
  readonly signal: AbortSignal;
}

export interface Upstream {
  /** Resolves to the answer once its head has arrived. Throws what the network and TLS throw. */
  send(asked: UpstreamRequest): Promise<IncomingMessage>;
  close(): void;
}

const connectTimeoutMs = 15_000;

/** Connections to one API server with the target's certificate, as kubectl would make them, including proxies. */
export function openUpstream(
  target: ApiServerTarget,
  environment: Readonly<Record<string, string | undefined>>,
): Upstream {
  const url = new URL(target.server);
  const proxy = proxyFor(url, target.proxyUrl, environment);
  const trust = trustOf(target, false);
  const agent = new Agent({ keepAlive: true });
  agent.createConnection = (_, ready) => {
    const signal = AbortSignal.timeout(connectTimeoutMs);
    connectTo({ target, url, proxy, signal, progress: { connected: false } }, trust).then(
      (socket) => ready?.(null, socket),
      // Node takes no socket together with an error.
      (error: Error) => Reflect.apply(ready ?? (() => undefined), undefined, [error]),
    );
    return undefined;
  };
  const host = url.host;
  return {
    send: async (asked) => {
      try {
        return await answerTo(open(asked, { agent, host }), asked.body);
      } catch (error) {
        // A reused connection may just have been closed at the other end. Every forwarded request can be repeated.
        if (!(error instanceof StaleConnection)) throw error;
        return answerTo(open(asked, { agent, host }), asked.body);
      }
    },
    close: () => agent.destroy(),
  };
}

/** Of the system or of TLS, such as ECONNREFUSED; null for anything else, which might quote the server. */
export function systemCode(error: unknown): string | null {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return /^[A-Z][A-Z0-9_]{1,60}$/.test(code) ? code : null;
}

class StaleConnection extends Error {}

function open(
  { method, target, headers, signal }: UpstreamRequest,
  { agent, host }: { readonly agent: Agent; readonly host: string },
): ClientRequest {
  return request({ agent, method, path: target, headers: { ...headers, host }, signal });
}

function answerTo(sent: ClientRequest, body: Buffer | null): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    sent.once('response', resolve);
    sent.on('error', (error: NodeJS.ErrnoException) => {
      const isStale = sent.reusedSocket && ['ECONNRESET', 'EPIPE'].includes(error.code ?? '');
      reject(isStale ? new StaleConnection('closed meanwhile', { cause: error }) : error);
    });
    sent.end(body ?? undefined);
  });
}

/** A certificate for 127.0.0.1 that is its own authority, with its key; PEM. The key is never written to disk. */
interface LoopbackCertificate {
  readonly certificate: string;
  readonly key: string;
}

const ecdsaWithSha256 = '1.2.840.10045.4.3.2';
const commonName = '2.5.4.3';
/** Longer than any session. */
const lifeMs = 96 * hourMs;

/** Made for one proxy: kubectl sends a token over TLS only, and trusts no other certificate for it. */
export async function makeLoopbackCertificate(now: Date): Promise<LoopbackCertificate> {
  const { publicKey, privateKey } = await promisify(generateKeyPair)('ec', { namedCurve: 'P-256' });
  const certificate = new Certificate({
    version: 2,
    serialNumber: new Integer({ valueHex: bytes(Uint8Array.of(0x40, ...randomBytes(11))) }),
    notBefore: new Time({ type: 0, value: wholeSeconds(now.getTime() - hourMs) }),
    notAfter: new Time({ type: 0, value: wholeSeconds(now.getTime() + lifeMs) }),
    subjectPublicKeyInfo: PublicKeyInfo.fromBER(publicKey.export({ type: 'spki', format: 'der' })),
    extensions: extensions(),
  });
  for (const name of [certificate.subject, certificate.issuer]) {
    const value = new Utf8String({ value: 'ackring read-only proxy' });
    name.typesAndValues.push(new AttributeTypeAndValue({ type: commonName, value }));
  }
  certificate.signature = new AlgorithmIdentifier({ algorithmId: ecdsaWithSha256 });
  certificate.signatureAlgorithm = new AlgorithmIdentifier({ algorithmId: ecdsaWithSha256 });
  const toBeSigned = Buffer.from(certificate.encodeTBS().toBER());
  certificate.signatureValue = new BitString({ valueHex: bytes(sign('sha256', toBeSigned, privateKey)) });
  return {
    certificate: pem(Buffer.from(certificate.toSchema(true).toBER())),
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

function extensions(): Extension[] {
  const loopback = new OctetString({ valueHex: new Uint8Array([127, 0, 0, 1]).buffer });
  const names = new GeneralNames({ names: [new GeneralName({ type: 7, value: loopback })] });
  const purposes = new ExtKeyUsage({ keyPurposes: ['1.3.6.1.5.5.7.3.1'] });
  const signs = new BitString({ valueHex: new Uint8Array([0x80]).buffer, unusedBits: 7 });
  return [
    extension('2.5.29.15', true, signs.toBER()),
    extension('2.5.29.37', false, purposes.toSchema().toBER()),
    extension('2.5.29.19', true, new BasicConstraints().toSchema().toBER()),
    extension('2.5.29.17', false, names.toSchema().toBER()),
  ];
}

function extension(extnID: string, critical: boolean, extnValue: ArrayBuffer): Extension {
  return new Extension({ extnID, critical, extnValue });
}

/** X.509 has no fractions of seconds. */
function wholeSeconds(ms: number): Date {
  return new Date(Math.floor(ms / 1000) * 1000);
}

function bytes(view: Uint8Array): ArrayBuffer {
  return new Uint8Array(view).buffer;
}

function pem(der: Buffer): string {
  const lines = der.toString('base64').replace(/.{64}(?=.)/g, '$&\n');
  return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`;
}
