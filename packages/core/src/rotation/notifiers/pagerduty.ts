import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { type PostJson, postJson } from '../../cloud/receivers/post-json.js';
import { AckringError } from '../../words/errors.js';
import { say } from '../../words/say.js';
import { demand } from '../../words/schema-problems.js';
import { visibleTexts } from '../../words/visible.js';
import type { Alarm } from '../alarm/alarm.js';
import type { Notice, Notifier } from '../alarm/notifier.js';
import type { AlarmStep } from '../ledger/standing.js';
import {
  type PlugIn,
  type PlugInOptions,
  readingSecrets,
  secretReference,
  text,
} from '../plug-in/plug-in.js';
import { refuseOtherReceiver, settingReader } from '../plug-in/receiver.js';
import { type DigestEntry, digestOf } from './digest.js';

const schema = v.strictObject({
  kind: v.literal('pagerduty'),
  secret: secretReference,
  source: v.optional(text('source'), 'ackring'),
  url: v.optional(
    v.pipe(
      v.string(demand(say('{what} must be text', { what: 'url' }))),
      v.url(demand(say('url must be a URL'))),
    ),
    'https://events.pagerduty.com/v2/enqueue',
  ),
});

type Settings = v.InferOutput<typeof schema>;

/** PagerDuty throttles each service, without a documented limit. */
const mostAlerts = 100;

const lower: Readonly<Record<Severity, Severity>> = {
  critical: 'error',
  error: 'warning',
  warning: 'info',
  info: 'info',
};

const atOnce = 5;

/** Events API v2 of PagerDuty: one alert per credential, triggered and resolved. */
export const pagerdutyNotifier: PlugIn<typeof schema, Notifier> = {
  kind: 'pagerduty',
  schema,
  open: async (settings, options) => open(settings, options),
  ramStatements: ({ secret }, place) => readingSecrets([secret], place),
  docs: {
    summary:
      'PagerDuty, by Events API v2: one alert a credential or failed part, triggered at each level and resolved once it is over.',
    example: '{ kind: pagerduty, secret: "kms:ackring/pagerduty" }',
    settings: {
      secret: "the KMS secret that holds the integration's key, 32 characters",
      source:
        'the source that alerts name, and the beginning of their keys, before the `name` of the rotation, or else the function that runs it; `ackring`',
      url: 'where events go; `https://events.pagerduty.com/v2/enqueue`, in Europe `https://events.eu.pagerduty.com/v2/enqueue`; any other host must be in `ACKRING_RECEIVERS`',
    },
    notes: [
      'Severity goes by the level: `critical` from 7 days on, `error` at 30, `warning` at 60, `info` before; what others hold is one lower, and never above `error`.',
      'Two functions on one service are told apart by their `name`, or else by account, function and region. An incident ends under the key that it was opened with.',
      'A run triggers 100 alerts at most; one more tells how many had no room, and is resolved by hand.',
      'Only the answer 202 counts. A run that could not send all sends all again: the keys keep them from doubling.',
    ],
  },
};

function open({ secret, source, url }: Settings, options: PlugInOptions): Notifier {
  const { environment, rotator } = options;
  const incidents: Incidents = { source, rotator };
  const readKey = settingReader(secret, options);
  return {
    name: 'pagerduty',
    send: async (notice, signal) => {
      refuseOtherReceiver('pagerduty', url, environment);
      const key = parseKey(await readKey());
      const events = eventsOf(notice, incidents, options.language);
      for (let start = 0; start < events.length; start += atOnce) {
        const some = events.slice(start, start + atOnce);
        await Promise.all(
          some.map((event) => enqueue({ routing_key: key, ...event }, { url, environment, signal })),
        );
      }
    },
    incidents: rotator,
    leftOut: ({ alarms }) => alarms.filter(isOpen).slice(mostAlerts),
  };
}

function isOpen({ kind }: Alarm): boolean {
  return kind !== 'resolved' && kind !== 'mended';
}

async function enqueue(event: object, where: Omit<PostJson, 'body'>): Promise<void> {
  const { status } = await postJson({ ...where, body: JSON.stringify(event, visibleTexts) });
  if (status === 202) return;
  throw new AckringError(
    'RequestRejected',
    say('PagerDuty did not accept the event: status {status}', { status }),
    {
      remedy: say("Check the integration's key and `url`; the next run tells it again."),
    },
  );
}

function parseKey(text: string): string {
  if (/^[A-Za-z0-9_-]{16,64}$/.test(text)) return text;
  throw new AckringError(
    'ConfigurationInvalid',
    say('the KMS secret of the pagerduty notifier holds no integration key'),
    {
      remedy: say('Store the 32 characters of the Events API v2 integration in it, and nothing else.'),
    },
  );
}

