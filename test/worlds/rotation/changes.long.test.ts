import { holdWorlds } from './held-worlds.js';
import { knownWorlds, planOf, shortWorld } from './known-worlds.js';

holdWorlds(knownWorlds.filter((world) => planOf(world).nights > shortWorld));
