import * as v from 'valibot';
import { throwIfCancelled } from '../cloud/retry.js';
import { listReader, unreachable } from '../machine/api-server/list-reader.js';
import { AckringError } from '../words/errors.js';
import type { Identity } from '../words/identity.js';
import type { ApiServerTarget } from '../words/target.js';

/** As whom a cluster takes the tokens of a RAM identity: a RAMIdentityMapping. */
export interface IdentityMapping {
  readonly name: string;
  /** A user's, or a role's for all of its sessions. */
  readonly arn: string;
  readonly username: string;
  readonly groups: readonly string[];
}

export interface ReadMappingsOptions {
  /** Of each page. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** What the vendor's pages of 2026 name. */
const mappingsKind = {
  path: '/apis/ramauthenticator.k8s.alibabacloud/v1alpha1',
  plural: 'ramidentitymappings',
};

/**
 * Every mapping of a cluster; none where the add-on never defined them. Throws Forbidden without the right to list
 * them, Unreachable, ResponseUnreadable, ServerFault, Cancelled.
 */
export async function readMappings(
  target: ApiServerTarget,
  { timeoutMs, signal, environment }: ReadMappingsOptions,
): Promise<readonly IdentityMapping[]> {
  const mappings: IdentityMapping[] = [];
  try {
    throwIfCancelled(signal);
    await listReader(target, { timeoutMs, signal, environment }).read(mappingsKind, (items) => {
      const read = items.flatMap(toMapping);
      mappings.push(...read);
      return items.length - read.length;
    });
  } catch (error) {
    throwIfCancelled(signal);
    if (!(error instanceof AckringError)) throw unreachable(target, error);
    if (error.code !== 'ResourceNotFound') throw error;
  }
  return mappings;
}

const mapping = v.object({
  metadata: v.object({ name: v.string() }),
  spec: v.object({
    arn: v.string(),
    username: v.string(),
    groups: v.optional(v.nullable(v.array(v.string())), null),
  }),
});

function toMapping(item: unknown): readonly IdentityMapping[] {
  const parsed = v.safeParse(mapping, item);
  if (!parsed.success) return [];
  const { metadata, spec } = parsed.output;
  return [{ name: metadata.name, arn: spec.arn, username: spec.username, groups: spec.groups ?? [] }];
}

/** Those of one identity of an account: a role's sessions are mapped by the role. */
export function mappingsOf(
  mappings: readonly IdentityMapping[],
  { type, name, uid }: Pick<Identity, 'type' | 'name' | 'uid'>,
  accountId: string,
): readonly IdentityMapping[] {
  const arns: Readonly<Record<Identity['type'], readonly string[]>> = {
    user: [`acs:ram::${accountId}:user/${name}`],
    role: [`acs:ram::${accountId}:role/${name}`],
    root: [`acs:ram::${accountId}:root`, `acs:ram::${uid}:root`],
    unknown: [`acs:ram::${accountId}:user/${name}`, `acs:ram::${accountId}:role/${name}`],
  };
  return mappings.filter(({ arn }) => arns[type].includes(arn));
}
