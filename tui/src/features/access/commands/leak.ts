import type { LeakSearchEvent, PlacedLeak, PlacedVerdict } from '@ackring/core/access';
import type { Sentence } from '@ackring/core/words';
import { AckringError, exitCodes, visible } from '@ackring/core/words';
import { say } from '../../../messages/say.js';
import { localTime } from '../../../screen/drawing/times.js';
import { defineCommand } from '../../../shell/command.js';
import { readStandardInput } from '../../../shell/standard-input.js';

export const command = defineCommand({
  name: 'leak',
  summary: 'find kubeconfigs in a file, a tree or a git history, and say what they still open',
  usage: 'FILE|DIR|-',
  positionals: { min: 1, max: 1, completes: 'file' },
  options: {
    'no-history': { type: 'boolean', summary: 'leave out the git history of the tree' },
    'no-probe': { type: 'boolean', summary: 'do not try the found certificates at their API servers' },
  },
  examples: [{ line: 'ackring leak .', summary: 'this repository and all its history' }],
  async run({ options, positionals, services, output, signal, stdin }) {
    const [path = ''] = positionals;
    let isWhole = true;
    const leaks = path === '-' ? await leaksInStream(stdin) : await leaksIn(path);
    const verdicts: PlacedVerdict[] = [];
    if (leaks.length > 0) {
      const found = services.incident.investigateLeaks(leaks, { probe: !options['no-probe'], signal });
      for await (const verdict of found) verdicts.push(verdict);
    }
    if (output.json) output.data(verdicts);
    else for (const verdict of verdicts) output.write(await verdictText(verdict));
    const where = isWhole ? '' : ' in what could be looked into';
    output.note(
      verdicts.length === 0
        ? `no kubeconfig was found${where}`
        : `${verdicts.length} certificates were found${where}`,
    );
    if (verdicts.some(({ door }) => door !== 'closed')) return exitCodes.failed;
    return isWhole ? undefined : exitCodes.partial;

    async function leaksIn(place: string): Promise<readonly PlacedLeak[]> {
      const all: PlacedLeak[] = [];
      for await (const event of services.incident.searchLeaks(place, {
        history: !options['no-history'],
        signal,
      })) {
        if (event.kind === 'leak') all.push(event.leak);
        if (event.kind !== 'skipped') continue;
        isWhole = false;
        output.problem({ file: event.file }, unseen(event));
      }
      return all;
    }
  },
});

type Skipped = Extract<LeakSearchEvent, { kind: 'skipped' }>;

/** What was not searched must not count as clean. */
function unseen({ why, detail }: Skipped): AckringError {
  const reason = reasons[why];
  return new AckringError(
    'FileUnreadable',
    detail === undefined
      ? say('not searched: {reason}', { reason })
      : say('not searched: {reason}: {detail}', { reason, detail }),
    { remedy: ways[why] },
  );
}

const reasons: Readonly<Record<Skipped['why'], Sentence>> = {
  tooLarge: say('it is larger than 16 MiB'),
  unreadable: say('it cannot be read'),
  noGit: say('reading its history needs git'),
  gitFailed: say('git could not read its history'),
  incomplete: say('part of its history is elsewhere'),
};

const ways: Readonly<Record<Skipped['why'], Sentence>> = {
  tooLarge: say('Split it, `split -b 8m FILE`, and search the parts.'),
  unreadable: say('Check who may read it: `ls -l FILE`.'),
  noGit: say('Install git, or leave the history out: `--no-history`.'),
  gitFailed: say('See why with `git log` there, or leave the history out: `--no-history`.'),
  incomplete: say('Fetch it whole, `git fetch --unshallow`, or clone it again without a filter.'),
};

async function leaksInStream(stdin: NodeJS.ReadableStream): Promise<readonly PlacedLeak[]> {
  const { findLeaks, largestBytes } = await import('@ackring/core/access');
  const place = { file: 'standard input', commit: null };
  return findLeaks(await readStandardInput(stdin, largestBytes)).map((leak) => ({ ...leak, place }));
}

async function verdictText({
  finding,
  door,
  reason,
  identity,
  cluster,
  remedy,
  places,
}: PlacedVerdict): Promise<string> {
  const { explainDoor } = await import('@ackring/core/access');
  const { certificate, line } = finding;
  const holder = identity?.name ?? certificate.uid ?? certificate.subject.commonName;
  const where = places.map(
    ({ file, commit }) => `${file}:${line}${commit === null ? '' : ` in ${commit.slice(0, 12)}`}`,
  );
  const lines = [
    `${door === 'closed' ? '✓' : '✕'} ${holder} at ${cluster?.name ?? finding.server ?? 'an unknown cluster'}: ${door}, ${explainDoor(reason)}`,
    `    ends ${localTime(certificate.notAfter, '')}, serial ${certificate.serial}, found in ${where.join(', ')}`,
    ...(remedy === null ? [] : [`    remedy: ${remedy}`]),
  ];
  return lines.map(visible).join('\n');
}
