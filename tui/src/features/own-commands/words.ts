import { say, type Words } from '../../messages/say.js';

export const own = {
  title: 'Commands of your own',
  running: (label: string) => say('{label} runs · x stops', { label }),
  done: (label: string) => say('{label} is done', { label }),
  failed: (label: string, status: number | null) =>
    status === null
      ? say('{label} was ended', { label })
      : say('{label} ended with status {status}', { label, status }),
  taken: (name: string, key: string) =>
    say('{name} in keys.yaml has no key: {key} means something else', { name, key }),
  takenRemedy: 'Choose another key; ? shows those that are taken.',
  noValue: (name: string) => say('this row has no {{name}}', { name }),
  refused: (name: string) =>
    say('the {{name}} of this row would be taken for an option, or by a shell for more than a word', {
      name,
    }),
  confirm: (label: string) => say('Run {label}?', { label }),
  howTo: `None yet. Make keys.yaml beside the settings (config.json):

nodes:
  key: ctrl-n
  where: [clusters, contexts]
  label: nodes
  command: kubectl --context {context} get nodes
  output: screen
  changes: false

The row's values stand in braces: row, cluster, id, region, version, context,
namespace, file, server, uid, identity. Each stays one word, whatever is in it.`,
} as const satisfies Words;

export const actions = { ownCommands: 'your own commands' } as const satisfies Words;
