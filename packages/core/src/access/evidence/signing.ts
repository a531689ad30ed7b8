import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
} from 'node:crypto';

/** A signature over a file's exact bytes, with the key to verify it. */
export interface Signed {
  /** Ed25519, 64 bytes. */
  readonly signature: Buffer;
  /** SPKI as PEM. */
  readonly publicKey: string;
  /** SHA-256 of the public key in lower-case hex: an auditor should get it through another channel. */
  readonly fingerprint: string;
}

/** Keeps the one private key for this machine's evidence. */
export interface KeyStore {
  read(): Promise<string | null>;
  /** Never replaces an existing one: `read` then returns what another process created first. */
  create(pem: string): Promise<void>;
}

/** Signs with the store's key, created on first use. */
export async function signEvidence(bytes: Buffer, store: KeyStore): Promise<Signed> {
  const key = await keyOf(store);
  const publicKey = createPublicKey(key);
  const der = publicKey.export({ type: 'spki', format: 'der' });
  return {
    signature: sign(null, bytes, key),
    publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    fingerprint: createHash('sha256').update(der).digest('hex'),
  };
}

async function keyOf(store: KeyStore): Promise<KeyObject> {
  const known = await store.read();
  if (known !== null) return createPrivateKey(known);
  const { privateKey } = generateKeyPairSync('ed25519');
  await store.create(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
  return createPrivateKey((await store.read()) ?? privateKey.export({ type: 'pkcs8', format: 'pem' }));
}
