import { clusterRole, endingAfter, roleNamed } from '@ackring/core/granting';
import { shell } from '@ackring/core/words';
import { say } from '../../messages/say.js';
import { defineCommand, usageError } from '../../shell/command.js';
import { parseSpan } from '../../shell/duration.js';
import { foundCluster } from '../../shell/named-account.js';
import { writeReport } from '../../shell/write-new.js';
import { changeAsPlanned } from './commands.js';

export const request = defineCommand({
  name: 'access request',
  summary:
    'ask for a role inside a cluster for a time, as a file that somebody else approves; changes nothing',
  usage: 'ROLE CLUSTER',
  positionals: { min: 2, max: 2, completes: 'cluster' },
  options: {
    namespace: { type: 'string', value: 'NAMESPACE', summary: 'in this namespace only' },
    user: { type: 'string', value: 'USER', completes: 'user', summary: 'for whom (default: yourself)' },
    'ram-role': { type: 'boolean', summary: 'the uid is that of a RAM role, where nobody has met it yet' },
    for: {
      type: 'string',
      value: 'DURATION',
      summary: 'for how long: 30m, 2h, 3d; from 5 minutes to 30 days',
    },
    reason: { type: 'string', value: 'TEXT', summary: 'why; kept with it' },
    valid: {
      type: 'string',
      value: 'DURATION',
      summary: 'may be approved for so long (default: 1d; 7d at most)',
    },
    output: { type: 'string', short: 'o', value: 'FILE', completes: 'file', summary: 'write it there' },
  },
  examples: [
    {
      line: 'ackring access request ops prod --for 2h --reason INC-4711 --output request.json',
      summary: 'send the file to whoever administers the cluster',
    },
  ],
  async run(context) {
    const { options, positionals, output, progress, signal } = context;
    const [roleName = '', typed = ''] = positionals;
    if (options.for === undefined) {
      throw usageError(
        say('`access request` needs --for DURATION and --reason TEXT'),
        say('Such as `ackring access request ops prod --for 2h --reason INC-4711 --output request.json`.'),
      );
    }
    const role = roleNamed(roleName, options.namespace ?? null);
    const ending = endingAfter(parseSpan(options.for), options.reason ?? '');
    const lastsMs = options.valid === undefined ? null : parseSpan(options.valid);
    const { services, cluster } = await progress.during(({ cloud }) => cloud, foundCluster(typed, context));
    const caller = await services.callerIdentity(signal);
    const identity = await services.granting.findHolder(options.user ?? caller.uid, cluster, { signal });
    const isOwn = identity.uid === caller.uid;
    const isRamRole = identity.type === 'role' || (isOwn ? caller.type === 'role' : options['ram-role']);
    const asked = { identity, isRamRole, cluster, role, ending, lastsMs };
    const { text, code } = await services.granting.askFor(asked, { signal });
    if (options.output === undefined) output.data(JSON.parse(text));
    else {
      await writeReport(options.output, text);
      if (output.json) output.data(JSON.parse(text));
      const command = shell`ackring access approve ${options.output}`;
      output.note(say('its code is {code}; somebody else approves it: {command}', { code, command }));
    }
    return undefined;
  },
});

export const approve = defineCommand({
  name: 'access approve',
  summary: 'give what a file of `access request` asks for, for its time; plan first, and never one’s own',
  usage: 'FILE',
  positionals: { min: 1, max: 1, completes: 'file' },
  options: {
    config: {
      type: 'string',
      value: 'FILE',
      completes: 'file',
      summary:
        'the rotation that takes it back too (default: rotation.yaml in the settings folder, if it does)',
    },
    confirm: {
      type: 'string',
      value: 'USER',
      summary: 'the name typed in full: without it only the plan is shown',
    },
  },
  examples: [
    { line: 'ackring access approve request.json', summary: 'the plan, and who asked for it' },
    { line: 'ackring access approve request.json --confirm mei', summary: 'given, until it ends' },
  ],
  async run(context) {
    const { options, positionals, progress } = context;
    const [file = ''] = positionals;
    const asked = await context.services.granting.readRequest(file);
    const ending = endingAfter(asked.minutes * 60_000, asked.reason);
    const role = clusterRole(asked.role.name, asked.role.namespace);
    const finding = foundCluster(asked.cluster.id, context, 'change');
    const { services, cluster } = await progress.during(({ cloud }) => cloud, finding);
    const { isRamRole, identity } = asked;
    const config = options.config ?? null;
    const giving = {
      direction: 'give',
      user: identity.uid,
      cluster,
      role,
      isRamRole,
      ending,
      config,
    } as const;
    return changeAsPlanned({ ...giving, request: asked }, services, context);
  },
});
