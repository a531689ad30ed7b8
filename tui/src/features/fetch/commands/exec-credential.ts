import { type AckringError, toText, visible } from '@ackring/core/words';
import { inventoryCluster } from '@ackring/core/world';
import { say } from '../../../messages/say.js';
import { defineCommand, usageError } from '../../../shell/command.js';
import { parseTemporaryDuration } from '../../../shell/duration.js';
import type { Output } from '../../../shell/output.js';

export const command = defineCommand({
  name: 'exec-credential',
  summary: "kubectl's exec plug-in: a temporary certificate, cached safely, or a RAM token",
  usage: '',
  positionals: { min: 0, max: 0 },
  options: {
    cluster: {
      type: 'string',
      value: 'ID',
      completes: 'cluster',
      summary: "the cluster's id (default the one of an inventory)",
    },
    access: {
      type: 'string',
      choices: ['private', 'public'],
      summary: 'the endpoint it is for (default public)',
    },
    token: {
      type: 'boolean',
      summary: 'a RAM token, signed here; without asking the cloud where the key lies here',
    },
    duration: { type: 'string', value: 'DURATION', summary: 'how long each certificate lives (default 1h)' },
    server: {
      type: 'string',
      value: 'URL',
      multiple: true,
      summary: 'a server of the cluster: kubectl gets nothing for any other',
    },
    authority: {
      type: 'string',
      value: 'SHA256',
      summary: 'of the certificate that vouches for the servers',
    },
  },
  examples: [
    { line: 'ackring get prod --exec', summary: 'makes a context whose user calls this' },
    {
      line: 'ackring exec-credential --cluster c… --region cn-hangzhou --duration 1h',
      summary: 'what kubectl runs',
    },
    {
      line: 'ackring exec-credential --token --cluster c…',
      summary: 'the same for a context made with `--token`',
    },
  ],
  async run({ options, global, services, output, environment, signal }) {
    const [region] = global.regions;
    const execInfo = environment['KUBERNETES_EXEC_INFO'];
    const recipient = { servers: options.server, authority: options.authority ?? null };
    if (options.token) {
      if (options.cluster === undefined)
        throw usageError(
          say('`exec-credential --token` needs --cluster ID'),
          say('Let `ackring get CLUSTER --token` write it.'),
        );
      const { problem, response } = await services.execToken({
        clusterId: options.cluster,
        execInfo,
        recipient,
      });
      output.raw(`${JSON.stringify(response)}\n`);
      if (problem !== null) noteProblem(output, problem);
      return undefined;
    }
    const { cluster: id, access, server, authority, duration } = options;
    const isBare = id === undefined && server.length === 0 && !(region ?? access ?? authority);
    const named = isBare ? inventoryCluster(execInfo) : null;
    const cluster = named?.cluster ?? (id !== undefined && region !== undefined ? { id, region } : null);
    if (cluster === null) {
      throw usageError(
        say('`exec-credential` needs --cluster ID and --region REGION'),
        say('Let `ackring get CLUSTER --exec` write it.'),
      );
    }
    const { problem, response, unproven } = await services.execCredential(
      {
        cluster,
        access: named?.place ?? (access === 'private' ? 'private' : 'public'),
        durationMinutes: duration === undefined ? 60 : parseTemporaryDuration(duration),
        execInfo,
        recipient,
      },
      { signal },
    );
    output.raw(`${JSON.stringify(response)}\n`);
    if (problem !== null) noteProblem(output, problem);
    for (const each of unproven) output.note(`ackring: ${toText(each)}`);
    return undefined;
  },
});

function noteProblem(output: Pick<Output, 'note'>, { message }: AckringError): void {
  output.note(`ackring: still valid, though renewing it failed: ${visible(message)}`);
}
