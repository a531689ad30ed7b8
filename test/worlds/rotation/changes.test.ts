import { holdWorlds } from './held-worlds.js';
import { knownWorlds, planOf, shortWorld } from './known-worlds.js';

// The others in changes.long.test.ts; generated fleets of three years: rotation-changes in `soak`.
holdWorlds(knownWorlds.filter((world) => planOf(world).nights <= shortWorld));
