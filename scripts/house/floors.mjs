/**
 * The house, each package from its ground up. A room is a folder with all below it, or a file; `features/*` is each
 * folder there. A room imports from the floors below its own, types included, and from no other room of its own floor.
 * What a package has outside its rooms stands above them.
 */
export const house = [
  {
    folder: 'packages/core/src',
    floors: [
      ['words'],
      ['certificate'],
      ['kubeconfig'],
      ['machine'],
      ['cloud', 'journal', 'claims', 'own-commands', 'serving'],
      ['contexts', 'fleet', 'rules', 'tokens'],
      ['rights', 'usage', 'verification'],
      ['fetch'],
      ['rotation', 'exec-credential'],
      ['access', 'expiry', 'inventory', 'sessions'],
      ['granting', 'migration'],
      ['world'],
      ['world.ts'],
      ['doctor'],
    ],
  },
  {
    folder: 'packages/emulator/src',
    floors: [
      ['matching', 'pki'],
      ['http'],
      ['faults'],
      ['world'],
      ['kubernetes', 'ram', 'gateway', 'control', 'scenarios'],
      ['services'],
      ['ack'],
      ['strangers'],
    ],
  },
  { folder: 'functions/rotate/src', over: ['packages/core/src'], floors: [] },
  {
    folder: 'tui/src',
    over: ['packages/core/src', 'packages/emulator/src', 'functions/rotate/src'],
    floors: [
      ['messages'],
      ['world'],
      ['screen'],
      ['shell', 'terminal'],
      [
        'subjects/context',
        'subjects/migration',
        'subjects/right',
        'subjects/rotation',
        'subjects/rule',
        'subjects/token',
        'subjects/usage',
      ],
      ['subjects/holding', 'subjects/journal'],
      ['subjects/cluster', 'subjects/expiry'],
      ['subjects/settings'],
      ['features/*'],
      ['details', 'languages'],
    ],
  },
];

/** Where the rooms of a floor put what two of them need. */
const mends = [
  [
    /^tui\/src\/features\//,
    'features know subjects, never each other: what both need belongs in tui/src/subjects',
  ],
];

/** Imports that run up, or to another room of the same floor; and folders that have no floor. Each with its mend. */
export function upwardArrows(files, plan = house) {
  const places = new Map(files.map(({ path }) => [path, placeOf(path, plan)]));
  const homeless = [...places].flatMap(([path, place]) =>
    place === null ? [`${path} stands on no floor: give its folder one in scripts/house/floors.mjs`] : [],
  );
  const arrows = files.flatMap(({ path, imports }) =>
    imports.flatMap((imported) => {
      const mend = mendOf(places.get(path) ?? null, places.get(imported.path) ?? null);
      return mend === null ? [] : [`${path} imports ${imported.path}: ${mend}`];
    }),
  );
  return [...homeless, ...arrows];
}

/** The rooms, each as a file that imports those whose files its own import: for `circlesOf`. */
export function roomsOf(files, plan = house) {
  const rooms = new Map();
  const nameOf = (path) => placeOf(path, plan)?.room ?? path;
  for (const { path, imports } of files) {
    const room = nameOf(path);
    const asked = rooms.get(room) ?? rooms.set(room, new Set()).get(room);
    for (const imported of imports) if (nameOf(imported.path) !== room) asked.add(nameOf(imported.path));
  }
  return [...rooms].map(([path, asked]) => ({ path, imports: [...asked].map((each) => ({ path: each })) }));
}

/** Null if the arrow may be. */
function mendOf(from, to) {
  if (from === null || to === null || from.room === to.room) return null;
  if (from.package !== to.package) {
    if (from.package.over?.includes(to.package.folder)) return null;
    return `${from.package.folder} does not stand on ${to.package.folder}`;
  }
  if (from.floor > to.floor) return null;
  if (from.floor < to.floor) {
    return `${to.room} stands above ${from.room}: put what both need below, or let the caller pass it in`;
  }
  const [, mend] = mends.find(([rooms]) => rooms.test(from.room)) ?? [];
  return (
    mend ??
    `${from.room} and ${to.room} share a floor: put what both need below, or give one a floor of its own`
  );
}

/** The package, floor and room of a file; null for a folder that has no floor. */
function placeOf(path, plan) {
  const home = plan.find(({ folder }) => path.startsWith(`${folder}/`));
  if (home === undefined) return null;
  const inside = path.slice(home.folder.length + 1);
  for (const [floor, rooms] of home.floors.entries()) {
    for (const room of rooms) {
      const name = nameWithin(inside, room);
      if (name !== null) return { package: home, floor, room: `${home.folder}/${name}` };
    }
  }
  return inside.includes('/') ? null : { package: home, floor: home.floors.length, room: home.folder };
}

/** The room's name, with the folder that its `*` stands for; null if the file is not in it. */
function nameWithin(inside, room) {
  if (inside === room || inside.startsWith(`${room}/`)) return room;
  if (!room.endsWith('/*')) return null;
  const [folder, name, ...rest] = inside.split('/');
  return `${folder}/*` === room && rest.length > 0 ? `${folder}/${name}` : null;
}
