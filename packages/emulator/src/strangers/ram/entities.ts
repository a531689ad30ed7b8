import { ApiError } from '../../http/reply.js';
import { permitOrRefuse } from '../../ram/evaluate.js';
import { integer, type RpcCall, required } from '../../services/rpc/rpc-service.js';
import type { Identity, IdentityType } from '../../world/identities.js';
import type { World } from '../../world/world.js';

/** What policies are attached to, besides groups. */
export type Kind = 'User' | 'Role';

export const typeOf: Readonly<Record<Kind, IdentityType>> = { User: 'RamUser', Role: 'RamRole' };

/** RAM's answer in RAM's own words. */
export const permit = permitOrRefuse({
  status: 403,
  code: 'NoPermission',
  message: () => 'You are not authorized to do this action. You should be authorized by RAM.',
});

/** A user or role of the caller's account by name, once RAM has allowed the action on it. */
export function existing(world: World, call: RpcCall, kind: Kind, action: string): Identity {
  const { caller, parameters } = call;
  const { accountId } = caller.identity;
  const name = required(parameters, `${kind}Name`);
  permit(caller, `ram:${action}`, resourceOf(accountId, kind, name));
  const found = living(world, accountId, kind).find((each) => each.name === name);
  if (found) return found;
  throw new ApiError(404, `EntityNotExist.${kind}`, `The ${kind.toLowerCase()} not exists: ${name}.`);
}

/** Deleted identities are no longer in RAM, though clusters still know them. */
export function living(world: World, accountId: string, kind: Kind): readonly Identity[] {
  return world.identities.all().filter((each) => {
    return each.accountId === accountId && each.type === typeOf[kind] && each.state !== 'Deleted';
  });
}

/** The ARN of a user, role or policy of an account. */
export function resourceOf(accountId: string, kind: Kind | 'Policy' | 'Group', name: string): string {
  return `acs:ram:*:${accountId}:${kind.toLowerCase()}/${name}`;
}

/** One page by name, after the marker, which is the last name of the previous page. */
export function pageOf<Item extends { readonly name: string }>(
  { parameters }: RpcCall,
  all: readonly Item[],
) {
  const size = integer(parameters, 'MaxItems', { least: 1, most: 1000, otherwise: 100 });
  const marker = parameters.get('Marker') ?? '';
  const rest = all
    .toSorted((left, right) => (left.name < right.name ? -1 : 1))
    .filter(({ name }) => name > marker);
  const items = rest.slice(0, size);
  const isTruncated = rest.length > size;
  return { items, IsTruncated: isTruncated, ...(isTruncated ? { Marker: items.at(-1)?.name ?? '' } : {}) };
}
