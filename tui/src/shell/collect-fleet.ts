import { type WholeFleet, wholeFleet } from '@ackring/core/fleet';
import { exitCodes, isHubsRefusal } from '@ackring/core/words';
import type { Services } from '../world/services.js';
import { keepHeapModest } from '../world/v8-options.js';
import type { CommandContext } from './command.js';
import type { Output } from './output.js';

interface CollectedFleet extends WholeFleet {
  /** 7 if some regions failed; undefined if all answered. */
  readonly exitCode: number | undefined;
}

/** The whole fleet at once. A region that fails does not hide the others; if all do, its error is the command's. */
export async function collectFleet({
  services,
  progress,
  signal,
  hubs = false,
}: Pick<CommandContext, 'progress' | 'signal'> & {
  readonly services: Pick<Services, 'scanFleet'>;
  /** Also the hubs of ACK One's fleets, if the settings want them. */
  readonly hubs?: boolean;
}): Promise<CollectedFleet> {
  keepHeapModest();
  progress.show(({ cloud }) => cloud);
  const fleet = await wholeFleet(services.scanFleet({ signal, hubs }), (done, all) =>
    progress.show((words) => words.regions(done, all)),
  );
  progress.end();
  return { ...fleet, exitCode: fleet.unread.every(isHubsRefusal) ? undefined : exitCodes.partial };
}

/** Reports on stderr which regions are missing from the answer, and why. */
export function reportUnread({ unread }: Pick<CollectedFleet, 'unread'>, output: Output): void {
  for (const { region, error } of unread) output.problem({ region }, error);
}
