import { collected } from '@ackring/core/cloud';
import { accountsAtOnce } from '@ackring/core/fleet';
import { AckringError } from '@ackring/core/words';
import { say } from '../messages/say.js';
import type { Services } from '../world/services.js';
import type { CommandContext } from './command.js';

/** Where a named cluster is looked for, and as what; a null name is still to be picked. */
interface NamedPlace {
  readonly services: Services;
  readonly name: string | null;
}

/**
 * `account/region/name`, with an account's profile or its id, is looked for with that account's credentials in that
 * region alone. Any other name is looked for as ever, and so is all where `--profile` has chosen.
 */
export async function namedPlace({
  services,
  servicesFor,
  global,
  positionals: [given],
  signal,
}: Pick<
  CommandContext,
  'services' | 'servicesFor' | 'global' | 'positionals' | 'signal'
>): Promise<NamedPlace> {
  const [, account, region, name] = /^([^/]+)\/([^/]+)\/([^/]+)$/.exec(given ?? '') ?? [];
  if (account === undefined || region === undefined || name === undefined || global.profile !== null)
    return { services, name: given ?? null };
  const profile = await profileOf(account, { services, servicesFor, signal });
  return { services: servicesFor({ profile, regions: [region] }), name };
}

/** The profile of that name, else the first whose credentials are of that account. Throws ProfileInvalid. */
async function profileOf(
  account: string,
  { services, servicesFor, signal }: Pick<CommandContext, 'services' | 'servicesFor' | 'signal'>,
): Promise<string> {
  const profiles = await services.profiles();
  if (profiles.includes(account)) return account;
  const ids = await collected(profiles, accountsAtOnce, (profile) =>
    servicesFor({ profile })
      .callerIdentity(signal)
      .then(
        ({ accountId }) => accountId,
        () => null,
      ),
  );
  const found = profiles[ids.indexOf(account)];
  if (found !== undefined) return found;
  throw new AckringError(
    'ProfileInvalid',
    say('{account} is neither a profile of the Alibaba Cloud CLI nor the account of one', { account }),
    { remedy: say('`ackring clusters --all-profiles` shows the clusters of each.') },
  );
}
