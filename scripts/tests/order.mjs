import { createHash } from 'node:crypto';

/** Compares names in an order that only the seed decides: the same seed gives the same order on every machine. */
export function bySeed(seed) {
  const place = (name) => createHash('sha256').update(`${seed} ${name}`).digest('hex');
  return (one, other) => (place(one) < place(other) ? -1 : 1);
}
