import type { Fault, FaultEffect, FaultTarget } from './fault.js';

/** The faults in force. Several may meet one request: they act in the order they were added. */
export interface Faults {
  /** Adds one; returns what takes it away again. */
  add(fault: Fault): () => void;
  /** A script: the operation's next calls meet these effects one after the other; null lets a call pass. */
  script(operation: string, effects: readonly (FaultEffect | null)[]): () => void;
  list(): readonly Fault[];
  clear(): void;
}

/** What the frame asks for every request. */
export interface FaultSource extends Faults {
  strike(request: { service: FaultTarget; operation: string; path: string }): readonly FaultEffect[];
}

interface Armed {
  readonly fault: Fault;
  seen: number;
  strikes: number;
}

/** Probabilities come from a generator seeded by `seed`, so that a run can be repeated. */
export function createFaults(seed = 1): FaultSource {
  const armed = new Set<Armed>();
  const random = mulberry32(seed);

  function add(fault: Fault): () => void {
    const entry = { fault, seen: 0, strikes: 0 };
    armed.add(entry);
    return () => armed.delete(entry);
  }

  return {
    add,
    script(operation, effects) {
      const removals = effects.flatMap((effect, index) =>
        effect ? [add({ operation, skip: index, times: 1, effect })] : [],
      );
      return () => {
        for (const remove of removals) remove();
      };
    },
    list: () => [...armed].map((entry) => entry.fault),
    clear: () => armed.clear(),
    strike(request) {
      const effects: FaultEffect[] = [];
      for (const entry of armed) {
        if (!meets(entry.fault, request)) continue;
        entry.seen += 1;
        if (entry.seen <= (entry.fault.skip ?? 0)) continue;
        if (random() >= (entry.fault.probability ?? 1)) continue;
        effects.push(entry.fault.effect);
        entry.strikes += 1;
        if (entry.strikes >= (entry.fault.times ?? Number.POSITIVE_INFINITY)) armed.delete(entry);
      }
      return effects;
    },
  };
}

function meets(fault: Fault, request: { service: FaultTarget; operation: string; path: string }): boolean {
  if (fault.service ? fault.service !== request.service : request.service === 'kubernetes') return false;
  if (fault.operation && fault.operation !== request.operation) return false;
  return !fault.path || request.path.includes(fault.path);
}

function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
