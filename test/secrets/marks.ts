import type { KeyObject } from 'node:crypto';

/** The secrets of one test, recognized in any text: whole or in part, plain or encoded. */
export interface Marks {
  /** A password, a token, an access key's secret. */
  addSecret(name: string, secret: string): void;
  addKey(name: string, key: KeyObject): void;
  /** Any private key, by its beginning. */
  addEveryKey(): void;
  /** The names of those of which the text contains a piece. */
  foundIn(text: string): readonly string[];
  readonly names: readonly string[];
}

/** This many consecutive characters of a secret give it away; error messages of JSON parsers quote that many. */
const pieceLength = 16;

export function createMarks(): Marks {
  const owners = new Map<string, string>();
  const names: string[] = [];
  const addPieces = (name: string, text: string) => {
    for (const piece of piecesOf(text)) owners.set(piece, name);
  };
  return {
    names,
    addSecret(name, secret) {
      if (secret.length < pieceLength) throw new Error(`${name} is too short to be known again`);
      names.push(name);
      for (const form of [secret, ...base64Forms(secret), hex(secret), encodeURIComponent(secret)]) {
        addPieces(name, form);
      }
    },
    addKey(name, key) {
      names.push(name);
      for (const type of ['pkcs1', 'pkcs8'] as const) {
        const pem = key.export({ type, format: 'pem' }).toString();
        const text = privateLines(pem).join('\n');
        for (const form of [text, ...base64Forms(text)]) addPieces(name, form);
      }
    },
    addEveryKey() {
      names.push('a private key');
      for (const label of ['RSA PRIVATE KEY', 'EC PRIVATE KEY', 'PRIVATE KEY']) {
        const line = `-----BEGIN ${label}-----`;
        for (const form of [line, ...base64Forms(line)]) addPieces('a private key', form);
      }
    },
    foundIn: (text) => {
      const found = new Set<string>();
      for (const piece of piecesOf(text)) {
        const name = owners.get(piece);
        if (name !== undefined) found.add(name);
      }
      return [...found];
    },
  };
}

function* piecesOf(text: string): Generator<string> {
  for (let start = 0; start + pieceLength <= text.length; start += 1) {
    yield text.slice(start, start + pieceLength);
  }
}

/** The text may be anywhere in what was encoded: at each of the three offsets in a group of bytes. */
function base64Forms(text: string): readonly string[] {
  return ['', ' ', '  '].map((before) => trimmed(Buffer.from(before + text).toString('base64')));
}

/** Without the characters that depend on its neighbours. */
function trimmed(base64: string): string {
  return base64.slice(4, -4);
}

function hex(text: string): string {
  return Buffer.from(text).toString('hex');
}

/** This many lines of a PEM contain the modulus of an RSA key of 2048 bits, which its certificate contains as well. */
const publicLines = 7;

function privateLines(pem: string): readonly string[] {
  return pem
    .split('\n')
    .filter((line) => !line.startsWith('-----'))
    .slice(publicLines);
}
