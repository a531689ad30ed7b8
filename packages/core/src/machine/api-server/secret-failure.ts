import * as v from 'valibot';
import { AckringError } from '../../words/errors.js';
import { type Sentence, say } from '../../words/say.js';
import { shell } from '../../words/shell-word.js';
import type { ApiServerReply } from './connection.js';

export interface SecretPlace {
  readonly namespace: string;
  readonly name: string;
}

/** The operation, the Secret and the user. */
export interface SecretRequest {
  readonly place: SecretPlace;
  readonly doing: 'read' | 'write' | 'list';
  /** The hub, for commands: its context, or the cluster's id. */
  readonly hub: string;
  /** The common name of our certificate; null for a token. */
  readonly user: string | null;
  /** Whether RBAC allows it nevertheless: then something else refuses. */
  readonly isPermitted: boolean;
}

const cause = v.object({ reason: v.optional(v.string(), ''), field: v.optional(v.string(), '') });
const status = v.object({
  kind: v.literal('Status'),
  reason: v.optional(v.string(), ''),
  details: v.optional(
    v.nullable(v.object({ kind: v.optional(v.string(), ''), causes: v.optional(v.array(cause), []) })),
    null,
  ),
});

/** Whether a Kubernetes API server said so, and not something in between. */
export function isStatus({ body }: ApiServerReply): boolean {
  return v.is(status, body);
}

/** The machine-readable parts of an API server's refusal. */
export function refusalOf({ body }: ApiServerReply) {
  const parsed = v.safeParse(status, body);
  const { reason, details } = parsed.success ? parsed.output : { reason: '', details: null };
  return { reason, kind: details?.kind ?? '', causes: details?.causes ?? [] };
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
  const { status } = reply;
  switch (status) {
    case 401:
      return failed(
        'CredentialsInvalid',
        request,
        say('its API server does not accept our credential (401)'),
        {
          remedy: say('See why: {command}', { command: shell`ackring verify ${request.hub}` }),
        },
      );
    case 403:
      return forbidden(reply, request);
    case 404:
      return absent(reply, request);
    case 409:
      return failed('Conflict', request, say('its API server says that it changes meanwhile (409)'), {
        remedy: say('The next run tries again; the old version stays in use.'),
      });
    case 413:
      return failed('Refused', request, say('it is larger than its API server takes (413)'), {
        remedy: ownSecret,
      });
    case 422:
      return invalid(reply, request);
    case 429:
      return failed('Throttled', request, say('its API server is busy (429)'), {
        remedy: say('The next run tries again; the old version stays in use.'),
        retryAfterMs: reply.retryAfterMs ?? undefined,
      });
    default:
      return unusual(reply, request);
  }
}

/** For Secrets that grow too large, or belong to others. */
export const ownSecret = say('Give each credential its own: name: {template}.', {
  template: '"{cluster}-{identity}"',
});

/** A Secret that is not there is no failure: whoever asked for it knows. */
function absent(reply: ApiServerReply, request: SecretRequest): AckringError {
  const { namespace } = request.place;
  const { kind } = refusalOf(reply);
  if (kind !== 'namespaces') return unusual(reply, request);
  return failed('ResourceNotFound', request, say('there is no namespace {namespace}', { namespace }), {
    remedy: say('Make it: {command}', { command: shell`kubectl create namespace ${namespace}` }),
  });
}

function forbidden(reply: ApiServerReply, request: SecretRequest): AckringError {
  const { namespace } = request.place;
  if (refusalOf(reply).causes.some(({ reason }) => reason === 'NamespaceTerminating')) {
    return failed('Refused', request, say('namespace {namespace} is being deleted', { namespace }), {
      remedy: say(
        'Name another one in rotation.yaml, or wait until it is gone and make it again: {command}',
        { command: shell`kubectl get namespace ${namespace}` },
      ),
    });
  }
  if (request.isPermitted) {
    return failed('Refused', request, say('a quota or a policy of its cluster refuses it (403)'), {
      remedy: say('Look at them: {quotas}, and {policies}', {
        quotas: shell`kubectl describe resourcequota --namespace ${namespace}`,
        policies: 'kubectl get validatingwebhookconfigurations,validatingadmissionpolicies',
      }),
    });
  }
  return failed('Forbidden', request, say('no role lets us (403)'), { remedy: grant(request) });
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

/** By the fields it names: the text is for people, and may quote the request. */
function invalid(reply: ApiServerReply, request: SecretRequest): AckringError {
  const { namespace, name } = request.place;
  const { causes } = refusalOf(reply);
  if (causes.some(({ reason, field }) => field === 'data' && reason === 'FieldValueTooLong'))
    return failed('Refused', request, say('it would be larger than 1 MiB'), { remedy: ownSecret });
  const fields = [...new Set(causes.map(({ field }) => field).filter((field) => field !== ''))];
  const what =
    fields.length === 0
      ? say('its API server refuses it (422)')
      : say('its API server refuses it (422: {fields})', { fields });
  return failed('Refused', request, what, {
    remedy: say('Look at the Secret and at the policies of its cluster: {command}', {
      command: shell`kubectl get secret ${name} --namespace ${namespace} -o jsonpath='{.type} {.immutable}'`,
    }),
  });
}

function unusual(reply: ApiServerReply, request: SecretRequest): AckringError {
  const { status } = reply;
  if (status >= 500)
    return failed('ServerFault', request, say('its API server failed ({status})', { status }), {
      remedy: say('The next run tries again; the old version stays in use.'),
    });
  if (status >= 400 && isStatus(reply))
    return failed('RequestRejected', request, say('its API server refuses that ({status})', { status }), {
      remedy: say('Something in between may answer for it, or a webhook refuses: {command}', {
        command: shell`ackring verify ${request.hub}`,
      }),
    });
  return failed('ResponseUnreadable', request, say('what answered is no API server ({status})', { status }), {
    remedy: say('Look for a proxy in between: {command}', { command: shell`ackring verify ${request.hub}` }),
  });
}

type FailureCode = ConstructorParameters<typeof AckringError>[0];

function failed(
  code: FailureCode,
  { place: { namespace, name }, doing }: SecretRequest,
  reason: Sentence,
  details: ConstructorParameters<typeof AckringError>[2],
): AckringError {
  return new AckringError(
    code,
    say('could not {doing}: {reason}', { doing: doings[doing](`${namespace}/${name}`, namespace), reason }),
    details,
  );
}

const doings: Readonly<Record<SecretRequest['doing'], (secret: string, namespace: string) => Sentence>> = {
  read: (secret) => say('read Secret {secret}', { secret }),
  write: (secret) => say('write Secret {secret}', { secret }),
  list: (_, namespace) => say('list the Secrets of {namespace}', { namespace }),
};
