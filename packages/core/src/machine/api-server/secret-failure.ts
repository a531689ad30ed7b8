import * as v from 'valibot';
import { AckringError } from '../../words/errors.js';
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

/** The machine-readable parts of an API server's refusal. */
export function refusalOf({ body }: ApiServerReply) {
  const parsed = v.safeParse(status, body);
  const { reason, details } = parsed.success ? parsed.output : { reason: '', details: null };
  return { reason, kind: details?.kind ?? '', causes: details?.causes ?? [] };
}

/**
 * A JSON patch whose test failed: 422 `Invalid` without a cause, whereas every refusal of the object itself has one
 * (kube-apiserver 1.24 to 1.37).
 */
export function isFailedTest(reply: ApiServerReply): boolean {
  const { reason, causes } = refusalOf(reply);
  return reply.status === 422 && reason === 'Invalid' && causes.length === 0;
}

/** What an API server's refusal means for a Secret, and what to do about it. */
export function secretFailure(reply: ApiServerReply, request: SecretRequest): AckringError {
  const { status } = reply;
  const { namespace } = request.place;
  switch (status) {
    case 401:
      return failed('CredentialsInvalid', request, 'its API server does not accept our credential (401)', {
        remedy: `See why: ${shell`ackring verify ${request.hub}`}`,
      });
    case 403:
      return forbidden(reply, request);
    case 404:
      return failed('ResourceNotFound', request, `there is no namespace ${namespace}`, {
        remedy: `Make it: ${shell`kubectl create namespace ${namespace}`}`,
      });
    case 413:
      return failed('Refused', request, 'it is larger than its API server takes (413)', {
        remedy: ownSecret,
      });
    case 422:
      return invalid(reply, request);
    case 429:
      return failed('Throttled', request, 'its API server is busy (429)', {
        remedy: 'The next run tries again; the old version stays in use.',
        retryAfterMs: reply.retryAfterMs ?? undefined,
      });
    default:
      return unusual(status, request);
  }
}

/** For Secrets that grow too large, or belong to others. */
export const ownSecret = 'Give each credential its own: name: "{cluster}-{identity}".';

function forbidden(reply: ApiServerReply, request: SecretRequest): AckringError {
  const { namespace } = request.place;
  if (refusalOf(reply).causes.some(({ reason }) => reason === 'NamespaceTerminating')) {
    return failed('Refused', request, `namespace ${namespace} is being deleted`, {
      remedy: `Name another one in rotation.yaml, or wait until it is gone and make it again: ${shell`kubectl get namespace ${namespace}`}`,
    });
  }
  if (request.isPermitted) {
    return failed('Refused', request, 'a quota or a policy of its cluster refuses it (403)', {
      remedy: `Look at them: ${shell`kubectl describe resourcequota --namespace ${namespace}`}, and kubectl get validatingwebhookconfigurations,validatingadmissionpolicies`,
    });
  }
  return failed('Forbidden', request, 'no role lets us (403)', { remedy: grant(request) });
}

/** A role alone grants nothing: it needs its binding. */
function grant({ place: { namespace }, user }: SecretRequest): string {
  const subject = user === null ? '--serviceaccount=NAMESPACE:NAME' : `--user=${user}`;
  const commands = shell`kubectl create role ackring-secrets --verb=get,list,create,patch --resource=secrets --namespace ${namespace} && kubectl create rolebinding ackring-secrets --role=ackring-secrets ${[subject]} --namespace ${namespace}`;
  return `As an administrator there: ${commands}`;
}

/** By the fields it names: the text is for people, and may quote the request. */
function invalid(reply: ApiServerReply, request: SecretRequest): AckringError {
  const { namespace, name } = request.place;
  const { causes } = refusalOf(reply);
  if (causes.some(({ reason, field }) => field === 'data' && reason === 'FieldValueTooLong'))
    return failed('Refused', request, 'it would be larger than 1 MiB', { remedy: ownSecret });
  const fields = [...new Set(causes.map(({ field }) => field).filter((field) => field !== ''))];
  const said = fields.length === 0 ? '' : `: ${fields.join(', ')}`;
  return failed('Refused', request, `its API server refuses it (422${said})`, {
    remedy: `Look at the Secret and at the policies of its cluster: ${shell`kubectl get secret ${name} --namespace ${namespace} -o jsonpath='{.type} {.immutable}'`}`,
  });
}

function unusual(status: number, request: SecretRequest): AckringError {
  if (status >= 500)
    return failed('ServerFault', request, `its API server failed (${status})`, {
      remedy: 'The next run tries again; the old version stays in use.',
    });
  if (status >= 400)
    return failed('RequestRejected', request, `its API server refuses that (${status})`, {
      remedy: `Something in between may answer for it, or a webhook refuses: ${shell`ackring verify ${request.hub}`}`,
    });
  return failed('ResponseUnreadable', request, `what answered is no API server (${status})`, {
    remedy: `Look for a proxy in between: ${shell`ackring verify ${request.hub}`}`,
  });
}

type FailureCode = ConstructorParameters<typeof AckringError>[0];

function failed(
  code: FailureCode,
  { place: { namespace, name }, doing }: SecretRequest,
  why: string,
  details: ConstructorParameters<typeof AckringError>[2],
): AckringError {
  const what = doing === 'list' ? `the Secrets of ${namespace}` : `Secret ${namespace}/${name}`;
  return new AckringError(code, `could not ${doing} ${what}: ${why}`, details);
}
