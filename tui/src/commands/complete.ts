import { knownRegions } from '@ackring/core/fleet/known-regions';
import { visible } from '../present/visible.js';
import type { Services } from '../services.js';
import { type Completes, defineCommand } from './command.js';
import { type Candidate, suggest } from './suggest.js';

export const command = defineCommand({
  name: 'complete',
  summary: 'candidates for a shell, one a line',
  usage: '-- WORD…',
  positionals: { min: 0, max: Number.POSITIVE_INFINITY },
  options: {},
  hidden: true,
  examples: [],
  async run({ positionals, services, output }) {
    const candidates = await suggest(positionals, (kind) => namesOf(kind, services));
    // A name that would have to be escaped is not one a shell can type back.
    const lines = candidates
      .filter(({ value }) => visible(value) === value)
      .map(({ value, summary }) => (summary === '' ? value : `${value}\t${visible(summary)}`));
    if (lines.length > 0) output.write(lines.join('\n'));
    return undefined;
  },
});

/** From files only: a shell waits for the answer while somebody holds the Tab key. */
async function namesOf(kind: Completes, services: Services): Promise<readonly Candidate[]> {
  switch (kind) {
    case 'cluster':
      return ((await services.cachedFleet())?.clusters ?? []).map(({ name, region, id }) => ({
        value: name,
        summary: `${region} ${id}`,
      }));
    case 'context':
      return (await services.contexts()).entries.map(({ context, status }) => ({
        value: context,
        summary: status,
      }));
    case 'region':
      return knownRegions.map((value) => ({ value, summary: '' }));
    case 'file':
      return [{ value: ':file', summary: '' }];
    case 'user':
      return (await services.cachedHolders()).map(({ name, uid, type, state }) => ({
        value: name || uid,
        summary: state === 'active' ? `${type} ${uid}` : `${type} ${uid}, ${state}`,
      }));
  }
}
