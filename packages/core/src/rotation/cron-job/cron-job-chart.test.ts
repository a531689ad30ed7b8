import test from 'ava';
import { parse, parseAllDocuments } from 'yaml';
import { cronJobChart } from './cron-job-chart.js';
import { type CronJobPlace, cronJobManifests } from './cron-job-files.js';

const place: CronJobPlace = {
  namespace: 'night',
  image: 'registry.example.com/ackring@sha256:0',
  schedule: '*/5 3 * * *',
  timeZone: 'Asia/Tokyo',
  region: 'ap-northeast-1',
  rrsa: { provider: 'acs:ram::12345:oidc-provider/ack-rrsa-c1', issuer: 'https://i/c1', audience: 'sts' },
};
/** What a template would take for its own. */
const yaml = '# {{ .Values.image }} {{ fail "x" }} "\'\\ 日本\nsinks: [{kind: kms}]\n';

function chartOf(given: CronJobPlace): ReadonlyMap<string, string> {
  return new Map(cronJobChart(yaml, given, '1.2.3').map(({ name, text }) => [name, text]));
}

/** As Helm does it, as far as this chart goes. */
function rendered(chart: ReadonlyMap<string, string>): readonly unknown[] {
  const values = parse(chart.get('ackring-rotate/values.yaml') ?? '');
  return [...chart]
    .filter(([name]) => name.includes('/templates/'))
    .map(([, text]) => {
      const inside = text
        .replace(/\{\{- if \.Values\.createNamespace \}\}\n(.*)\{\{- end \}\}\n/s, '$1')
        .replace(/\{\{ \.Values\.(\w+) \| toJson \}\}/g, (_, name) => JSON.stringify(values[name]))
        .replace(/\{\{ \.Files\.Get "rotation\.yaml" \| toJson \}\}/, () =>
          JSON.stringify(chart.get('ackring-rotate/rotation.yaml')),
        );
      return parse(inside);
    });
}

for (const image of [place.image, null]) {
  test(`with the values that are in it the chart is the manifests, ${image === null ? 'without' : 'with'} an image`, (t) => {
    const given = { ...place, image };
    const plain = parseAllDocuments(cronJobManifests(yaml, given)).map((each) => each.toJS());
    t.deepEqual(rendered(chartOf(given)), plain);
  });
}

test('whoever changes a value reads what it is, and nothing of the configuration is a template', (t) => {
  const chart = chartOf(place);
  t.like(parse(chart.get('ackring-rotate/Chart.yaml') ?? ''), { apiVersion: 'v2', version: '1.2.3' });
  t.is(chart.get('ackring-rotate/rotation.yaml'), yaml);
  const values = chart.get('ackring-rotate/values.yaml') ?? '';
  t.like(parse(values), { image: place.image, namespace: 'night', createNamespace: true });
  for (const line of values.split('\n').filter((each) => /^\w/.test(each)))
    t.regex(values, new RegExp(`^# .+\\n${line.split(':')[0]}:`, 'm'), line);
  t.throws(() => cronJobChart('sinks: []', place, '1.2.3'), { code: 'ConfigurationInvalid' });
});
