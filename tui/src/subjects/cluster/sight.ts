import { type AckringError, type Cluster, clusterKey, toAckringError } from '@ackring/core/words';
import type { World } from '../../screen/world.js';
import type { DetailAnswer } from './detail-answers.js';

/** Rows that scroll past are ignored. */
const restMs = 80;
/** Regions answer one by one, and their rows push others out of sight: waits for all, but no longer for a dead one. */
const comingInMs = 5000;
const atOnce = 6;
/** Answers this close together are one change of the screen. */
const togetherMs = 40;
/** The cache is written as a whole: not while the user scrolls. */
const keepAfterMs = 3000;

export interface Sight {
  /** Requests these details, in order, replacing earlier requests: what has scrolled away is dropped. */
  look(clusters: readonly Cluster[], isComingIn: boolean): void;
  stop(): void;
  /** Writes what was learnt into the cache, if anything is new. A failure is reported once, and stops nothing. */
  keep(): Promise<void>;
}

export interface SightEvents {
  described(answers: readonly DetailAnswer[]): void;
  unkept(problem: AckringError): void;
}

/** Requests the details of visible rows, a few at a time, once scrolling stops. */
export function createSight(world: World, emit: SightEvents): Sight {
  const asked = new Map<string, AbortController>();
  let inSight: readonly Cluster[] = [];
  let waiting: readonly Cluster[] = [];
  let answers: DetailAnswer[] = [];
  let isNew = false;
  let isShown = false;
  let rest: NodeJS.Timeout | null = null;
  let wasComingIn = false;
  let batching: NodeJS.Timeout | null = null;
  let keeping: NodeJS.Timeout | undefined;

  function look(clusters: readonly Cluster[], isComingIn: boolean): void {
    const before = new Set(inSight.map(clusterKey));
    // Answers only shorten the list: they must not delay the visible rows.
    const isLess = clusters.every((cluster) => before.has(clusterKey(cluster)));
    const waits = rest !== null && isComingIn === wasComingIn && (isComingIn || isLess);
    inSight = clusters;
    wasComingIn = isComingIn;
    if (waits) return;
    if (rest !== null) clearTimeout(rest);
    rest = setTimeout(lookClosely, isComingIn ? comingInMs : restMs);
  }

  function lookClosely(): void {
    rest = null;
    const wanted = new Set(inSight.map(clusterKey));
    for (const [id, controller] of asked) {
      if (wanted.has(id)) continue;
      controller.abort();
      asked.delete(id);
    }
    const told = new Set(answers.map(({ listed }) => clusterKey(listed)));
    waiting = inSight.filter((cluster) => !asked.has(clusterKey(cluster)) && !told.has(clusterKey(cluster)));
    askOn();
  }

  function askOn(): void {
    while (asked.size < atOnce) {
      const [next, ...others] = waiting;
      if (next === undefined) return;
      waiting = others;
      void ask(next);
    }
  }

  async function ask(listed: Cluster): Promise<void> {
    const controller = new AbortController();
    asked.set(clusterKey(listed), controller);
    const detail = await world
      .servicesFor(listed)
      .describeCluster(listed, AbortSignal.any([world.signal, controller.signal]))
      .catch(toAckringError);
    if (controller.signal.aborted) return;
    asked.delete(clusterKey(listed));
    answers.push({ listed, detail });
    batching ??= setTimeout(reportBatch, togetherMs);
    askOn();
  }

  function reportBatch(): void {
    batching = null;
    isNew = true;
    clearTimeout(keeping);
    keeping = setTimeout(() => void keep(), keepAfterMs);
    const batch = answers;
    answers = [];
    emit.described(batch);
  }

  async function keep(): Promise<void> {
    clearTimeout(keeping);
    if (!isNew) return;
    isNew = false;
    for (const profile of world.watched()) {
      const problem = await world.servicesOf(profile).keepDetails().catch(toAckringError);
      if (problem === null || isShown) continue;
      isShown = true;
      emit.unkept(problem);
    }
  }

  function stop(): void {
    void keep();
    inSight = [];
    if (rest !== null) clearTimeout(rest);
    lookClosely();
    if (batching !== null) clearTimeout(batching);
    batching = null;
    answers = [];
  }

  return { look, stop, keep };
}
