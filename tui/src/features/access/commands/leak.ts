import type {
  LeakSearchEvent,
  PlacedLeak,
  PlacedToken,
  PlacedVerdict,
  TokenVerdict,
} from '@ackring/core/access';
import { claimNothingFound, successMark } from '@ackring/core/claims';
import { AckringError, exitCodes, type Sentence, toAckringError } from '@ackring/core/words';
import { say } from '../../../messages/say.js';
import { localTime } from '../../../messages/times.js';
import { defineCommand } from '../../../shell/command.js';
import { readStandardBytes } from '../../../shell/standard-input.js';

export const command = defineCommand({
  name: 'leak',
  summary: 'find kubeconfigs in a file, a tree or a git history, and say what they still open',
  usage: 'FILE|DIR|-',
  positionals: { min: 1, max: 1, completes: 'file' },
  options: {
    'no-history': { type: 'boolean', summary: 'leave out the git history of the tree' },
    'no-probe': { type: 'boolean', summary: 'do not try the found certificates at their API servers' },
  },
  examples: [
    { line: 'ackring leak .', summary: 'this repository and all its history' },
    {
      line: 'ackring leak kubeconfig.yaml',
      summary: 'exit 1 where one still opens something, 7 where that is not known of all',
    },
  ],
  async run({ options, positionals, services, output, progress, signal, stdin }) {
    const [path = ''] = positionals;
    let isWhole = true;
    const { leaks, tokens } = path === '-' ? await foundInStream() : await foundIn(path);
    const verdicts: (PlacedVerdict | TokenVerdict)[] = [];
    const count = leaks.length + tokens.length;
    if (count > 0) {
      const asked = { probe: !options['no-probe'], signal };
      progress.show((words) => words.certificates(0, count));
      // Without the cloud's word the verdicts below know less.
      await services.callerIdentity(signal).catch((error: unknown) => {
        output.problem({ cloud: 'cloud' }, toAckringError(error));
      });
      for (const hunt of [
        services.incident.investigateLeaks(leaks, asked),
        services.incident.investigateTokens(tokens, asked),
      ]) {
        for await (const verdict of hunt) {
          verdicts.push(verdict);
          progress.show((words) => words.certificates(verdicts.length, count));
        }
      }
      progress.end();
    }
    if (output.json) output.data(verdicts.map(toJson));
    else for (const verdict of verdicts) for (const line of await verdictLines(verdict)) output.write(line);
    output.note(summaryOf(verdicts, isWhole));
    if (verdicts.some(({ door }) => door === 'open' || door === 'presumedOpen')) return exitCodes.failed;
    return isWhole && verdicts.every(({ claim }) => claim.kind === 'proven') ? undefined : exitCodes.partial;

    async function foundIn(place: string): Promise<Findings> {
      const found: { leaks: PlacedLeak[]; tokens: PlacedToken[] } = { leaks: [], tokens: [] };
      progress.show(({ search }) => search);
      for await (const event of services.incident.searchLeaks(place, {
        history: !options['no-history'],
        signal,
      })) {
        if (event.kind === 'leak') found.leaks.push(event.leak);
        if (event.kind === 'token') found.tokens.push(event.leak);
        if (event.kind === 'skipped') skip(event);
      }
      progress.end();
      return found;
    }

    async function foundInStream(): Promise<Findings> {
      const { leaksIn, largestBytes } = await import('@ackring/core/access');
      const place = { file: 'standard input', commit: null };
      const found = leaksIn(await readStandardBytes(stdin, largestBytes));
      for (const why of found.closed) skip({ kind: 'skipped', file: place.file, why });
      const placed = <T>(all: readonly T[]) => all.map((leak) => ({ ...leak, place }));
      return { leaks: placed(found.leaks), tokens: placed(found.tokens) };
    }

    function skip(event: Skipped): void {
      isWhole = false;
      output.problem({ file: event.file }, unseen(event));
    }
  },
});

interface Findings {
  readonly leaks: readonly PlacedLeak[];
  readonly tokens: readonly PlacedToken[];
}

function summaryOf(verdicts: readonly (PlacedVerdict | TokenVerdict)[], isWhole: boolean): Sentence {
  const nothing = claimNothingFound({ found: verdicts.length, isWhole });
  const where = isWhole ? '' : say(' in what could be searched');
  const tokens = verdicts.filter(isOfToken).length;
  const count = verdicts.length - tokens;
  if (tokens > 0) return say('found{where}: certificates {count}, tokens {tokens}', { where, count, tokens });
  if (nothing.kind !== 'refuted') return say('no kubeconfig was found{where}', { where });
  return say('{count} {count|certificate was|certificates were} found{where}', { count, where });
}

