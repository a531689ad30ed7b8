import { refuseSpecialFile, resolveTarget } from '../machine/files/file-target.js';
import { unwrittenSince } from '../machine/files/state.js';
import type { KubeconfigFiles } from '../machine/kubeconfig-file/kubeconfig-file.js';
import type { AcquireDestination, AcquireFile } from './request.js';

export interface FilesReading {
  readonly files: readonly AcquireFile[];
  /** Whether they are certainly as they were read. */
  readonly isUnwritten: () => boolean;
}

/** The same as `filesFor`, with whether it has to be read again later. */
export async function readingFor(
  destination: AcquireDestination,
  { store, now }: { readonly store: KubeconfigFiles; readonly now: Date },
): Promise<FilesReading> {
  if (destination.kind === 'stdout') return { files: [], isUnwritten: () => true };
  const { file } = destination;
  const isUnwritten = unwrittenSince(now, [...store.paths, ...(file === null ? [] : [file])]);
  return { files: await filesFor(destination, store), isUnwritten };
}

/**
 * The files of KUBECONFIG, and the destination if it is not among them. None for stdout: kubectl never sees its names
 * beside those of any file, and a large file would take longer to read than the fetch.
 */
export async function filesFor(
  destination: AcquireDestination,
  store: KubeconfigFiles,
): Promise<readonly AcquireFile[]> {
  if (destination.kind === 'stdout') return [];
  const members = await store.members();
  const asked = destination.file;
  const isOther = asked !== null && !members.some(({ path }) => path === asked);
  // Whether it is writable shows on writing, with the system's own reason.
  const others = isOther && asked !== null ? [{ path: asked, exists: true, isWritable: true }] : [];
  const all = [
    ...members.map((each) => ({ ...each, isMember: true })),
    ...others.map((each) => ({ ...each, isMember: false })),
  ];
  // An unreadable file counts as absent here, and is refused when it has to be written.
  const { kubeconfigs, texts, problems } = await store.readAll(all.map(({ path }) => path));
  return all.map((member) => ({
    ...member,
    text: texts.get(member.path) ?? null,
    kubeconfig: kubeconfigs.find(({ file }) => file === member.path) ?? null,
    problem: problems.find(({ file }) => file === member.path)?.error ?? null,
  }));
}

/** Nothing is issued for a file that could not be written anyway. Throws FileUnreadable, FileUnwritable. */
export async function refuseUnusable({ path, text, problem }: AcquireFile): Promise<void> {
  await refuseSpecialFile(await resolveTarget(path));
  if (text === null && problem !== null) throw problem;
}
