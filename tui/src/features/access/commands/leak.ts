import { join } from 'node:path';
import type { PlacedLeak, PlacedToken, PlacedVerdict, TokenVerdict } from '@ackring/core/access';
import { claimNothingFound } from '@ackring/core/claims';
import { type AckringError, exitCodes, type Sentence, toAckringError } from '@ackring/core/words';
import { say } from '../../../messages/say.js';
import { type CommandContext, defineCommand } from '../../../shell/command.js';
import { readStandardBytes } from '../../../shell/standard-input.js';
import { namesAmong } from '../../../subjects/holding/known-names.js';
import { stateFolder } from '../../../world/folders.js';
import {
  doorCounts,
  isLeft,
  isOfToken,
  leakLines,
  leakToJson,
  type OwnedVerdict,
  type Owners,
  withOwners,
} from '../leak-text.js';
import {
  leftOutText,
  placeOf,
  type Skipped,
  stopped,
  unsearched,
  unsearchedTogether,
} from '../leak-unsearched.js';

export const command = defineCommand({
  name: 'leak',
  summary: 'find kubeconfigs in a file, a tree or a git history, and say what they still open',
  usage: 'FILE|DIR|-',
  positionals: { min: 1, max: 1, completes: 'file' },
  options: {
    'no-history': { type: 'boolean', summary: 'leave out the git history of the tree' },
    'node-modules': { type: 'boolean', summary: 'search node_modules beside a package.json too' },
    'no-probe': { type: 'boolean', summary: 'do not try the found certificates at their API servers' },
  },
  examples: [
    { line: 'ackring leak .', summary: 'this repository and all its history' },
    {
      line: 'ackring leak kubeconfig.yaml',
      summary: 'exit 1 where one still opens something, 7 where that is not known of all',
    },
  ],
  async run(context) {
    const { options, positionals, services, output, progress, signal, stdin } = context;
    const [path = ''] = positionals;
    let isWhole = true;
    let read = 0;
    let isRead = false;
    let isUnasked = false;
    const leftOut: string[] = [];
    const skipped = new Map<string, [Skipped, ...Skipped[]]>();
    const found: { leaks: PlacedLeak[]; tokens: PlacedToken[] } = { leaks: [], tokens: [] };
    const verdicts: (PlacedVerdict | TokenVerdict)[] = [];
    await untilStopped(path === '-' ? findInStream() : findIn(path)).finally(tellSkipped);
    await untilStopped(judge());
    // Whoever stops it gets what was found by then, and what is known of it without asking anybody.
    if (signal.aborted) for await (const verdict of hunted(leftOver(), false)) verdicts.push(verdict);
    progress.end();
    const placed = await withOwners(verdicts, await ownersIn(path, context));
    if (output.json) output.data(placed.map(leakToJson));
    else {
      const met = await services.cachedHolders().catch(() => []);
      const nameOf = namesAmong([...met, ...verdicts.flatMap(({ identity }) => identity ?? [])]);
      for (const verdict of placed) for (const line of await leakLines(verdict, nameOf)) output.write(line);
    }
    if (leftOut.length > 0) output.note(leftOutText(leftOut));
    output.note(summaryOf(placed, { isWhole: isWhole && !signal.aborted, isAll: leftOut.length === 0 }));
    if (signal.aborted) throw stopped({ read, isRead, path });
    const leaked = placed.filter((verdict) => !isLeft(verdict));
    if (leaked.some(({ door }) => door === 'open' || door === 'presumedOpen')) return exitCodes.failed;
    return isWhole && leaked.every(({ claim }) => claim.kind === 'proven') ? undefined : exitCodes.partial;

    async function untilStopped(work: Promise<void>): Promise<void> {
      await work.catch((error: unknown) => {
        if (!signal.aborted) throw error;
      });
    }

    async function findIn(place: string): Promise<void> {
      const asked = { history: !options['no-history'], packages: options['node-modules'], signal };
      for await (const event of services.incident.searchLeaks(place, asked)) {
        if (event.kind === 'leak') found.leaks.push(event.leak);
        if (event.kind === 'token') found.tokens.push(event.leak);
        if (event.kind === 'skipped') skip(event);
        if (event.kind === 'leftOut') leftOut.push(event.file);
        if (event.kind === 'searched') isRead = true;
        if (event.kind !== 'reading') continue;
        read += 1;
        progress.show(({ search }) => search(read, found.leaks.length + found.tokens.length), event.file);
      }
    }

    async function findInStream(): Promise<void> {
      const { leaksIn, largestBytes } = await import('@ackring/core/access');
      const place = { file: 'standard input', commit: null };
      progress.show(({ search }) => search(read, 0));
      const { leaks, tokens, closed } = leaksIn(await readStandardBytes(stdin, largestBytes));
      for (const why of closed) skip({ kind: 'skipped', file: place.file, why });
      found.leaks.push(...leaks.map((leak) => ({ ...leak, place })));
      found.tokens.push(...tokens.map((leak) => ({ ...leak, place })));
    }

    async function judge(): Promise<void> {
      const count = found.leaks.length + found.tokens.length;
      if (count === 0 || signal.aborted) return;
      progress.show((words) => words.certificates(0, count));
      // Without the cloud's word the verdicts below know less.
      await services.callerIdentity(signal).catch((error: unknown) => tellUnasked(toAckringError(error)));
      for await (const verdict of hunted(found, true)) {
        verdicts.push(verdict);
        progress.show((words) => words.certificates(verdicts.length, count));
      }
    }

    async function* hunted({ leaks, tokens }: Findings, asks: boolean) {
      const asked = {
        ...{ probe: !options['no-probe'], asks, onUnasked: tellUnasked },
        ...(asks ? { signal } : {}),
      };
      yield* services.incident.investigateLeaks(leaks, asked);
      yield* services.incident.investigateTokens(tokens, asked);
    }

    function tellUnasked(error: AckringError): void {
      if (!isUnasked) output.problem({ cloud: 'cloud' }, error);
      isUnasked = true;
    }

    /** What is not judged yet. */
    function leftOver(): Findings {
      const judged = new Set(verdicts.map(({ finding }) => finding.certificate?.sha256 ?? finding));
      const tokens = new Set(
        found.tokens.flatMap(({ finding, token }) => (judged.has(finding) ? [token] : [])),
      );
      return {
        leaks: found.leaks.filter(({ finding }) => !judged.has(finding.certificate.sha256)),
        tokens: found.tokens.filter(({ token }) => !tokens.has(token)),
      };
    }

    function skip(event: Skipped): void {
      isWhole = false;
      if (output.json) {
        output.problem({ file: placeOf(event, output.text) }, unsearched(event));
        return;
      }
      // A tree may hold hundreds of binary files, a history hundreds of versions of one.
      const key =
        event.why === 'largeBinary'
          ? event.why
          : [event.why, event.isOld, event.file, event.detail].join('\0');
      const together = skipped.get(key);
      if (together === undefined) skipped.set(key, [event]);
      else together.push(event);
    }

    function tellSkipped(): void {
      for (const events of skipped.values()) {
        const [first] = events;
        const isOfOne = events.every(({ file, isOld }) => file === first.file && isOld === first.isOld);
        output.problem({ file: isOfOne ? placeOf(first, output.text) : path }, unsearchedTogether(events));
      }
    }
  },
});

