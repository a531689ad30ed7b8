import { type PlacedUser, type Placement, requirePlace } from '../../kubeconfig/placement.js';
import { AckringError } from '../../words/errors.js';
import { say } from '../../words/say.js';
import type { EditOptions, KubeconfigFiles } from './kubeconfig-file.js';

/** A context, and the files with which kubectl reads it, in their order. */
export interface PlacedContext {
  readonly context: string;
  readonly among: readonly string[];
}

/**
 * Writes a credential into the user entry that kubectl uses for a context, which may be in another file than the
 * context. `change` gets that file's text and the entry, under the lock, with the gate passed on what is on disk then.
 * Throws like `requirePlace` and `KubeconfigFiles.edit`.
 */
export async function editPlaced(
  files: Pick<KubeconfigFiles, 'readAll' | 'edit'>,
  { context, among, placement }: PlacedContext & { readonly placement: Placement },
  change: (text: string, user: PlacedUser) => string,
  options: EditOptions,
): Promise<void> {
  const place = async (): Promise<PlacedUser> => {
    const { kubeconfigs, problems } = await files.readAll(among);
    const [problem] = problems;
    // kubectl reads none of them then, and what the unreadable one holds is unknown.
    if (problem !== undefined) throw problem.error;
    return requirePlace(kubeconfigs, context, placement);
  };
  const { file } = (await place()).kubeconfig;
  const transform = async (text: string | null): Promise<string> => {
    const user = await place();
    if (user.kubeconfig.file !== file) throw movedMeanwhile(context);
    return change(text ?? '', user);
  };
  await files.edit(file, transform, options);
}

function movedMeanwhile(context: string): AckringError {
  return new AckringError(
    'Conflict',
    say('kubectl takes the user of {context} from another file by now', { context }),
    { remedy: say('Nothing was written. Look at it with `ackring contexts`, and try again.') },
  );
}