function isOfToken(verdict: PlacedVerdict | TokenVerdict): verdict is TokenVerdict {
  return verdict.finding.certificate === null;
}

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

const doors: Readonly<Record<PlacedVerdict['door'], Sentence>> = {
  open: say('open'),
  presumedOpen: say('presumed open'),
  closed: say('closed'),
  unknown: say('unknown'),
};

const reasons: Readonly<Record<Skipped['why'], Sentence>> = {
  tooLarge: say('it is larger than 16 MiB'),
  unreadable: say('it cannot be read'),
  noGit: say('reading its history needs git'),
  gitFailed: say('git could not read its history'),
  incomplete: say('part of its history is elsewhere'),
  archive: say('it is, or holds, an archive of a kind that is not opened here'),
  encrypted: say('it is, or holds, something encrypted'),
  tooDeep: say('it is wrapped in more layers than are taken off'),
  tooMuch: say('unpacked, it is larger than is looked into'),
  broken: say('it is, or holds, a damaged archive'),
};

const ways: Readonly<Record<Skipped['why'], Sentence>> = {
  tooLarge: say('Split it, `split -b 8m FILE`, and search the parts.'),
  unreadable: say('Check who may read it: `ls -l FILE`.'),
  noGit: say('Install git, or leave the history out: `--no-history`.'),
  gitFailed: say('See why with `git log` there, or leave the history out: `--no-history`.'),
  incomplete: say('Fetch it whole, `git fetch --unshallow`, or clone it again without a filter.'),
  archive: say('Unpack it, and search the folder.'),
  encrypted: say('Decrypt it, and pipe it: `ackring leak -`.'),
  tooDeep: say('Decode it once or twice, and pipe it: `ackring leak -`.'),
  tooMuch: say('Unpack it, and search the parts.'),
  broken: say('Unpack what can be, and search that.'),
};

/** What is claimed, and how a remedy calls the cluster, is in its words. */
function toJson({ claim: _claim, cluster, ...told }: PlacedVerdict | TokenVerdict) {
  const place = cluster && { id: cluster.id, region: cluster.region, name: cluster.name };
  return { ...told, cluster: place };
}

async function verdictLines(verdict: PlacedVerdict | TokenVerdict): Promise<readonly Sentence[]> {
  const { explainDoor, explainToken } = await import('@ackring/core/access');
  const { finding, door, cluster, remedy, places } = verdict;
  const [first = '', ...others] = places.map(({ file, line, commit }) =>
    commit === null
      ? say('{file}:{line}', { file, line })
      : say('{file}:{line} in {commit}', { file, line, commit: commit.slice(0, 12) }),
  );
  return [
    say('{sign} {holder} at {cluster}: {door}, {reason}', {
      sign: successMark(verdict.claim) ?? '✕',
      holder: isOfToken(verdict) ? ofToken(verdict) : holderOf(verdict),
      cluster: cluster?.name ?? finding.server ?? say('an unknown cluster'),
      door: doors[door],
      reason: isOfToken(verdict) ? explainToken(verdict.reason) : explainDoor(verdict.reason),
    }),
    isOfToken(verdict) ? tokenPlace(verdict, first) : certificatePlace(verdict, first),
    ...others.map((where) => say('    and in {where}', { where })),
    ...(remedy === null ? [] : [say('    remedy: {remedy}', { remedy })]),
  ];
}

function holderOf({ identity, finding: { certificate } }: PlacedVerdict): string {
  return identity?.name ?? certificate.uid ?? certificate.subject.commonName;
}

function certificatePlace({ finding: { certificate } }: PlacedVerdict, where: Sentence | string): Sentence {
  return say('    ends {end}, serial {serial}, found in {where}', {
    end: localTime(certificate.notAfter, ''),
    serial: certificate.serial,
    where,
  });
}

function tokenPlace({ finding: { token } }: TokenVerdict, where: Sentence | string): Sentence {
  return token.expiresAt === null
    ? say('    names no end, found in {where}', { where })
    : say('    ends {end}, found in {where}', { end: localTime(token.expiresAt, ''), where });
}

const tokenKinds: Readonly<Record<TokenVerdict['finding']['token']['kind'], Sentence>> = {
  serviceAccount: say('the token of a ServiceAccount'),
  ram: say('a RAM token'),
  bearer: say('a bearer token'),
};

function ofToken({ finding: { token } }: TokenVerdict): Sentence {
  const kind = tokenKinds[token.kind];
  return token.subject === null ? kind : say('{kind}, {subject}', { kind, subject: token.subject });
}