/** Whose a file is that is named as it was found: in a tree from there, alone as it was given. */
async function ownersIn(
  searched: string,
  { environment, home }: Pick<CommandContext, 'environment' | 'home'>,
): Promise<Owners> {
  const { isOpenToOthers, kubeconfigOwnership } = await import('@ackring/core/machine');
  const whose = kubeconfigOwnership({ environment, home, stateFolder: stateFolder(environment, home) });
  const pathOf = (file: string) => (file === searched ? file : join(searched, file));
  return {
    of: (file) => whose(pathOf(file)),
    canOthersRead: async (file) => (await isOpenToOthers(pathOf(file))) ?? true,
  };
}

interface Findings {
  readonly leaks: readonly PlacedLeak[];
  readonly tokens: readonly PlacedToken[];
}

function summaryOf(
  verdicts: readonly OwnedVerdict[],
  { isWhole, isAll }: { readonly isWhole: boolean; readonly isAll: boolean },
): Sentence {
  const nothing = claimNothingFound({ found: verdicts.length, isWhole });
  const scope = isAll ? '' : say(' outside node_modules');
  const where = isWhole ? scope : say(' in what could be searched');
  if (nothing.kind !== 'refuted') return say('no kubeconfig was found{where}', { where });
  const tokens = verdicts.filter(isOfToken).length;
  const count = verdicts.length - tokens;
  const doors = doorCounts(verdicts);
  if (tokens > 0) {
    const found = { where, count, tokens, doors };
    return say('found{where}: certificates {count}, tokens {tokens}: {doors}', found);
  }
  return say('{count} {count|certificate was|certificates were} found{where}: {doors}', {
    count,
    where,
    doors,
  });
}
