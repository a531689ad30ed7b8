import { createPrivateKey, generateKeyPairSync, type KeyObject, X509Certificate } from 'node:crypto';
import { makeSpecimen } from '@ackring/testkit/specimen';
import test from 'ava';
import { isKeyPair, isKeyPairQuickly, isWorkingPair, unusableKind } from './key-pair.js';

test('a key belongs to its own certificate and to no other', async (t) => {
  const [own, other] = await Promise.all([makeSpecimen(), makeSpecimen({ keyNumber: 1 })]);
  t.true(isKeyPair(own.certificate, own.key));
  t.false(isKeyPair(own.certificate, other.key));
  t.true(isKeyPairQuickly(derOf(own.certificate), keyDer(own.key)));
  t.false(isKeyPairQuickly(derOf(own.certificate), keyDer(other.key)));
});

test('keys of other kinds and forms are judged by OpenSSL', async (t) => {
  const { certificate, key } = await makeSpecimen();
  const pkcs8 = createPrivateKey(key).export({ type: 'pkcs8', format: 'pem' }).toString();
  t.true(isKeyPair(certificate, pkcs8));
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  t.false(isKeyPair(certificate, privateKey.export({ type: 'sec1', format: 'pem' }).toString()));
  t.false(isKeyPair(certificate, ''));
  t.false(isKeyPair('', key));
});

test("for keys and certificates with one corrupted byte, the answer is OpenSSL's", async (t) => {
  const { certificate, key } = await makeSpecimen();
  const [issued, held] = [derOf(certificate), keyDer(key)];
  let quickly = 0;
  const compare = (spoiled: { issued: Buffer; held: Buffer }, what: string): void => {
    if (isKeyPairQuickly(spoiled.issued, spoiled.held) !== null) quickly += 1;
    const pems = [pemOf('CERTIFICATE', spoiled.issued), pemOf('RSA PRIVATE KEY', spoiled.held)] as const;
    t.is(isKeyPair(...pems), isPairByOpenSsl(...pems), what);
  };
  for (let at = 0; at < issued.length; at += 1) {
    compare({ issued: spoil(issued, at), held }, `byte ${at} of the certificate`);
  }
  for (let at = 0; at < held.length; at += 1)
    compare({ issued, held: spoil(held, at) }, `byte ${at} of the key`);
  t.true(quickly > held.length);
});

test('a key is sound when it signs for its certificate and all of its numbers agree', async (t) => {
  const [{ certificate, key }, other] = await Promise.all([makeSpecimen(), makeSpecimen({ keyNumber: 1 })]);
  const held = keyDer(key);
  const works = (der: Buffer) => isWorkingPair(certificate, pemOf('RSA PRIVATE KEY', der));
  t.true(isWorkingPair(certificate, key));
  t.true(works(held));
  t.false(isWorkingPair(certificate, other.key));
  t.false(isWorkingPair(certificate, ''));
  t.false(isWorkingPair('', key));
  // OpenSSL ignores what follows the key; Go refuses it.
  t.false(works(Buffer.concat([held, Buffer.alloc(4)])));
  // Any byte: version, modulus, both exponents, primes, derived values, and every tag and length between them.
  for (let at = 0; at < held.length; at += 1) t.false(works(spoil(held, at)), `byte ${at}`);
});

test('a key whose PEM readers do not take for this one key is judged as OpenSSL reads it', async (t) => {
  const [{ certificate, key }, other] = await Promise.all([makeSpecimen(), makeSpecimen({ keyNumber: 1 })]);
  const alien = createPrivateKey(other.key).export({ type: 'pkcs8', format: 'pem' }).toString();
  const refused = {
    'another key before it': alien + key,
    'no line of its own for its beginning': key.replace('-----\n', '-----'),
    'text before its beginning': `x${key}`,
    'text after its end': `${key.trimEnd()}x\n`,
    // A third of all keys need none.
    ...(/=\n/.test(key) ? { 'its padding lost': key.replace(/=+\n/, '\n') } : {}),
    'a character lost': key.replace(/.(=*\n-----END)/, '$1'),
    'other padding': key.replace(/(=*)\n-----END/, (_, held) => `${held === '==' ? '=' : '=='}\n-----END`),
  };
  for (const [what, pem] of Object.entries(refused)) {
    t.not(pem, key, what);
    t.false(isWorkingPair(certificate, pem), what);
    t.false(isKeyPair(certificate, pem), what);
  }
  for (const pem of [key.replaceAll('\n', '\r\n'), `\n${key}\n`, key + alien])
    t.true(isWorkingPair(certificate, pem));
});

