import { stringify } from 'yaml';
import {
  type CronJobPlace,
  type CronJobValues,
  cronJobDocuments,
  cronJobName,
  cronJobValues,
  refuseOutsidePod,
} from './cron-job-files.js';

/** A file of a chart, by its path within the folder that is written. */
interface ChartFile {
  readonly name: string;
  readonly text: string;
}

/**
 * The same objects as a chart for Helm 3, which renders them as they are by `cronJobManifests` until a value is changed.
 * `version` is of the release whose program it was made by. Throws ConfigurationInvalid.
 */
export function cronJobChart(
  yaml: string,
  place: CronJobPlace,
  version: string,
): readonly [ChartFile, ...ChartFile[]] {
  refuseOutsidePod(yaml);
  const description = 'A CronJob that rotates kubeconfigs of ACK clusters without any key';
  const chart = { apiVersion: 'v2', name: cronJobName, description, type: 'application' };
  return [
    chartFile('Chart.yaml', stringify({ ...chart, version, appVersion: version })),
    chartFile('values.yaml', valuesText(cronJobValues(place))),
    chartFile('rotation.yaml', yaml),
    ...templates(),
  ];
}

function chartFile(file: string, text: string): ChartFile {
  return { name: `${cronJobName}/${file}`, text };
}

/** The values, and what is told of each in values.yaml. */
const remarks: readonly (readonly [name: keyof CronJobValues, remark: string])[] = [
  ['image', 'Where the cluster pulls the image of the release from, with a tag or digest.'],
  ['schedule', 'In cron’s five fields, in that zone.'],
  ['timeZone', 'Kubernetes knows zones since 1.27.'],
  ['namespace', 'The trust policy of the role names it, and the service account: change them together.'],
  ['serviceAccount', 'It has no right in the cluster.'],
  ['roleArn', 'The role that it signs in as (RRSA), whose policy is role-policy.json.'],
  ['providerArn', 'The identity provider of this cluster.'],
  ['audience', 'Of the token that the provider takes.'],
  ['region', 'Where services are called.'],
  ['resources', 'Of its one container.'],
];

function valuesText(values: CronJobValues): string {
  const told = remarks.map(
    ([name, remark]) => `# ${remark}\n${stringify({ [name]: values[name] }, { lineWidth: 0 })}`,
  );
  return [...told, '# False where the namespace is there already.\ncreateNamespace: true\n'].join('\n');
}

/** The objects, with the place of each value. The configuration is a file of the chart: none of it is a template. */
function templates(): readonly ChartFile[] {
  const documents = cronJobDocuments('CONFIGURATION', (name) => `VALUE.${name}`);
  return Object.entries(documents).map(([file, document]) => {
    const text = document
      .replace(/\bVALUE\.(\w+)/g, '{{ .Values.$1 | toJson }}')
      .replace('CONFIGURATION', '{{ .Files.Get "rotation.yaml" | toJson }}');
    const isAsked = file === 'namespace.yaml';
    return chartFile(
      `templates/${file}`,
      isAsked ? `{{- if .Values.createNamespace }}\n${text}{{- end }}\n` : text,
    );
  });
}
