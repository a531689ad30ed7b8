import type { World } from '../../world/world.js';
import { createRpcService } from '../rpc/rpc-service.js';
import type { Service } from '../service.js';
import { keyOperations } from './keys.js';
import { readOperations } from './read.js';
import type { Secret } from './secret.js';
import { type KmsKey, type KmsStore, usualRegion } from './store.js';
import { writeOperations } from './write.js';

/** The initial instance and key. */
export const defaultInstanceId = 'kst-hzz65f176a0ogplgqabcd';
export const defaultKeyId = 'key-hzz65f176a0ogplgq1234';

/** Secrets Manager of KMS, generic secrets only, and their possible encryption keys. */
export interface Kms extends Service {
  /** What is stored in the usual region, by name, for tests to read. */
  readonly secrets: ReadonlyMap<string, Secret>;
  readonly keys: ReadonlyMap<string, KmsKey>;
  /** Adds a key, or changes its state. */
  setKey(key: KmsKey): void;
  /**
   * Whether moving `ACSCurrent` by UpdateSecretVersionStage also moves `ACSPrevious`. The reference says so for
   * PutSecretValue only, so a client must work either way; initially true.
   */
  setPreviousFollowsMoves(follows: boolean): void;
}

interface SavedKms {
  readonly secrets: readonly (Secret & { readonly region?: string })[];
  readonly keys: readonly KmsKey[];
}

/** Creates the service for one world. */
export function createKms(world: World): Kms {
  const regions = new Map([[usualRegion, new Map<string, Secret>()]]);
  const secretsIn = (region: string) => {
    const secrets = regions.get(region) ?? new Map<string, Secret>();
    regions.set(region, secrets);
    return secrets;
  };
  const store: KmsStore = { world, secretsIn, keys: new Map(), previousFollowsMoves: true };
  const setKey = (key: KmsKey) => void store.keys.set(key.id, key);
  setKey({ id: defaultKeyId, instanceId: defaultInstanceId, state: 'Enabled' });
  const service = createRpcService({
    world,
    product: 'Kms',
    version: '2016-01-20',
    operations: { ...writeOperations(store), ...readOperations(store), ...keyOperations(store) },
  });
  return {
    ...service,
    secrets: secretsIn(usualRegion),
    keys: store.keys,
    setKey,
    setPreviousFollowsMoves(follows) {
      store.previousFollowsMoves = follows;
    },
    save: (): SavedKms => ({
      secrets: [...regions].flatMap(([region, all]) =>
        [...all.values()].map((secret) => ({ ...secret, region })),
      ),
      keys: [...store.keys.values()],
    }),
    load: (saved) => {
      for (const secrets of regions.values()) secrets.clear();
      restore(store, saved as SavedKms);
    },
  };
}

function restore(store: KmsStore, saved: SavedKms): void {
  store.keys.clear();
  for (const { region = usualRegion, ...secret } of saved.secrets) {
    store.secretsIn(region).set(secret.name, secret);
  }
  for (const key of saved.keys) store.keys.set(key.id, key);
}
