import { house } from './floors.mjs';

const boxes = {
  'packages/core/src': 'packages/core',
  'packages/emulator/src': 'packages/emulator: the embedded cloud',
  'functions/rotate/src': 'functions/rotate: the timer function',
  'tui/src': 'tui: the program',
};

/** The house as Mermaid draws it: a box for each package, a row for each floor, the ground at the bottom. */
export function housePicture(plan = house) {
  const packages = plan.flatMap((part) => {
    const [id, name] = [idOf(part), boxes[part.folder] ?? part.folder];
    if (part.floors.length === 0) return [`  ${id}["${name}"]`];
    const floors = part.floors.map((rooms, floor) => ({ id: `${id}${floor}`, text: rooms.join(' · ') }));
    return [
      `  subgraph ${id}["${name}"]`,
      ...floors.map((floor) => `    ${floor.id}["${floor.text}"]`),
      `    ${floors
        .map((floor) => floor.id)
        .toReversed()
        .join(' --> ')}`,
      '  end',
    ];
  });
  const arrows = plan.flatMap((part) =>
    (part.over ?? []).map((folder) => `  ${idOf(part)} --> ${idOf({ folder })}`),
  );
  return ['```mermaid', 'flowchart TB', ...packages, ...arrows, '```'].join('\n');
}

function idOf({ folder }) {
  return folder.split('/').at(-2) ?? folder;
}
