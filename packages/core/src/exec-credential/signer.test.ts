import test from 'ava';
import type { CachedCredential } from './cached-credential.js';
import type { CredentialSlot } from './provide.js';
import { slotOfSigner } from './signer.js';

// Whose slot is read, and whose is written.

const life = { notBefore: new Date(0), notAfter: new Date(1) };
const credential: CachedCredential = { token: 'fetched', ...life };

const withKey = (accessKeyId: string) => `me by ${accessKeyId}`;

const rows: [
  what: string,
  key: typeof withKey | null,
  lastKeyId: string | null,
  read: string,
  written: string,
][] = [
  ['whoever is known', null, 'k', 'me', 'me'],
  ['whom a command signs in, by the key that signed', withKey, 'k', 'me now', 'me by k'],
  ['whom a command signs in, by no key', withKey, null, 'me now', 'me'],
];

for (const [what, key, lastKeyId, read, written] of rows)
  test(`of ${what}: ${read} is read, and ${written} is written`, async (t) => {
    const kept: string[] = [];
    const slotFor = (caller: string) =>
      ({
        read: async () => ({ token: caller, ...life }),
        write: async () => void kept.push(caller),
      }) as unknown as CredentialSlot;
    const ports = { whoAsks: async () => ({ caller: 'me now' }), lastKeyId: async () => lastKeyId };
    const slot = await slotOfSigner({ caller: 'me', withKey: key }, slotFor, ports);
    t.like(await slot.read(), { token: read });
    await slot.write(credential);
    t.deepEqual(kept, [written]);
  });
