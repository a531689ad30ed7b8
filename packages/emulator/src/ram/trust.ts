import * as v from 'valibot';
import { ApiError } from '../http/reply.js';
import type { Identity } from '../world/identities.js';

const words = v.union([
  v.pipe(
    v.string(),
    v.transform((text) => [text]),
  ),
  v.array(v.string()),
]);

const document = v.object({
  Statement: v.array(
    v.object({
      Effect: v.literal('Allow'),
      Action: v.unknown(),
      Principal: v.object({
        RAM: v.optional(words, []),
        Service: v.optional(words, []),
        Federated: v.optional(words, []),
      }),
      Condition: v.optional(v.record(v.string(), v.record(v.string(), v.unknown())), {}),
    }),
  ),
  Version: v.literal('1'),
});

/** The principals in a role's trust policy; 400 if it is invalid. */
export function readTrust(text: string): Pick<Identity, 'trusts' | 'externalId' | 'trustPolicy'> {
  const { Statement } = parsedTrust(text);
  const principals = Statement.map(({ Principal }) => Principal);
  const trusts = principals.flatMap(({ RAM, Service, Federated }) => [...RAM, ...Service, ...Federated]);
  const [externalId] = Statement.flatMap(({ Condition }) => {
    const asked = Condition['StringEquals']?.['sts:ExternalId'];
    return typeof asked === 'string' ? [asked] : [];
  });
  return { trusts, externalId: externalId ?? null, trustPolicy: text };
}

/** A role's trust policy in RAM's answers: as given, or made from the scenario's principals. */
export function trustDocument({ trusts, externalId, trustPolicy }: Identity): string {
  if (trustPolicy !== undefined) return trustPolicy;
  const of = (isOne: (trust: string) => boolean) => trusts.filter(isOne);
  const principals = {
    RAM: of((trust) => /^acs:ram::\d+:(root|user|role)/.test(trust)),
    Federated: of((trust) => /^acs:ram::\d+:(oidc|saml)-provider\//.test(trust)),
    Service: of((trust) => trust.endsWith('.aliyuncs.com')),
  };
  const Principal = Object.fromEntries(Object.entries(principals).filter(([, names]) => names.length > 0));
  const Condition = { StringEquals: { 'sts:ExternalId': externalId } };
  const statement = {
    Action: 'sts:AssumeRole',
    Effect: 'Allow',
    Principal,
    ...(externalId ? { Condition } : {}),
  };
  return JSON.stringify({ Statement: [statement], Version: '1' });
}

/**
 * What an identity provider must have asserted before the role can be assumed: conditions by key, such as `oidc:sub`.
 */
export function federatedConditions(role: Identity, provider: string) {
  const { Statement } = parsedTrust(trustDocument(role));
  return Statement.filter(({ Principal }) => Principal.Federated.includes(provider)).map(
    (each) => each.Condition,
  );
}

function parsedTrust(text: string): v.InferOutput<typeof document> {
  try {
    return v.parse(document, JSON.parse(text));
  } catch {
    throw new ApiError(400, 'MalformedPolicyDocument', 'The trust policy document is not valid.');
  }
}
