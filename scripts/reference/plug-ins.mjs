import { notifierKinds } from '../../packages/core/dist/rotation/notifiers/notifiers.js';
import { sinkKinds } from '../../packages/core/dist/rotation/sinks/sinks.js';
import { code, table } from './markdown.mjs';

/** The kinds of sinks, from their own records: for docs/rotation.md. */
export const sinksPart = () => kindsPart('sinks', sinkKinds);

/** The kinds of notifiers, likewise. */
export const notifiersPart = () => kindsPart('notify', notifierKinds);

function kindsPart(field, kinds) {
  return kinds.map(({ kind, docs }) => section(field, kind, docs)).join('\n\n');
}

function section(field, kind, { summary, example, settings, notes }) {
  return [
    `### ${code(kind)}`,
    summary,
    `\`\`\`yaml\n${field}:\n  - ${example}\n\`\`\``,
    table(
      ['setting', 'means; default'],
      Object.entries(settings).map(([name, text]) => [code(name), text]),
    ),
    ...(notes.length === 0 ? [] : [notes.map((note) => `- ${note}`).join('\n')]),
  ].join('\n\n');
}
