import * as v from 'valibot';
import { AckringError, type ErrorCode } from '../../words/errors.js';
import { type Sentence, say } from '../../words/say.js';
import { shell } from '../../words/shell-word.js';
import type { ApiServerReply } from './connection.js';
import { policies, refusedBy, refuserIn, serverWords } from './secret-refusers.js';

export interface SecretPlace {
  readonly namespace: string;
  readonly name: string;
}

/** The operation, the Secret and the user. */
export interface SecretRequest {
  readonly place: SecretPlace;
  readonly doing: 'read' | 'write' | 'list';
  /** What the Secret holds and would hold, in base64: no part of it is told. */
  readonly values: readonly string[];
  /** The hub, for commands: its context, or the cluster's id. */
  readonly hub: string;
  /** The common name of our certificate; null for a token. */
  readonly user: string | null;
  /** Whether a role allows it nevertheless, so that something else refuses; null if the API server did not say. */
  readonly isPermitted: boolean | null;
}

const cause = v.object({ reason: v.optional(v.string(), ''), field: v.optional(v.string(), '') });
const status = v.object({
  kind: v.literal('Status'),
  reason: v.optional(v.string(), ''),
  message: v.optional(v.string(), ''),
  details: v.optional(
    v.nullable(v.object({ kind: v.optional(v.string(), ''), causes: v.optional(v.array(cause), []) })),
    null,
  ),
});

/** Whether a Kubernetes API server said so, and not something in between. */
export function isStatus({ body }: ApiServerReply): boolean {
  return v.is(status, body);
}

/** The parts of an API server's refusal; `message` is for people, and may echo the request. */
export function refusalOf({ body }: ApiServerReply) {
  const parsed = v.safeParse(status, body);
  const { reason, message, details } = parsed.success
    ? parsed.output
    : { reason: '', message: '', details: null };
  return { reason, message, kind: details?.kind ?? '', causes: details?.causes ?? [] };
}

/**
 * Perhaps a JSON patch whose test failed: 422 `Invalid` without a cause, whereas the API server's own refusals of the
 * object have one (kube-apiserver 1.24 to 1.37). A webhook may refuse in the same way.
 */
export function isFailedTest(reply: ApiServerReply): boolean {
  const { reason, causes } = refusalOf(reply);
  return reply.status === 422 && reason === 'Invalid' && causes.length === 0;
}

/** What an API server's refusal means for a Secret, and what to do about it. */
export function secretFailure(reply: ApiServerReply, request: SecretRequest): AckringError {
  const { namespace, name } = request.place;
  const { code, reason, remedy, words = '' } = judge(reply, request);
  const doing = doings[request.doing](`${namespace}/${name}`, namespace);
  return new AckringError(code, failedTo({ doing, reason }, words, request.values), {
    remedy,
    retryAfterMs: reply.retryAfterMs ?? undefined,
  });
}

function failedTo(
  failure: { readonly doing: Sentence; readonly reason: Sentence },
  message: string,
  values: readonly string[],
): Sentence {
  const words = serverWords(message, values);
  switch (words.kind) {
    case 'none':
      return say('could not {doing}: {reason}', failure);
    case 'withheld':
      return say(
        'could not {doing}: {reason}; what it says holds something like a key, and is not shown',
        failure,
      );
    case 'shown':
      return say('could not {doing}: {reason}: “{words}”', { ...failure, words: words.text });
  }
}

const doings: Readonly<Record<SecretRequest['doing'], (secret: string, namespace: string) => Sentence>> = {
  read: (secret) => say('read Secret {secret}', { secret }),
  write: (secret) => say('write Secret {secret}', { secret }),
  list: (_, namespace) => say('list the Secrets of {namespace}', { namespace }),
};

interface Judged {
  readonly code: ErrorCode;
  readonly reason: Sentence;
  readonly remedy: Sentence;
  /** The server's own, where they say more. */
  readonly words?: string;
}

function judge(reply: ApiServerReply, request: SecretRequest): Judged {
  if (isForeign(reply)) return foreign(reply, request);
  const { message, kind } = refusalOf(reply);
  const refuser = refuserIn(message);
  if (refuser !== null) return { ...refusedBy(refuser, request.place.namespace), words: refuser.words };
  switch (reply.status) {
    case 401:
      return {
        code: 'CredentialsInvalid',
        reason: say('its API server does not accept our credential (401)'),
        remedy: say('See why: {command}', { command: shell`ackring verify ${request.hub}` }),
      };
    case 403:
      return forbidden(reply, request);
    case 404:
      // A Secret that is not there is no failure: whoever asked for it knows.
      return kind === 'namespaces' ? withoutNamespace(request) : unusual(reply, request);
    case 409:
      return {
        code: 'Conflict',
        reason: say('its API server says that it changes meanwhile (409)'),
        remedy: nextRun,
        words: message,
      };
    case 413:
      return {
        code: 'Refused',
        reason: say('it is larger than its API server takes (413)'),
        remedy: ownSecret,
      };
    case 422:
      return invalid(reply);
    case 429:
      return { code: 'Throttled', reason: busy(reply), remedy: nextRun };
    default:
      return unusual(reply, request);
  }
}

