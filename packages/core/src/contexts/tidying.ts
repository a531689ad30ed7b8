import { randomUUID } from 'node:crypto';
import { editedKubeconfig } from '../kubeconfig/edit.js';
import type { Kubeconfig } from '../kubeconfig/kubeconfig.js';
import { type KubeconfigMember, memberForCurrentContext } from '../kubeconfig/paths.js';
import type { KubeconfigFiles } from '../machine/kubeconfig-file/kubeconfig-file.js';
import { AckringError, type RefuseWhenReadOnly, toAckringError } from '../words/errors.js';
import { say } from '../words/say.js';
import type { GoneSight } from './gone.js';
import { type PruneKind, planRemoval, planRename, pruneIntent } from './leftovers.js';
import type { ContextsPlan, Intent, PlannedFile } from './plan.js';
import type { RecentContexts } from './recent-contexts.js';
import { type ForeignRequest, planForeign } from './taking-in.js';

/** Tidying the kubeconfig files: a plan first, then exactly that plan. */
export interface Tidying {
  /** Throws ContextNotFound, Conflict if the new name is taken, UsageInvalid if it cannot be typed. */
  planRename(from: string, to: string): Promise<ContextsPlan>;
  /** With the clusters and users that no other context uses. Throws ContextNotFound. */
  planRemove(names: readonly string[]): Promise<ContextsPlan>;
  /**
   * Expired and orphaned entries, and contexts of deleted clusters; of the latter only those that the cloud proves:
   * see `gone`.
   */
  planPrune(kinds: readonly PruneKind[], options?: { signal?: AbortSignal }): Promise<ContextsPlan>;
  /** Merges foreign kubeconfigs: see `planForeign`. */
  planMerge(request: ForeignRequest): Promise<ContextsPlan>;
  /** Carries out the plan that was shown. Throws Conflict, with nothing written, if one of the files has changed. */
  applyPlan(plan: ContextsPlan): Promise<void>;
}

export interface TidyingPorts {
  readonly files: KubeconfigFiles;
  readonly recent: RecentContexts;
  readonly now: () => Date;
  readonly refuseWhenReadOnly: RefuseWhenReadOnly;
  readonly gone: (kubeconfigs: readonly Kubeconfig[], signal: AbortSignal | undefined) => Promise<GoneSight>;
}

/**
 * The files as they were when a plan was made, and as they will be: kept apart from what is shown, since they hold
 * keys.
 */
interface Draft {
  readonly before: ReadonlyMap<string, string | null>;
  /** In pieces. */
  readonly after: ReadonlyMap<string, readonly string[]>;
  /** What was read: as long as it is kept, the same text is known when it is read again. */
  readonly kubeconfigs: readonly Kubeconfig[];
  readonly renamed: Intent['renamed'];
}

/** By plan, whichever world made it: the profile may have been switched since. */
const drafts = new WeakMap<ContextsPlan, Draft>();

export function createTidying({ files, recent, now, refuseWhenReadOnly, gone }: TidyingPorts): Tidying {
  const plan = async (
    paths: readonly string[],
    decide: (
      kubeconfigs: readonly Kubeconfig[],
      members: readonly KubeconfigMember[],
    ) => Intent | Promise<Intent>,
    isOutside = false,
  ): Promise<ContextsPlan> => {
    const { kubeconfigs, problems, texts } = await files.readAll(paths);
    const before = new Map(paths.map((path) => [path, texts.get(path) ?? null]));
    const [problem] = problems;
    // What an unreadable file uses is unknown.
    if (problem !== undefined) throw problem.error;
    const members = isOutside ? [] : await files.members();
    const intent = await decide(kubeconfigs, members);
    const { planned, after } = carryOut(intent, { before, kubeconfigs, members });
    const made = { summary: intent.summary, files: planned, notes: intent.notes };
    drafts.set(made, { before, after, kubeconfigs, renamed: intent.renamed });
    return made;
  };
  return {
    planRename: (from, to) => plan(files.paths, (kubeconfigs) => planRename(kubeconfigs, from, to)),
    planRemove: (names) => plan(files.paths, (kubeconfigs) => planRemoval(kubeconfigs, names)),
    planPrune: (kinds, { signal } = {}) =>
      plan(files.paths, async (kubeconfigs, members) => {
        const sight = kinds.includes('gone') ? await goneOr(gone(kubeconfigs, signal), kinds) : null;
        return pruneIntent(kubeconfigs, { kinds, now: now(), gone: sight, members });
      }),
    planMerge: (request) => {
      const { file } = request;
      const isMember = file === null || files.paths.includes(file);
      return plan(
        isMember ? files.paths : [file],
        (kubeconfigs, members) => planForeign(request, { kubeconfigs, members }),
        !isMember,
      );
    },
    applyPlan: async (plan) => {
      await refuseWhenReadOnly(say('change kubeconfig files'));
      const draft = drafts.get(plan);
      if (draft === undefined) throw new TypeError('a plan that was not made here');
      await applyDraft(plan, draft, files);
      if (draft.renamed !== undefined) await recent.renamed(draft.renamed.from, draft.renamed.to);
    },
  };
}

