import { AckringError } from '@ackring/core/errors';
import { parseFunctionName } from '@ackring/core/rotation/function/deployed-function';
import type { RolePolicies } from '@ackring/core/rotation/ram-policy';
import { defineCommand } from './command.js';
import { rotationOptions } from './rotation-options.js';
import { usageError } from './usage-error.js';

export const command = defineCommand({
  name: 'policy',
  summary: "print the least RAM policy that the rotation needs for its function's role",
  usage: '',
  positionals: { min: 0, max: 0 },
  options: {
    ...rotationOptions,
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
  },
  examples: [
    { line: 'ackring policy --config rotation.yaml', summary: "for the function's role" },
    { line: 'ackring policy --trust', summary: 'who may be that role' },
    { line: 'ackring policy --config rotation.yaml --json', summary: 'every role with both documents' },
  ],
  async run({ options, global, services, output }) {
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
      output.data(roles);
      return undefined;
    }
    const { role, policy, trust } = chooseRole(roles, options.role);
    output.data(options.trust ? trust : policy);
    output.note(noteOf(role, roles, options.trust));
    return undefined;
  },
});

function readAccount(text: string): string {
  if (/^\d{5,32}$/.test(text)) return text;
  throw usageError(`"${text}" is not an account's id`, 'Give its digits, as the console shows them.');
}

function readLogs(text: string): { project: string; logstore: string } {
  const [project, logstore, ...more] = text.split('/');
  if (project && logstore && more.length === 0) return { project, logstore };
  throw usageError(`"${text}" is not PROJECT/LOGSTORE`, 'Give one such as `--logs ackring-logs/rotate`.');
}

function chooseRole(roles: readonly RolePolicies[], asked: string | undefined): RolePolicies {
  const found = asked === undefined ? roles[0] : roles.find(({ role }) => role === asked);
  if (found !== undefined) return found;
  throw new AckringError('ResourceNotFound', `the configuration names no role "${asked}"`, {
    remedy: `Name one of: ${roles.map(({ role }) => role).join(', ')}.`,
  });
}

function noteOf(role: string, roles: readonly RolePolicies[], isTrust: boolean): string {
  const others = roles.flatMap((each) => (each.role === role ? [] : [each.role]));
  const subject = `the ${isTrust ? 'trust policy' : 'policy'} of the role ${role}`;
  if (others.length === 0) return subject;
  return `${subject}; others need one too, see \`--role\`: ${others.join(', ')}`;
}
