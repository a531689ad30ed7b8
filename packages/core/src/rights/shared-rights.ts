import { withObserved } from './ending-right.js';
import type { EndingRights } from './ending-rights.js';

/**
 * The rights of this machine, of which those that name a rotation's configuration are in its ledger too: each record is
 * written there first, and what the ledger knows to be over is taken by nobody else. `ledgerOf` opens a ledger by its
 * configuration's file.
 */
export function sharedRights(
  own: EndingRights,
  ledgerOf: (configuration: string) => Promise<EndingRights>,
): EndingRights {
  return {
    ...own,
    all: async (ledger = null) => {
      const here = await own.all();
      if (ledger === null) return here;
      const there = await (await ledgerOf(ledger)).all();
      const theirs = new Map(there.rights.map((right) => [right.id, { ...right, ledger }]));
      const ours = here.rights.map((right) => withObserved(right, theirs.get(right.id) ?? null));
      for (const { id } of ours) theirs.delete(id);
      return { rights: [...ours, ...theirs.values()], errors: [...here.errors, ...there.errors] };
    },
    elsewhere: async ({ id, ledger }) => {
      if (ledger === null) return null;
      const { rights } = await (await ledgerOf(ledger)).all();
      return rights.find((each) => each.id === id) ?? null;
    },
    keep: async (right) => {
      if (right.ledger !== null) await (await ledgerOf(right.ledger)).keep({ ...right, ledger: null });
      await own.keep(right);
    },
  };
}
