import { randomBytes } from 'node:crypto';
import { emptyReply, jsonReply, type Reply } from '../../http/reply.js';
import type { ServiceRequest } from '../../http/request.js';
import type { World } from '../../world/world.js';
import type { Service } from '../service.js';
import { asList, asObject, createPace, jsonObject, markdownLinks } from './receiver.js';

/** A card that a workflow posted to its channel. */
export interface TeamsCard {
  readonly receivedAt: Date;
  /** One entry per block. */
  readonly lines: readonly string[];
  readonly mentions: readonly string[];
  readonly links: readonly string[];
  readonly bytes: number;
}

/** A Teams workflow started by a webhook, and what it posted. */
export interface Teams extends Service {
  /** Oldest first. */
  readonly cards: readonly TeamsCard[];
  /** Why runs failed after they were accepted with 202: only the workflow's history says. */
  readonly failedRuns: readonly string[];
  url(signature?: string): string;
}

const path = '/workflows/0f1e2d3c4b5a69788796a5b4c3d2e1f0/triggers/manual/paths/invoke';
/** With everything that Teams wraps around it. */
const mostBytes = 28 * 1024;
const limits = { most: 4, withinMs: 1_000 };

/** Creates the service for one world. */
export function createTeams(world: World): Teams {
  const cards: TeamsCard[] = [];
  const firstSignature = randomBytes(24).toString('base64url');
  const failedRuns: string[] = [];
  const pace = createPace(limits);
  function receive(request: ServiceRequest): Reply {
    const isInvoke = request.method === 'POST' && request.path === path;
    if (!isInvoke) return refused(404, 'WorkflowNotFound');
    if (request.query.get('sig') !== firstSignature) return refused(401, 'DirectApiAuthorizationRequired');
    if (!pace.take(world.clock.now())) return refused(429, 'TooManyRequests');
    const body = jsonObject(request.body);
    if (body === null) return refused(400, 'InvalidRequestContent');
    const card = readCard(body);
    if (request.body.length > mostBytes) failedRuns.push('Request Entity too large');
    else if (card === null) failedRuns.push("Property 'type' must be 'AdaptiveCard'");
    else cards.push({ ...card, receivedAt: world.clock.now(), bytes: request.body.length });
    return emptyReply(202);
  }
  const query = 'api-version=1&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0';
  return {
    cards,
    failedRuns,
    url: (signature = firstSignature) => `${world.endpoints.teams}${path}?${query}&sig=${signature}`,
    operations: [
      {
        operation: 'TeamsInvoke',
        method: 'POST',
        pattern: '/workflows/{id}/triggers/manual/paths/invoke',
        assumed: 'the codes of refusals',
      },
    ],
    operation: () => 'TeamsInvoke',
    handle: receive,
    renderError: (error) =>
      error.code.includes('Throttling')
        ? refused(429, 'TooManyRequests')
        : refused(error.status, 'InternalServerError'),
  };
}

function refused(status: number, code: string): Reply {
  return jsonReply(status, { error: { code, message: code } });
}

function readCard(
  body: Readonly<Record<string, unknown>>,
): Pick<TeamsCard, 'lines' | 'mentions' | 'links'> | null {
  const [attachment] = asList(body['attachments']).map(asObject);
  const content = asObject(attachment?.['content']);
  if (attachment?.['contentType'] !== 'application/vnd.microsoft.card.adaptive') return null;
  if (content?.['type'] !== 'AdaptiveCard') return null;
  const blocks = asList(content['body']).map((block) => asObject(block) ?? {});
  const rendered = blocks.filter(({ type }) => type === 'TextBlock').map((block) => String(block['text']));
  const entities = asList(asObject(content['msteams'])?.['entities']).map((entity) => asObject(entity) ?? {});
  return {
    lines: blocks.map(lineOf),
    mentions: entities.filter(({ type }) => type === 'mention').map((entity) => String(entity['text'])),
    // Only a TextBlock renders Markdown.
    links: rendered.flatMap(markdownLinks),
  };
}

function lineOf(block: Readonly<Record<string, unknown>>): string {
  if (block['type'] === 'TextBlock') return String(block['text'] ?? '');
  return asList(block['inlines'])
    .map((run) => (typeof run === 'string' ? run : String(asObject(run)?.['text'] ?? '')))
    .join('');
}
