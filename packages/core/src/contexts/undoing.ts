import type { JournalLine } from '../journal/journal.js';
import type { ContextEntry } from '../kubeconfig/context-entry.js';
import { listContexts } from '../kubeconfig/contexts.js';
import { resolveTarget } from '../machine/files/file-target.js';
import type { KubeconfigFiles } from '../machine/kubeconfig-file/kubeconfig-file.js';
import { kubeconfigOf } from '../machine/kubeconfig-file/read.js';
import type { PlannedUndo } from '../machine/kubeconfig-file/undo.js';
import { AckringError, toAckringError } from '../words/errors.js';
import { instantOf, type Sentence, say } from '../words/say.js';
import { shell } from '../words/shell-word.js';
import { type Death, type DeathPorts, deathsByRecord } from './deaths.js';

/** What an undo would do now. */
export interface UndoPlan extends Omit<PlannedUndo, 'restored'> {
  /** What would come back although it opens nothing any more, or perhaps does not. */
  readonly dead: readonly DeadCertificate[];
  /** What was done elsewhere since that write, by the journal: an undo takes back files, and leaves it. */
  readonly stays: readonly JournalLine[];
  /** Why the journal does not tell all of both, for people; null where it does. */
  readonly unknown: Sentence | null;
}

/** A certificate that an undo would bring back, and our own proof that it is dead, or what speaks for it. */
export interface DeadCertificate extends Death {
  /** The context has another credential now, which is not known to be dead and would be lost. */
  readonly replaces: boolean;
  /** For people. */
  readonly said: Sentence;
}

export interface UndoingPorts extends DeathPorts {
  readonly files: Pick<KubeconfigFiles, 'paths' | 'readAll'>;
}

/**
 * Which certificates would come back dead. A file or journal that cannot be read, or that was altered, proves nothing:
 * then nothing is called dead by it.
 */
export async function deadAfterUndo(
  { restored }: Pick<PlannedUndo, 'restored'>,
  { files, checkJournal, now }: UndoingPorts,
): Promise<readonly DeadCertificate[]> {
  const targetOf = (path: string) => resolveTarget(path).catch(() => path);
  const targets = new Set(await Promise.all(files.paths.map(targetOf)));
  const alone = [...restored.keys()].filter((file) => !targets.has(file));
  const judge = await deathsByRecord({ checkJournal, now });
  // kubectl joins the files of KUBECONFIG; any other stands alone.
  const groups = [files.paths, ...alone.map((file) => [file])].map(async (paths) => {
    const { kubeconfigs } = await files.readAll(paths);
    const after = await Promise.all(
      paths.map(async (path) => {
        const text = restored.get(await targetOf(path));
        if (text === undefined) return kubeconfigs.find(({ file }) => file === path) ?? null;
        return text === null ? null : kubeconfigOf(text, path).catch(() => null);
      }),
    );
    const returning = listContexts(
      after.filter((each) => each !== null),
      now(),
    );
    return comingBack(returning, listContexts(kubeconfigs, now()), judge);
  });
  return (await Promise.all(groups)).flat();
}

/** Writes of files have their own history, and a session or a record of who had access changed nothing. */
const leavesNothing: ReadonlySet<string> = new Set(['write', 'undo', 'shell', 'access-record']);

/** What the journal has since then that an undo leaves, and why that may not be all. */
export async function doneSince(
  at: Date,
  { checkJournal }: Pick<UndoingPorts, 'checkJournal'>,
): Promise<Pick<UndoPlan, 'stays' | 'unknown'>> {
  try {
    const { lines, isIntact } = await checkJournal();
    const isLater = (line: JournalLine) => line.phase === 'done' && line.at > at;
    return {
      stays: lines.filter((line) => isLater(line) && !leavesNothing.has(line.action)),
      unknown: isIntact ? null : unknownFor(say('the journal was altered or cut off')),
    };
  } catch (thrown) {
    return { stays: [], unknown: unknownFor(toAckringError(thrown).sentence) };
  }
}

function unknownFor(why: Sentence): Sentence {
  return say('whether more stays as it is, or a revoked certificate comes back, is not known: {why}', {
    why,
  });
}

function comingBack(
  returning: readonly ContextEntry[],
  present: readonly ContextEntry[],
  judge: (entry: ContextEntry) => Death | null,
): readonly DeadCertificate[] {
  return returning.flatMap((entry): readonly DeadCertificate[] => {
    const dead = judge(entry);
    const held = present.find(({ context }) => context === entry.context);
    if (dead === null || isSame(entry, held)) return [];
    const replaces = held !== undefined && held.credential.kind !== 'none' && !isKnownDead(judge(held));
    return [{ ...dead, replaces, said: deadText(dead) }];
  });
}

function isKnownDead(death: Death | null): boolean {
  return death !== null && death.cause !== 'unknown';
}

function isSame({ credential }: ContextEntry, other: ContextEntry | undefined): boolean {
  return (
    credential.kind === 'certificate' &&
    other?.credential.kind === 'certificate' &&
    credential.sha256 === other.credential.sha256
  );
}

function deadText({ context, cause, since }: Death): Sentence {
  const facts = { context, since: instantOf(since) };
  switch (cause) {
    case 'expired':
      return say('the certificate that comes back for {context} expired at {since}', facts);
    case 'revoked':
      return say(
        'the certificate that comes back for {context} was revoked at {since}, by the journal',
        facts,
      );
    case 'unknown':
      return say(
        'the certificate that comes back for {context} was issued within minutes of {since}, when the journal has a revoke or a clean of it: whether it is dead is not known',
        facts,
      );
    case 'cleaned':
      return say(
        'the certificate that comes back for {context} lost its access at {since}, by the journal: it opens nothing unless that was restored in the console',
        facts,
      );
  }
}

/** Why an undo is not done unasked; null for one that puts nothing dead in the place of something else. */
export function deadUndoProblem(
  { dead }: Pick<UndoPlan, 'dead'>,
  file: string | undefined = undefined,
): AckringError | null {
  const [first, ...rest] = dead.filter(({ replaces }) => replaces);
  if (first === undefined) return null;
  const contexts = [first, ...rest].map(({ context }) => context);
  const command = shell`ackring undo ${file ?? []} --yes`;
  return new AckringError(
    'ConfirmationMissing',
    isKnownDead(first)
      ? say(
          'nothing was undone: {contexts} would get a dead certificate in the place of another credential',
          {
            contexts,
          },
        )
      : say(
          'nothing was undone: {contexts} would get a certificate that is perhaps dead in the place of another credential',
          { contexts },
        ),
    {
      remedy: say(
        'What is there now stays, and is not known to be dead. To put the other one back nevertheless: `{command}`.',
        { command },
      ),
      problems: dead.map(({ said }) => said),
    },
  );
}
