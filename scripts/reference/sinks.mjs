import { sinkKinds } from '../../packages/core/dist/rotation/sinks/sinks.js';
import { code, table } from './markdown.mjs';

/** The kinds of sinks, from their own records: for docs/rotation.md. */
export function sinksPart() {
  return Object.entries(sinkKinds)
    .map(([kind, { docs }]) => section(kind, docs))
    .join('\n\n');
}

function section(kind, { summary, example, settings, notes }) {
  return [
    `### ${code(kind)}`,
    summary,
    `\`\`\`yaml\nsinks:\n  - ${example}\n\`\`\``,
    table(
      ['setting', 'means; default'],
      Object.entries(settings).map(([name, text]) => [code(name), text]),
    ),
    ...(notes.length === 0 ? [] : [notes.map((note) => `- ${note}`).join('\n')]),
  ].join('\n\n');
}
