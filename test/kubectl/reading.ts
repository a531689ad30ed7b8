import type { Materials } from '@ackring/testkit/kubeconfigs/entries';
import { generatedHome, type KubeconfigHome } from '@ackring/testkit/kubeconfigs/place';
import { smallestHome } from '@ackring/testkit/kubeconfigs/smallest';
import { makeSpecimen } from '@ackring/testkit/specimen';
import { startClientGo } from './client-go.js';
import { differenceOf } from './difference.js';

/** Reads so many generated homes with both. The first that differs, made as small as it goes; null for none. */
export async function firstDifferentHome(from: number, count: number): Promise<string | null> {
  const materials = await makeSpecimen();
  for (let seed = from; seed < from + count; seed += mostAtOnce) {
    const different = await firstOf(seed, Math.min(mostAtOnce, from + count - seed), materials);
    if (different !== null) return different;
  }
  return null;
}

/** A new client-go now and then: what it keeps of each home ends with it. */
const mostAtOnce = 500;

async function firstOf(from: number, count: number, materials: Materials): Promise<string | null> {
  await using go = await startClientGo();
  for (let seed = from; seed < from + count; seed += 1) {
    const place = generatedHome(seed, materials);
    if ((await differenceOf(place, go)) === null) continue;
    const shows = async (smaller: KubeconfigHome) => (await differenceOf(smaller, go)) !== null;
    const smallest = await smallestHome(place, shows);
    const told = { seed, ...smallest, files: [...smallest.files], ...(await differenceOf(smallest, go)) };
    return JSON.stringify(told, null, 2);
  }
  return null;
}
