import {
  type PersonPolicyName,
  parseFunctionName,
  personPolicy,
  personPolicyNames,
  type RamPolicy,
  unscopedActions,
} from '@ackring/core/cloud';
import type { RolePolicies } from '@ackring/core/rotation';
import { AckringError, type Sentence } from '@ackring/core/words';
import { say } from '../../../messages/say.js';
import { type CommandContext, defineCommand, usageError } from '../../../shell/command.js';
import type { Output } from '../../../shell/output.js';
import type { Services } from '../../../world/services.js';
import { rotationOptions } from './options.js';

const options = {
  ...rotationOptions,
  for: {
    type: 'string',
    value: 'WHO',
    choices: ['function', ...personPolicyNames],
    summary:
      "the function's role (default), or a person who fetches kubeconfigs, who also looks after everybody's, who also takes access away",
  },
  trust: { type: 'boolean', summary: 'who may be the role, instead of what it may do' },
  role: {
    type: 'string',
    value: 'ROLE',
    summary: 'of this role of the configuration, which the function assumes, instead of its own',
  },
  function: {
    type: 'string',
    value: 'NAME',
    summary: 'the function, as `service/function` or a plain name (default: ackring-rotate)',
  },
  'function-role': {
    type: 'string',
    value: 'NAME',
    summary: "the function's own role (default: ackring-rotate)",
  },
  account: {
    type: 'string',
    value: 'ID',
    summary: "the account's id (default: what the credentials tell, else `*`)",
  },
  logs: {
    type: 'string',
    value: 'PROJECT/LOGSTORE',
    summary: 'where the function logs to (default: ackring-ID/rotate, as in s.yaml)',
  },
} as const;

type Context = CommandContext<typeof options>;

export const command = defineCommand({
  name: 'policy',
  summary: "print the least RAM policy that the rotation's function needs, or a person",
  usage: '',
  positionals: { min: 0, max: 0 },
  options,
  examples: [
    { line: 'ackring policy --config rotation.yaml', summary: "for the function's role" },
    { line: 'ackring policy --trust', summary: 'who may be that role' },
    { line: 'ackring policy --for person', summary: 'to find clusters and fetch a kubeconfig of one’s own' },
    { line: 'ackring policy --config rotation.yaml --json', summary: 'every role with both documents' },
  ],
  async run(context) {
    const person = personPolicyNames.find((name) => name === context.options.for);
    if (person === undefined) await printForFunction(context);
    else await printForPerson(person, context);
    return undefined;
  },
});

/** Options of the function's policy only. */
const misplacedOptions = ['trust', 'role', 'config', 'function', 'function-role', 'logs'] as const;

async function printForPerson(name: PersonPolicyName, context: Context): Promise<void> {
  const { options, global, services, output } = context;
  const misplaced = misplacedOptions.find((each) => options[each]);
  if (misplaced !== undefined) {
    throw usageError(
      say('--{option} is about the function, not about a person', { option: misplaced }),
      say('Leave it out, or leave out `--for`.'),
    );
  }
  const accountId =
    options.account === undefined ? await knownAccount(services) : readAccount(options.account);
  const policy = personPolicy(name, { accountId, regions: global.regions });
  const unscoped = unscopedActions(policy);
  if (output.json) return output.data([{ for: name, role: null, policy, trust: null, unscoped }]);
  output.data(policy);
  output.note(subjects[name]);
  noteUnscoped(policy, output);
}

const subjects: Readonly<Record<PersonPolicyName, Sentence>> = {
  person: say('for a person who finds clusters and fetches kubeconfigs'),
  fleet: say("beside the person's own, for whoever looks after everybody's kubeconfigs; it changes nothing"),
  incident: say("beside the person's own and the fleet's, for whoever takes access away"),
};

/** A policy can be written before there are credentials. */
async function knownAccount(services: Services): Promise<string | null> {
  try {
    return (await services.profileFacts()).accountId;
  } catch {
    return null;
  }
}

async function printForFunction({ options, global, services, output }: Context): Promise<void> {
  const configuration = await services.rotation.configuration(options.config ?? null);
  const roles = await services.rotation.policies({
    configuration,
    region: global.regions[0] ?? null,
    accountId: options.account === undefined ? null : readAccount(options.account),
    function: parseFunctionName(options.function ?? 'ackring-rotate'),
    role: options['function-role'] ?? 'ackring-rotate',
    logs: options.logs === undefined ? null : readLogs(options.logs),
  });
  if (output.json) {
    const documents = roles.map((each) => ({
      for: 'function',
      ...each,
      unscoped: unscopedActions(each.policy),
    }));
    return output.data(documents);
  }
  const { role, policy, trust } = chooseRole(roles, options.role);
  output.data(options.trust ? trust : policy);
  output.note(noteOf(role, roles, options.trust));
  if (!options.trust) noteUnscoped(policy, output);
}

function noteUnscoped(policy: RamPolicy, output: Output): void {
  const actions = unscopedActions(policy);
  if (actions.length === 0) return;
  output.note(say('no tag and no resource group narrows these, they need `*`: {actions}', { actions }));
}

function readAccount(text: string): string {
  if (/^\d{5,32}$/.test(text)) return text;
  throw usageError(
    say('"{text}" is not an account id', { text }),
    say('Give its digits, as the console shows them.'),
  );
}

function readLogs(text: string): { project: string; logstore: string } {
  const [project, logstore, ...more] = text.split('/');
  if (project && logstore && more.length === 0) return { project, logstore };
  throw usageError(
    say('"{text}" is not PROJECT/LOGSTORE', { text }),
    say('Give one such as `--logs ackring-logs/rotate`.'),
  );
}

function chooseRole(roles: readonly RolePolicies[], asked: string | undefined): RolePolicies {
  const found = asked === undefined ? roles[0] : roles.find(({ role }) => role === asked);
  if (found !== undefined) return found;
  throw new AckringError(
    'ResourceNotFound',
    say('the configuration names no role "{role}"', { role: asked ?? '' }),
    { remedy: say('Name one of: {names}.', { names: roles.map(({ role }) => role) }) },
  );
}

function noteOf(role: string, roles: readonly RolePolicies[], isTrust: boolean): Sentence {
  const others = roles.flatMap((each) => (each.role === role ? [] : [each.role]));
  const subject = isTrust
    ? say('the trust policy of the role {role}', { role })
    : say('the policy of the role {role}', { role });
  if (others.length === 0) return subject;
  return say('{subject}; others need one too, see `--role`: {others}', { subject, others });
}