/** If the cloud cannot be asked, the rest is done anyway, unless nothing else was requested. */
async function goneOr(asked: Promise<GoneSight>, kinds: readonly PruneKind[]): Promise<GoneSight> {
  try {
    return await asked;
  } catch (thrown) {
    const error = toAckringError(thrown);
    if (kinds.length === 1 || error.code === 'Cancelled') throw error;
    return { contexts: [], notes: [{ kind: 'notAsked', context: null, why: 'unanswered', error }] };
  }
}

interface Sight {
  readonly before: ReadonlyMap<string, string | null>;
  readonly kubeconfigs: readonly Kubeconfig[];
  readonly members: readonly KubeconfigMember[];
}

/** The new texts of all files, each proven to change nothing else. */
function carryOut(
  { edits, use }: Intent,
  { before, kubeconfigs, members }: Sight,
): { readonly planned: readonly PlannedFile[]; readonly after: Draft['after'] } {
  const place = use === null ? null : placeOf({ before, kubeconfigs, members });
  // current-context last: if killed in between, kubectl connects nowhere new.
  const paths = [
    ...new Set([...[...edits.keys()].filter((path) => path !== place), ...(place === null ? [] : [place])]),
  ];
  const planned: PlannedFile[] = [];
  const after = new Map<string, readonly string[]>();
  for (const path of paths) {
    const text = before.get(path) ?? null;
    const next = editedKubeconfig(text, path, {
      entries: edits.get(path) ?? [],
      use: path === place ? use : null,
    });
    if (next.pieces.length === 1 && next.pieces[0] === text) continue;
    after.set(path, next.pieces);
    planned.push({ file: path, changes: next.changes });
  }
  return { planned, after };
}

/** Where current-context is set: among the files of KUBECONFIG as kubectl does, in any other file within that file. */
function placeOf({ before, kubeconfigs, members }: Sight): string | null {
  if (members.length === 0) return [...before.keys()][0] ?? null;
  return memberForCurrentContext(
    members.map((member) => ({
      ...member,
      kubeconfig: kubeconfigs.find(({ file }) => file === member.path) ?? null,
    })),
  );
}

async function applyDraft(
  { summary, files: planned }: ContextsPlan,
  { before, after }: Draft,
  files: TidyingPorts['files'],
): Promise<void> {
  // Files that only use what is removed count as well.
  const [first] = planned;
  for (const [file, text] of before) {
    // The first is compared under its lock anyway, before anything is written.
    if (file !== first?.file && (await files.readText(file)) !== text) throw changedMeanwhile(file);
  }
  const task = randomUUID();
  for (const { file } of planned) {
    await files.edit(
      file,
      (text) => {
        if (text !== (before.get(file) ?? null)) throw changedMeanwhile(file);
        return after.get(file) ?? null;
      },
      { summary, task },
    );
  }
}

function changedMeanwhile(file: string): AckringError {
  return new AckringError('Conflict', say('{file} was changed since the plan was made', { file }), {
    remedy: say('Look at the new plan: run it again.'),
  });
}
