import type { PlacedLeak, PlacedVerdict } from '@ackring/core/access/leak/leak';
import type { LeakSearchEvent } from '@ackring/core/adapters/leaks/search';
import { exitCodes } from '@ackring/core/errors';
import { instantText } from '../present/time-left.js';
import { visible } from '../present/visible.js';
import { defineCommand } from './command.js';

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
    const leaks = path === '-' ? await leaksInStream(stdin) : await leaksIn(path);
    const verdicts: PlacedVerdict[] = [];
    if (leaks.length > 0) {
      const found = services.incident.investigateLeaks(leaks, { probe: !options['no-probe'], signal });
      for await (const verdict of found) verdicts.push(verdict);
    }
    if (output.json) output.data(verdicts);
    else for (const verdict of verdicts) output.write(await verdictText(verdict));
    output.note(
      verdicts.length === 0 ? 'no kubeconfig was found' : `${verdicts.length} certificates were found`,
    );
    return verdicts.some(({ door }) => door !== 'closed') ? exitCodes.failed : undefined;

    async function leaksIn(place: string): Promise<readonly PlacedLeak[]> {
      const all: PlacedLeak[] = [];
      for await (const event of services.incident.searchLeaks(place, {
        history: !options['no-history'],
        signal,
      })) {
        if (event.kind === 'leak') all.push(event.leak);
        if (event.kind === 'skipped') output.note(skippedText(event, output.path));
      }
      return all;
    }
  },
});

function skippedText(
  { file, why, detail }: Extract<LeakSearchEvent, { kind: 'skipped' }>,
  path: (file: string) => string,
): string {
  return `not looked into: ${path(file)} (${why}${detail === undefined ? '' : `: ${visible(detail)}`})`;
}

async function leaksInStream(stdin: NodeJS.ReadableStream): Promise<readonly PlacedLeak[]> {
  const [{ text }, { findLeaks }] = await Promise.all([
    import('node:stream/consumers'),
    import('@ackring/core/access/leak/leak-find'),
  ]);
  const place = { file: 'standard input', commit: null };
  return findLeaks(await text(stdin)).map((leak) => ({ ...leak, place }));
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
  const { explainDoor } = await import('@ackring/core/access/leak/leak-judge');
  const { certificate, line } = finding;
  const holder = identity?.name ?? certificate.uid ?? certificate.subject.commonName;
  const where = places.map(
    ({ file, commit }) => `${file}:${line}${commit === null ? '' : ` in ${commit.slice(0, 12)}`}`,
  );
  const lines = [
    `${door === 'closed' ? '✓' : '✕'} ${holder} at ${cluster?.name ?? finding.server ?? 'an unknown cluster'}: ${door}, ${explainDoor(reason)}`,
    `    ends ${instantText(certificate.notAfter)}, serial ${certificate.serial}, found in ${where.join(', ')}`,
    ...(remedy === null ? [] : [`    remedy: ${remedy}`]),
  ];
  return lines.map(visible).join('\n');
}