const nextRun = say('The next run tries again; the old version stays in use.');

/** For Secrets that grow too large, or belong to others. */
export const ownSecret = say('Give each credential its own: name: {template}.', {
  template: '"{cluster}-{identity}"',
});

/** An API server refuses with a Status; what is too large or too much may be refused before it sees it. */
function isForeign(reply: ApiServerReply): boolean {
  return reply.status < 500 && reply.status !== 413 && reply.status !== 429 && !isStatus(reply);
}

function foreign({ status }: ApiServerReply, { hub }: SecretRequest): Judged {
  return {
    code: 'ResponseUnreadable',
    reason: say('what answered is no API server ({status})', { status }),
    remedy: say('Look for a proxy in between: {command}', { command: shell`ackring verify ${hub}` }),
  };
}

function withoutNamespace({ place: { namespace } }: SecretRequest): Judged {
  return {
    code: 'ResourceNotFound',
    reason: say('there is no namespace {namespace}', { namespace }),
    remedy: say('Make it: {command}', { command: shell`kubectl create namespace ${namespace}` }),
  };
}

function forbidden(reply: ApiServerReply, request: SecretRequest): Judged {
  const { namespace } = request.place;
  const { message, causes } = refusalOf(reply);
  if (causes.some(({ reason }) => reason === 'NamespaceTerminating')) {
    return {
      code: 'Refused',
      reason: say('namespace {namespace} is being deleted', { namespace }),
      remedy: say(
        'Name another one in rotation.yaml, or wait until it is gone and make it again: {command}',
        { command: shell`kubectl get namespace ${namespace}` },
      ),
    };
  }
  if (request.isPermitted === false)
    return { code: 'Forbidden', reason: say('no role lets us (403)'), remedy: grant(request) };
  return {
    code: 'Refused',
    reason: request.isPermitted
      ? say('a quota or a policy of its cluster refuses it (403)')
      : say('its API server refuses that ({status})', { status: 403 }),
    remedy: say('Look at them: {quotas}, and {policies}', {
      quotas: shell`kubectl describe resourcequota --namespace ${namespace}`,
      policies,
    }),
    words: message,
  };
}

/** A role alone grants nothing: it needs its binding. */
function grant({ place: { namespace }, user }: SecretRequest): Sentence {
  const [, uid = null] = /^(\d+)-\w+$/.exec(user ?? '') ?? [];
  // A revoke gives its holder another name, and what is bound to this one goes on letting the old key in.
  if (uid !== null)
    return say(
      'As an administrator there, by a role that ACK binds and that follows a revoke: {command}. For less, bind a ServiceAccount, and name its context in rotation.yaml',
      { command: shell`ackring access grant ${uid} --cluster CLUSTER --role dev --namespace ${namespace}` },
    );
  const isOfCertificate = user === null || /^kubernetes-admin-/.test(user);
  const subject = isOfCertificate ? '--serviceaccount=NAMESPACE:NAME' : `--user=${user}`;
  const commands = shell`kubectl create role ackring-secrets --verb=get,list,create,patch --resource=secrets --namespace ${namespace} && kubectl create rolebinding ackring-secrets --role=ackring-secrets ${[subject]} --namespace ${namespace}`;
  return say('As an administrator there: {commands}', { commands });
}

/** By the fields it names. */
function invalid(reply: ApiServerReply): Judged {
  const { message, causes } = refusalOf(reply);
  if (causes.some(({ reason, field }) => field === 'data' && reason === 'FieldValueTooLong'))
    return { code: 'Refused', reason: say('it would be larger than 1 MiB'), remedy: ownSecret };
  const fields = [...new Set(causes.map(({ field }) => field).filter((field) => field !== ''))];
  return {
    code: 'Refused',
    reason:
      fields.length === 0
        ? say('its API server refuses it (422)')
        : say('its API server refuses it (422: {fields})', { fields }),
    remedy: say('Look at the webhooks and policies of its cluster: {command}', { command: policies }),
    words: message,
  };
}

function busy({ retryAfterMs }: ApiServerReply): Sentence {
  const seconds = Math.ceil((retryAfterMs ?? 0) / 1_000);
  if (seconds <= 1) return say('its API server is busy (429)');
  return say('its API server is busy (429), and asks to wait {seconds} seconds', { seconds });
}

function unusual(reply: ApiServerReply, { hub }: SecretRequest): Judged {
  const { status } = reply;
  const { message: words } = refusalOf(reply);
  if (status >= 500)
    return {
      code: 'ServerFault',
      reason: say('its API server failed ({status})', { status }),
      remedy: nextRun,
      words,
    };
  return {
    code: 'RequestRejected',
    reason: say('its API server refuses that ({status})', { status }),
    remedy: say('Something in between may answer for it, or a webhook refuses: {command}', {
      command: shell`ackring verify ${hub}`,
    }),
    words,
  };
}
