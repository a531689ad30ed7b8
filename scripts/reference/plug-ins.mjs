import { notifierKinds } from '../../packages/core/dist/rotation/notifiers/notifiers.js';
import { sinkKinds } from '../../packages/core/dist/rotation/sinks/sinks.js';
import { code, table } from './markdown.mjs';

/** The kinds of sinks, from their own records. */
export const sinksPage = () =>
  page(
    'Sinks',
    'Where a rotation [puts a kubeconfig](../rotation.md#where-a-kubeconfig-is-put).',
    'sinks',
    sinkKinds,
  );

/** The kinds of notifiers, likewise. */
export const notifiersPage = () =>
  page(
    'Notifiers',
    'Whom a rotation [tells](../rotation.md#whom-to-tell), and how.',
    'notify',
    notifierKinds,
  );

function page(title, about, field, kinds) {
  return `${[
    `# ${title}`,
    'Made from the program by `node scripts/generate.mjs`.',
    about,
    ...kinds.map(({ kind, docs }) => section(field, kind, docs)),
  ].join('\n\n')}\n`;
}

function section(field, kind, { summary, example, settings, notes }) {
  return [
    `## ${code(kind)}`,
    summary,
    `\`\`\`yaml\n${field}:\n  - ${example}\n\`\`\``,
    table(
      ['setting', 'means; default'],
      Object.entries(settings).map(([name, text]) => [code(name), text]),
    ),
    ...(notes.length === 0 ? [] : [notes.map((note) => `- ${note}`).join('\n')]),
  ].join('\n\n');
}
