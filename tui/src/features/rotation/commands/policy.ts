import {
  type FetchLimits,
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
import { parseTemporaryDuration } from '../../../shell/duration.js';
import type { Output } from '../../../shell/output.js';
import { readRules } from '../../../subjects/rule/rules-file.js';
import type { Services } from '../../../world/services.js';
import { rotationOptions } from './options.js';

const options = {
  ...rotationOptions,
  for: {
    type: 'string',
    value: 'WHO',
    choices: ['function', 'operator', ...personPolicyNames],
    summary:
      "the function's role (default), a person who looks after the function, or one who fetches kubeconfigs, who also looks after everybody's, who also takes access away, or gives it",
  },
  'max-life': {
    type: 'string',
    value: 'DURATION',
    summary: 'of a person: no kubeconfig that lives longer, 15m to 3d, and no long-term one',
  },
  rules: {
    type: 'string',
    value: 'FILE',
    completes: 'file',
    summary: 'of a person: the same from the rules of `policy check`, the strictest for people',
  },
  from: {
    type: 'string',
    multiple: true,
    value: 'CIDR',
    summary: 'of a person: only from these addresses (repeatable)',
  },
  mfa: { type: 'boolean', summary: 'of a person: only after signing in with a second factor' },
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
  'stored-at': {
    type: 'string',
    value: 'OSS-URL',
    summary: 'where the function reads its configuration, as oss://bucket/key (default: in its own package)',
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
    {
      line: 'ackring policy --config rotation.yaml --stored-at oss://my-bucket/rotation.yaml',
      summary: 'and to read its configuration there',
    },
    { line: 'ackring policy --trust', summary: 'who may be that role' },
    { line: 'ackring policy --for person', summary: 'to find clusters and fetch a kubeconfig of one’s own' },
    {
      line: 'ackring policy --for person --max-life 8h --from 203.0.113.0/24 --mfa',
      summary: 'the same as RAM conditions: short-lived, from the office, with a second factor',
    },
    { line: 'ackring policy --config rotation.yaml --json', summary: 'every role with both documents' },
  ],
  async run(context) {
    const person = personPolicyNames.find((name) => name === context.options.for);
    if (person === undefined) refusePersonal(context.options);
    if (context.options.for === 'operator') await printForOperator(context);
    else if (person === undefined) await printForFunction(context);
    else await printForPerson(person, context);
    return undefined;
  },
});

/** Options of the function's policy only. */
const misplacedOptions = [
  'trust',
  'role',
  'config',
  'stored-at',
  'function',
  'function-role',
  'logs',
] as const;

async function printForPerson(name: PersonPolicyName, context: Context): Promise<void> {
  const { options, global, services, output, progress } = context;
  const misplaced = misplacedOptions.find((each) => options[each]);
  if (misplaced !== undefined) {
    throw usageError(
      say('--{option} is about the function, not about a person', { option: misplaced }),
      say('Leave it out, or leave out `--for`.'),
    );
  }
  const accountId =
    options.account === undefined
      ? await progress.during(({ cloud }) => cloud, knownAccount(services))
      : readAccount(options.account);
  const { hubs } = await services.settings();
  const policy = personPolicy(name, { accountId, regions: global.regions, hubs }, await limitsIn(options));
  const unscoped = unscopedActions(policy);
  if (output.json) return output.data([{ for: name, role: null, policy, trust: null, unscoped }]);
  output.data(policy);
  output.note(subjects[name]);
  noteUnscoped(policy, output);
}

const personalOptions = ['max-life', 'rules', 'from', 'mfa'] as const;

function refusePersonal(options: Context['options']): void {
  const given = personalOptions.find((each) => {
    const value = options[each];
    return Array.isArray(value) ? value.length > 0 : value;
  });
  if (given === undefined) return;
  throw usageError(
    say('--{option} is about a person, not about the function', { option: given }),
    say('Add `--for person`.'),
  );
}

async function limitsIn(options: Context['options']): Promise<FetchLimits> {
  const asked = options['max-life'] === undefined ? [] : [parseTemporaryDuration(options['max-life'])];
  const ruled = options.rules === undefined ? [] : await ruledMinutes(options.rules);
  const all = [...asked, ...ruled];
  return {
    ...(all.length === 0 ? {} : { maxMinutes: Math.min(...all) }),
    sourceAddresses: options.from.map(readBlock),
    isMfaNeeded: options.mfa,
  };
}

/** A rule that allows long-term kubeconfigs of more than three days is none that this condition can hold. */
async function ruledMinutes(file: string): Promise<readonly number[]> {
  const { mostMinutesForPeople } = await import('@ackring/core/rules');
  const minutes = mostMinutesForPeople(await readRules(file));
  return minutes === null ? [] : [minutes];
}

function readBlock(text: string): string {
  if (/^[0-9a-fA-F:.]{2,45}(\/\d{1,3})?$/.test(text)) return text;
  throw usageError(
    say('"{text}" is not an address or a CIDR block', { text }),
    say('Give one such as 203.0.113.0/24.'),
  );
}

const subjects: Readonly<Record<PersonPolicyName, Sentence>> = {
  person: say('for a person who finds clusters and fetches kubeconfigs'),
  fleet: say("beside the person's own, for whoever looks after everybody's kubeconfigs; it changes nothing"),
  incident: say("beside the person's own and the fleet's, for whoever takes access away"),
  granting: say("beside the person's own and the fleet's, for whoever gives roles inside clusters"),
};

/** A policy can be written before there are credentials. */
export async function knownAccount(services: Services): Promise<string | null> {
  try {
    return (await services.profileFacts()).accountId;
  } catch {
    return null;
  }
}

async function printForFunction({ options, global, services, output, progress }: Context): Promise<void> {
  const configuration = await services.rotation.configuration(options.config ?? null);
  const asking = services.rotation.policies({
    configuration,
    ...placeIn(options, global),
    role: options['function-role'] ?? 'ackring-rotate',
    storedAt: options['stored-at'] === undefined ? null : await readObjectUrl(options['stored-at']),
  });
  const roles = await progress.during(({ cloud }) => cloud, asking);
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

function placeIn(options: Context['options'], global: Context['global']) {
  return {
    region: global.regions[0] ?? null,
    accountId: options.account === undefined ? null : readAccount(options.account),
    function: parseFunctionName(options.function ?? 'ackring-rotate'),
    logs: options.logs === undefined ? null : readLogs(options.logs),
  };
}

/** Options of the function's own role only. */
const ofTheRole = ['trust', 'role', 'config', 'stored-at', 'function-role'] as const;

async function printForOperator({ options, global, services, output, progress }: Context): Promise<void> {
  const misplaced = ofTheRole.find((each) => options[each]);
  if (misplaced !== undefined) {
    throw usageError(
      say('--{option} is about the function, not about a person', { option: misplaced }),
      say('Leave it out, or leave out `--for`.'),
    );
  }
  const asking = services.rotation.operatorPolicy(placeIn(options, global));
  const policy = await progress.during(({ cloud }) => cloud, asking);
  const unscoped = unscopedActions(policy);
  if (output.json) return output.data([{ for: 'operator', role: null, policy, trust: null, unscoped }]);
  output.data(policy);
  output.note(say('for a person who looks after the function: its status, its log, and calling it'));
  noteUnscoped(policy, output);
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

async function readObjectUrl(text: string): Promise<string> {
  const { objectPlace } = await import('@ackring/core/rotation');
  if (objectPlace(text) !== null) return text;
  throw usageError(
    say('"{text}" is not an object of OSS', { text }),
    say('Give one such as `--stored-at oss://my-bucket/rotation.yaml`.'),
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
