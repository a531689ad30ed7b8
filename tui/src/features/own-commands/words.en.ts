export const own = {
  title: 'Commands of your own',
  running: (label: string) => `${label} runs · x stops`,
  done: (label: string) => `${label} is done`,
  failed: (label: string, status: number | null) =>
    status === null ? `${label} was ended` : `${label} ended with status ${status}`,
  missing: (label: string) => `${label}: there is no such program`,
  taken: (name: string, key: string) => `${name} in keys.yaml has no key: ${key} means something else`,
  takenRemedy: 'Choose another key; ? shows those that are taken.',
  noValue: (name: string) => `this row has no {${name}}`,
  refused: (name: string) =>
    `the {${name}} of this row would be taken for an option, or by a shell for more than a word`,
  confirm: (label: string) => `Run ${label}?`,
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
};

export const actions = { ownCommands: 'your own commands' };
