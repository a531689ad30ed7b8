import { dirname } from 'node:path';
import type { CronJobPlace } from '@ackring/core/rotation';
import { AckringError, type ClusterDetail, shell } from '@ackring/core/words';
import { say } from '../../../messages/say.js';
import { type CommandContext, defineCommand, usageError } from '../../../shell/command.js';
import { foundCluster } from '../../../shell/named-account.js';
import { buildFacts } from '../../../world/version.js';
import { type Deployment, deploymentOptions, writeDeployment } from '../deployment.js';
import { rotationOptions } from './options.js';

const options = {
  config: {
    ...rotationOptions.config,
    summary: 'the rotation to run, with a sink at least (default: rotation.yaml in the settings folder)',
  },
  ...deploymentOptions,
  image: {
    type: 'string',
    value: 'IMAGE',
    summary:
      'where the cluster pulls the image of the release from, with a tag or digest (default: to be filled in)',
  },
  namespace: { type: 'string', value: 'NAME', summary: 'default: ackring' },
  schedule: { type: 'string', value: 'CRON', summary: 'default: `0 4 * * *`, each morning at four' },
  'time-zone': { type: 'string', value: 'ZONE', summary: 'of the schedule (default: Asia/Shanghai)' },
  helm: { type: 'boolean', summary: 'a chart of the same, with a value for each of these, for Helm 3' },
} as const;

export const command = defineCommand({
  name: 'cronjob files',
  summary: 'write the manifests of a CronJob that rotates from inside a cluster, without any key (RRSA)',
  usage: 'CLUSTER',
  positionals: { min: 1, max: 1, completes: 'cluster' },
  options,
  examples: [
    {
      line: 'ackring cronjob files ops --config rotation.yaml --dry-run',
      summary: 'what `kubectl apply` would be given',
    },
    {
      line: 'ackring cronjob files ops --config rotation.yaml --image registry.example.com/ackring:1.4.0 --out deploy',
      summary: 'deploy/cronjob.yaml, role-policy.json and trust-policy.json',
    },
    {
      line: 'ackring cronjob files ops --config rotation.yaml --helm --out deploy',
      summary: 'the chart deploy/ackring-rotate, and the two policies',
    },
  ],
  async run(context) {
    const { options: asked, positionals, services, output, progress } = context;
    const [typed = ''] = positionals;
    const yaml = await services.rotation.text(asked.config ?? null);
    const finding = foundCluster(typed, context);
    const { cluster } = await progress.during(({ cloud }) => cloud, finding);
    const { cronJobChart, cronJobManifests, cronJobPolicies } = await import('@ackring/core/rotation');
    const place = placeIn(cluster, asked);
    const manifests = cronJobManifests(yaml, place);
    const policies = cronJobPolicies(yaml, place);
    if (asked['dry-run']) {
      if (output.json) output.data({ file: null, files: [], cluster: cluster.name, manifests, ...policies });
      else output.write(manifests.trimEnd());
      return undefined;
    }
    const deployment: Deployment = asked.helm
      ? cronJobChart(yaml, place, buildFacts.version)
      : [{ name: 'cronjob.yaml', text: manifests }];
    const files = await writeDeployment(deployment, policies, asked, services);
    const [file] = files;
    if (output.json) output.data({ file, files, cluster: cluster.name, manifests, ...policies });
    const written = asked.helm ? dirname(file) : file;
    const command = asked.helm
      ? shell`helm upgrade --install ackring-rotate ${written}`
      : shell`kubectl apply -f ${written}`;
    output.note(
      place.image === null
        ? say('wrote {file}: fill in the image, then `{command}`', { file: written, command })
        : say('wrote {file}: `{command}`', { file: written, command }),
    );
    return undefined;
  },
});

function placeIn(cluster: ClusterDetail, asked: CommandContext<typeof options>['options']): CronJobPlace {
  return {
    namespace: read(asked.namespace ?? 'ackring', /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, 'namespace'),
    image: asked.image === undefined ? null : read(asked.image, /^[\w./:@-]{1,512}$/, 'image'),
    schedule: read(asked.schedule ?? '0 4 * * *', /^(@[a-z]+|[\w*,/?-]+( [\w*,/?-]+){4})$/, 'schedule'),
    timeZone: read(asked['time-zone'] ?? 'Asia/Shanghai', /^[\w+/-]{1,64}$/, 'time-zone'),
    region: cluster.region,
    rrsa: cluster.rrsa ?? withoutRrsa(cluster),
  };
}

function read(text: string, form: RegExp, option: string): string {
  if (form.test(text)) return text;
  throw usageError(
    say('--{option} cannot be "{text}"', { option, text }),
    say('See `ackring help cronjob files`.'),
  );
}

function withoutRrsa({ name }: ClusterDetail): never {
  throw new AckringError(
    'Refused',
    say('the service accounts of {cluster} cannot sign in to the cloud: RRSA is off there', {
      cluster: name,
    }),
    { remedy: say('Switch RRSA on in the console: Basic Information, Security and Auditing.') },
  );
}
