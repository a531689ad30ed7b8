import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { type Random, randomFrom } from '../random.js';
import { kubeconfigFields, type Materials, materialFiles, type Stock } from './entries.js';
import { mutated } from './mutated-text.js';
import { blockText, type Field, inFlow, type Style } from './yaml-text.js';

/** A home with kubeconfig files, and what names them. */
export interface KubeconfigHome {
  /** What lies in it, by the path from it. */
  readonly files: ReadonlyMap<string, Lying>;
  /**
   * KUBECONFIG, seen from the folder `work` (`HOME` stands for the home); null leaves it unset, and then it is
   * `.kube/config`.
   */
  readonly members: readonly string[] | null;
  /** Of `--kubeconfig`, seen from there too; empty for none. */
  readonly explicit: string;
}

type Lying =
  /** UTF-16 has a byte order mark, as PowerShell writes it. */
  | { readonly kind: 'text'; readonly text: string; readonly isUtf16?: boolean }
  | { readonly kind: 'link'; readonly to: string }
  | { readonly kind: 'folder' }
  | { readonly kind: 'unreadable' };

/** Where kubeconfigs lie. */
export const kubeconfigFiles = ['work/a.yaml', 'work/b.yaml', 'work/sub/c.yaml', '.kube/config'] as const;

/**
 * Made from the seed alone (and the materials): files that share names with each other, hold leftovers, merge keys,
 * aliases, typed scalars and everything else that YAML allows, and lists that name them in every way. Every third is
 * as odd as can be.
 */
export function generatedHome(seed: number, materials: Materials): KubeconfigHome {
  const random = randomFrom(seed);
  const stock: Stock = { names: someNames(random), materials };
  const files = new Map<string, Lying>();
  for (const path of kubeconfigFiles) {
    if (!random.once(6))
      files.set(path, {
        kind: 'text',
        text: kubeconfigText((style) => kubeconfigFields(stock, style), random),
      });
    else if (random.once(4)) files.set(path, random.once(2) ? { kind: 'folder' } : { kind: 'unreadable' });
  }
  files.set('work/link.yaml', { kind: 'link', to: 'a.yaml' });
  for (const path of kubeconfigFiles) {
    for (const [name, kind] of Object.entries(materialFiles)) {
      const isThere = kind !== null && !random.once(8);
      if (isThere) files.set(join(dirname(path), name), { kind: 'text', text: materials[kind] });
    }
  }
  const explicit = random.once(10) ? random.one(paths) : '';
  const home = { files, members: membersOf(random), explicit };
  for (const path of kubeconfigFiles) {
    const lying = files.get(path);
    if (lying?.kind === 'text' && random.once(20)) files.set(path, { ...lying, isUtf16: true });
  }
  return home;
}

/** Ways to name the files from the folder `work`. */
const paths = [
  ...['a.yaml', 'b.yaml', 'sub/c.yaml', '../.kube/config'],
  ...['HOME/work/a.yaml', 'HOME/work/b.yaml', 'HOME/work/sub/c.yaml', 'HOME/.kube/config'],
  ...['./a.yaml', 'sub/../a.yaml', 'link.yaml', 'sub//c.yaml', 'missing.yaml', 'sub', '~/a.yaml', ''],
];

/** KUBECONFIG, in any way; see `KubeconfigHome`. */
export function membersOf(random: Random): readonly string[] | null {
  if (random.once(8)) return null;
  if (random.once(10)) return random.one([[''], ['', ''], ['', '', '']]);
  return Array.from({ length: 1 + random.below(4) }, () => random.one(paths));
}

function someNames(random: Random): readonly string[] {
  const usual = ['kubernetes', 'dev', 'prod', '212345678901234567', '1703970203-c1f0'];
  const odd = ['', 'a b', 'yes', '1.5', '~', '2024-01-01', 'ack/cn-hangzhou/prod', '生产', 'x: y', '-', '<<'];
  return random.shuffled(random.once(3) ? [...usual, ...odd] : usual).slice(0, 3);
}

/** A kubeconfig of these fields, laid out as oddly as may be. */
export function kubeconfigText(fieldsOf: (style: Style) => readonly Field[], random: Random): string {
  // Never, seldom, often: a file that is odd everywhere is refused for its first oddity.
  const inTimes = random.one([Number.POSITIVE_INFINITY, 400, 120, 60, 25]);
  const style: Style = { random, odd: () => inTimes < Number.POSITIVE_INFINITY && random.once(inTimes) };
  const fields = fieldsOf(style);
  const text = random.once(12) ? `${inFlow({ fields })}\n` : blockText(fields, style);
  const shaped = style.odd() || random.once(8) ? random.one(shapes)(text) : text;
  return random.once(20) ? mutated(shaped, random) : shaped;
}

const shapes: readonly ((text: string) => string)[] = [
  (text) => text.replaceAll('\n', '\r\n'),
  (text) => text.replaceAll('\n', '\r'),
  (text) => `\uFEFF${text}`,
  (text) => text.trimEnd(),
  (text) => `${text.trimEnd()}\nx-last: |\n  block`,
  (text) => `---\n${text}`,
  (text) => `%YAML 1.1\n---\n${text}...\n`,
  (text) => `${text}---\n${text}`,
  (text) => `# mine\n\n${text}\n  # and yours\n`,
  (text) => text.replaceAll('\n', '\n\n'),
  (text) => text.replaceAll(': ', ':\t'),
  (text) => text.replaceAll(/^(?=.)/gm, '  '),
  (text) => text.replaceAll('\n', ' # why\n'),
  (text) => `x-shared: &a {server: "https://127.0.0.1:9", token: shared}\n${text}`,
  (text) => `x-many: &s ${'x'.repeat(40)}\nx-list:\n${'- *s\n'.repeat(300)}${text}`,
  (text) => text.slice(0, text.length / 2),
  () => '',
  () => '# nothing\n',
];

function utf16(text: string): Buffer {
  return Buffer.from(`\uFEFF${text.replace(/^\uFEFF/, '')}`, 'utf16le');
}

/** Puts it onto the disk. Returns KUBECONFIG's value and the folder to work in. */
export async function layOut(
  { files, members }: KubeconfigHome,
  home: string,
): Promise<{ readonly kubeconfig: string | null; readonly folder: string }> {
  await mkdir(join(home, 'work', 'sub'), { recursive: true });
  for (const [path, lying] of files) {
    const place = join(home, path);
    await mkdir(dirname(place), { recursive: true });
    if (lying.kind === 'text') await writeFile(place, lying.isUtf16 ? utf16(lying.text) : lying.text);
    else if (lying.kind === 'link') await symlink(lying.to, place);
    else if (lying.kind === 'folder') await mkdir(place);
    else await writeFile(place, '', { mode: 0 });
  }
  const kubeconfig = members?.map((member) => member.replace('HOME', home)).join(delimiter) ?? null;
  return { kubeconfig, folder: join(home, 'work') };
}
