import type { KubeconfigHome } from './place.js';

/**
 * The smallest home that still shows something: files, lines of files and members of KUBECONFIG are left out for as
 * long as `shows` says so.
 */
export async function smallestHome(
  home: KubeconfigHome,
  shows: (home: KubeconfigHome) => Promise<boolean>,
): Promise<KubeconfigHome> {
  let smallest = home;
  for (let before: KubeconfigHome | null = null; before !== smallest; ) {
    before = smallest;
    for (
      let smaller = await firstShowing(smallest, shows);
      smaller;
      smaller = await firstShowing(smallest, shows)
    )
      smallest = smaller;
  }
  return smallest;
}

async function firstShowing(
  home: KubeconfigHome,
  shows: (home: KubeconfigHome) => Promise<boolean>,
): Promise<KubeconfigHome | null> {
  for (const smaller of smallerHomes(home)) if (await shows(smaller)) return smaller;
  return null;
}

function* smallerHomes(home: KubeconfigHome): Generator<KubeconfigHome> {
  const { files, members, explicit } = home;
  if (explicit !== '') yield { ...home, explicit: '' };
  if (members !== null) {
    if (members.length > 1)
      for (const index of members.keys()) yield { ...home, members: members.toSpliced(index, 1) };
  }
  for (const path of files.keys())
    yield { ...home, files: new Map([...files].filter(([each]) => each !== path)) };
  for (const [path, lying] of files) {
    if (lying.kind !== 'text') continue;
    for (const text of shorterTexts(lying.text))
      yield { ...home, files: new Map(files).set(path, { ...lying, text }) };
  }
}

/** Halves, quarters … and single lines left out, the largest first. */
function* shorterTexts(text: string): Generator<string> {
  const lines = text.split(/(?<=[\n\r])/);
  for (let size = Math.ceil(lines.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < lines.length; at += size) yield lines.toSpliced(at, size).join('');
  }
}