test('a key with a number or a length that is not written the shortest way is not sound: Go refuses it', async (t) => {
  const { certificate, key } = await makeSpecimen();
  const held = keyDer(key);
  const works = (der: Buffer) => isWorkingPair(certificate, pemOf('RSA PRIVATE KEY', der));
  const sequence = (body: Buffer) => Buffer.concat([Buffer.from([0x30, 0x82]), bytesOf(body.length), body]);
  const body = held.subarray(4);
  t.true(works(sequence(body)));
  // The version first, of one byte.
  const numbers = body.subarray(3);
  t.false(
    works(sequence(Buffer.concat([Buffer.from([0x02, 0x02, 0x00, 0x00]), numbers]))),
    'a zero in front',
  );
  t.false(works(sequence(Buffer.concat([Buffer.from([0x02, 0x81, 0x01, 0x00]), numbers]))), 'a long length');
  t.false(works(sequence(Buffer.concat([Buffer.from([0x02, 0x01, 0x01]), numbers]))), 'another version');
});

test('a key in another form has to sign, and its numbers have to agree', async (t) => {
  const [{ certificate, key }, other] = await Promise.all([makeSpecimen(), makeSpecimen({ keyNumber: 1 })]);
  const pkcs8 = (pem: string) => createPrivateKey(pem).export({ type: 'pkcs8', format: 'pem' }).toString();
  t.true(isWorkingPair(certificate, pkcs8(key)));
  t.false(isWorkingPair(certificate, pkcs8(other.key)));
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  t.false(isWorkingPair(certificate, privateKey.export({ type: 'sec1', format: 'pem' }).toString()));
});

function bytesOf(length: number): Buffer {
  return Buffer.from([length >> 8, length & 0xff]);
}

function spoil(der: Buffer, at: number): Buffer {
  const spoiled = Buffer.from(der);
  spoiled[at] = (spoiled[at] ?? 0) ^ 0x81;
  return spoiled;
}

function isPairByOpenSsl(certificate: string, key: string): boolean {
  try {
    return new X509Certificate(certificate).checkPrivateKey(createPrivateKey(key));
  } catch {
    return false;
  }
}

function pemOf(label: string, der: Buffer): string {
  const lines = der.toString('base64').replace(/.{64}(?=.)/g, '$&\n');
  return `-----BEGIN ${label}-----\n${lines}\n-----END ${label}-----\n`;
}

function derOf(pem: string): Buffer {
  return new X509Certificate(pem).raw;
}

function keyDer(pem: string): Buffer {
  return createPrivateKey(pem).export({ type: 'pkcs1', format: 'der' });
}

test('keys that Go cannot use are named', async (t) => {
  const pem = (key: KeyObject) => key.export({ type: 'pkcs8', format: 'pem' }).toString();
  const curve = (namedCurve: string) => pem(generateKeyPairSync('ec', { namedCurve }).privateKey);
  const { key } = await makeSpecimen();
  const locked = createPrivateKey(key).export({
    ...{ type: 'pkcs1', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' },
  });
  t.is(unusableKind(locked.toString()), 'encrypted');
  t.is(unusableKind(pem(generateKeyPairSync('rsa-pss', { modulusLength: 2048 }).privateKey)), 'rsa-pss');
  t.is(unusableKind(curve('secp256k1')), 'secp256k1');
  for (const each of [
    key,
    curve('P-256'),
    curve('P-521'),
    pem(generateKeyPairSync('ed25519').privateKey),
    '',
  ])
    t.is(unusableKind(each), null);
});