/** What the keys of its incidents begin with. */
interface Incidents {
  readonly source: string;
  readonly rotator: string | undefined;
}

interface PagerDutyEvent {
  readonly event_action: 'trigger' | 'resolve';
  readonly dedup_key: string;
  readonly payload?: object;
}

function eventsOf(
  notice: Notice,
  incidents: Incidents,
  language: Parameters<typeof digestOf>[1],
): readonly PagerDutyEvent[] {
  const { entries, leftOut } = digestOf(notice, language);
  const over = entries.filter(({ alarm }) => !isOpen(alarm));
  const open = worstOfEach(entries.filter(({ alarm }) => isOpen(alarm)));
  const missing = open.length - mostAlerts;
  return [
    ...open.slice(0, mostAlerts).map((entry) => trigger(entry, { ...incidents, function: notice.function })),
    ...(missing > 0 ? [rest(leftOut(missing), incidents)] : []),
    ...over.map(({ alarm }) => ({
      event_action: 'resolve' as const,
      dedup_key: dedupKey(alarm, incidents),
    })),
  ];
}

/** One alert a key: of what runs without their memory tell, the most severe. */
function worstOfEach(open: readonly DigestEntry[]): readonly DigestEntry[] {
  const worst = new Map<string, DigestEntry>();
  for (const each of open) {
    const { key } = each.alarm;
    const known = worst.get(key);
    if (known === undefined || isWorse(each.alarm, known.alarm)) worst.set(key, each);
  }
  return [...worst.values()];
}

const bySeverity: readonly Severity[] = ['info', 'warning', 'error', 'critical'];

function isWorse(left: Alarm, right: Alarm): boolean {
  return bySeverity.indexOf(severityOf(left)) > bySeverity.indexOf(severityOf(right));
}

/** A summary may have 1,024 characters, more than a digest's line. */
function trigger(
  { alarm, text: summary, remedy }: DigestEntry,
  { source, rotator, function: from }: Incidents & Pick<Notice, 'function'>,
): PagerDutyEvent {
  const { kind, cluster, clusterId, region, identity, holder, daysLeft, step, reason } = alarm;
  return {
    event_action: 'trigger',
    dedup_key: dedupKey(alarm, { source, rotator }),
    payload: {
      summary,
      source,
      severity: severityOf(alarm),
      ...(clusterId === null ? {} : { component: clusterId }),
      class: kind,
      custom_details: {
        function: from,
        cluster,
        region,
        identity,
        holder,
        daysLeft,
        level: step,
        reason,
        remedy,
      },
    },
  };
}

/** No later run could resolve it for all of the rest. */
function rest(summary: string, incidents: Incidents): PagerDutyEvent {
  const { source } = incidents;
  return {
    event_action: 'trigger',
    dedup_key: dedupKey({ key: 'more' }, incidents),
    payload: { summary, source, severity: 'error', class: 'more' },
  };
}

/** Stable across runs, and each rotation's own; PagerDuty accepts 255 characters. */
function dedupKey(
  { key, openedBy }: Pick<Alarm, 'key' | 'openedBy'>,
  { source, rotator }: Incidents,
): string {
  const owner = openedBy === undefined ? (rotator ?? null) : openedBy;
  const whole = owner === null ? `${source}/${key}` : `${source}/${owner}/${key}`;
  return whole.length <= 255 ? whole : createHash('sha256').update(whole).digest('hex');
}

/** PagerDuty's names; see `payload.severity` of its Events API v2. */
type Severity = 'critical' | 'error' | 'warning' | 'info';

/** An alarm's severity, by its level: one lower if the owner of someone else's credential must act. */
function severityOf({ kind, step, key }: Pick<Alarm, 'kind' | 'step' | 'key'>): Severity {
  switch (kind) {
    case 'resolved':
    case 'mended':
      return 'info';
    case 'outage':
      if (step !== null) return severityAt(step);
      return key === 'failure run' ? 'critical' : 'error';
    case 'heldByOther':
    case 'orphaned':
      return lower[severityAt(step)];
    case 'failing':
    case 'blocked':
    case 'pending':
      return severityAt(step);
  }
}

function severityAt(step: AlarmStep | null): Severity {
  return step === null ? 'info' : severities[step];
}

const severities: Readonly<Record<AlarmStep, Severity>> = {
  180: 'info',
  60: 'warning',
  30: 'error',
  7: 'critical',
  1: 'critical',
  0: 'critical',
};
