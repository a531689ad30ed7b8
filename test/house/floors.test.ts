import test from 'ava';

interface House {
  readonly folder: string;
  readonly over?: readonly string[];
  readonly floors: readonly (readonly string[])[];
}

interface Source {
  readonly path: string;
  readonly imports: readonly { readonly path: string; readonly isType: boolean }[];
}

const scripts = new URL('../../../scripts/house/', import.meta.url);
const { upwardArrows } = (await import(new URL('floors.mjs', scripts).href)) as {
  upwardArrows: (files: readonly Source[], plan?: readonly House[]) => readonly string[];
};
const { productFiles } = (await import(new URL('files.mjs', scripts).href)) as {
  productFiles: (root: string) => readonly Source[];
};

const plan: readonly House[] = [
  { folder: 'core/src', floors: [['words'], ['machine', 'claims'], ['world', 'world.ts']] },
  { folder: 'tui/src', over: ['core/src'], floors: [['screen'], ['subjects/cluster'], ['features/*']] },
];

/** Each arrow of an invented house, and what is said of it; null if it may be. */
const arrows: readonly (readonly [from: string, to: string, said: RegExp | null])[] = [
  ['core/src/machine/a.ts', 'core/src/words/b.ts', null],
  ['core/src/machine/a.ts', 'core/src/machine/files/b.ts', null],
  ['core/src/machine/files/a.ts', 'core/src/machine/b.ts', null],
  ['core/src/world/a.ts', 'core/src/words/deep/down/b.ts', null],
  ['core/src/main.ts', 'core/src/world/b.ts', null],
  ['core/src/main.ts', 'core/src/other.ts', null],
  ['tui/src/features/access/a.ts', 'tui/src/features/access/commands/b.ts', null],
  ['tui/src/features/access/a.ts', 'tui/src/subjects/cluster/b.ts', null],
  ['tui/src/screen/a.ts', 'core/src/world/b.ts', null],
  ['core/src/words/a.ts', 'core/src/machine/b.ts', /machine stands above .*words: put what both need below/],
  ['core/src/words/a.ts', 'core/src/main.ts', /core\/src stands above core\/src\/words/],
  ['core/src/machine/a.ts', 'core/src/claims/b.ts', /share a floor: put what both need below, or give one/],
  ['core/src/world/a.ts', 'core/src/world.ts', /share a floor/],
  ['tui/src/features/access/a.ts', 'tui/src/features/fetch/b.ts', /both need belongs in tui\/src\/subjects/],
  ['tui/src/subjects/cluster/a.ts', 'tui/src/features/fetch/b.ts', /features\/fetch stands above/],
  ['core/src/machine/a.ts', 'tui/src/screen/b.ts', /core\/src does not stand on tui\/src/],
  ['core/src/machine/a.ts', 'core/src/attic/b.ts', /attic\/b\.ts stands on no floor: give its folder one/],
  ['tui/src/features/lone.ts', 'tui/src/screen/b.ts', /features\/lone\.ts stands on no floor/],
];

for (const [from, to, said] of arrows) {
  for (const isType of [false, true]) {
    const kind = isType ? 'a type' : 'a value';
    test(`${from} ${said === null ? 'may' : 'may not'} import ${kind} of ${to}`, (t) => {
      const files = [
        { path: from, imports: [{ path: to, isType }] },
        { path: to, imports: [] },
      ];
      const wrong = upwardArrows(files, plan);
      t.is(wrong.length, said === null ? 0 : 1, wrong.join('\n'));
      if (said !== null) t.regex(wrong[0] ?? '', said);
    });
  }
}

test('all arrows of this house point down', (t) => {
  const files = productFiles(new URL('../../../', import.meta.url).pathname);
  t.true(files.length > 500);
  t.deepEqual(upwardArrows(files), []);
});
