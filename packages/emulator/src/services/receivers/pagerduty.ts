import { randomBytes, randomUUID } from 'node:crypto';
import { jsonReply, type Reply } from '../../http/reply.js';
import type { ServiceRequest } from '../../http/request.js';
import type { World } from '../../world/world.js';
import type { Service } from '../service.js';
import { asObject, createPace, jsonObject } from './receiver.js';

/** An alert as the people on call see it. */
export interface PagerDutyAlert {
  readonly dedupKey: string;
  readonly status: 'triggered' | 'resolved';
  readonly summary: string;
  readonly source: string;
  readonly severity: string;
  /** What it is of; null if it does not say. */
  readonly component: string | null;
  readonly details: Readonly<Record<string, unknown>>;
  /** How often it was triggered. */
  readonly triggers: number;
}

/** PagerDuty's Events API v2, for one integration. */
export interface PagerDuty extends Service {
  readonly routingKey: string;
  /** In the order of first triggering; a resolved one that is triggered again is a new one. */
  readonly alerts: readonly PagerDutyAlert[];
  url(): string;
}

/** Of the whole body. */
const mostBytes = 512 * 1024;
/** Without a documented number. */
const limits = { most: 500, withinMs: 60_000 };
const severities = new Set(['critical', 'error', 'warning', 'info']);

/** Creates the service for one world. */
export function createPagerDuty(world: World): PagerDuty {
  const alerts: PagerDutyAlert[] = [];
  const routingKey = randomBytes(16).toString('hex');
  const pace = createPace(limits);
  function receive(request: ServiceRequest): Reply {
    if (request.method !== 'POST' || request.path !== '/v2/enqueue') return jsonReply(404, {});
    if (request.body.length > mostBytes) return invalid('payload exceeds 512 KB');
    const event = jsonObject(request.body);
    if (event === null) return invalid('JSON is invalid');
    if (event['routing_key'] !== routingKey) return invalid('Invalid routing key');
    if (!pace.take(world.clock.now())) return tooFast();
    const dedupKey = String(event['dedup_key'] ?? randomUUID());
    if (dedupKey.length > 255) return invalid("'dedup_key' is too long (maximum is 255 characters)");
    const problem = apply(alerts, event, dedupKey);
    if (problem !== null) return invalid(problem);
    return jsonReply(202, { status: 'success', message: 'Event processed', dedup_key: dedupKey });
  }
  return {
    routingKey,
    alerts,
    url: () => `${world.endpoints.pagerduty}/v2/enqueue`,
    operations: [
      {
        operation: 'PagerDutyEnqueue',
        method: 'POST',
        pattern: '/v2/enqueue',
        assumed: 'the texts of refusals, and at how many events it throttles',
      },
    ],
    operation: () => 'PagerDutyEnqueue',
    handle: receive,
    renderError: (error) =>
      error.code.includes('Throttling') ? tooFast() : jsonReply(error.status, { status: 'error' }),
  };
}

function invalid(problem: string): Reply {
  const message = 'Event object is invalid';
  return jsonReply(400, { status: 'invalid event', message, errors: [problem] });
}

function tooFast(): Reply {
  return jsonReply(429, {
    status: 'throttle exceeded',
    message: 'Requests for this service are arriving too quickly.',
  });
}

/** Returns what is wrong with the event; null once it was applied. */
function apply(
  alerts: PagerDutyAlert[],
  event: Readonly<Record<string, unknown>>,
  dedupKey: string,
): string | null {
  const index = alerts.findIndex((alert) => alert.dedupKey === dedupKey && alert.status === 'triggered');
  const open = alerts[index];
  if (event['event_action'] === 'resolve') {
    // An unknown one is silently dropped.
    if (open !== undefined) alerts[index] = { ...open, status: 'resolved' };
    return null;
  }
  if (event['event_action'] !== 'trigger') return "'event_action' is invalid";
  const payload = asObject(event['payload']) ?? {};
  const { summary, source, severity } = payload;
  if (typeof summary !== 'string' || summary === '') return "'payload.summary' is missing or blank";
  if (summary.length > 1_024) return "'payload.summary' is too long (maximum is 1024 characters)";
  if (typeof source !== 'string' || source === '') return "'payload.source' is missing or blank";
  if (typeof severity !== 'string' || !severities.has(severity)) return "'payload.severity' is invalid";
  const details = asObject(payload['custom_details']) ?? {};
  const triggers = (open?.triggers ?? 0) + 1;
  const component = typeof payload['component'] === 'string' ? payload['component'] : null;
  const said = { summary, source, severity, component, details };
  const alert = { dedupKey, status: 'triggered' as const, ...said, triggers };
  if (open === undefined) alerts.push(alert);
  else alerts[index] = alert;
  return null;
}
