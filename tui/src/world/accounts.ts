import type { KnownDirectory } from '@ackring/core/fleet';
import { type Directory, memberProfile } from '@ackring/core/words';
import type { Services } from './services.js';

type Profiles = Pick<Services, 'settings' | 'profiles' | 'knownDirectory'>;

/** The profiles that the settings' fleet is made of, then its directory's members; empty for the profile in use. */
export async function fleetProfiles(services: Profiles): Promise<readonly string[]> {
  const { accounts, directory } = await services.settings();
  const own = accounts === 'all' ? await services.profiles() : accounts;
  return directory === null ? own : [...own, ...memberProfiles(directory, await services.knownDirectory())];
}

/** What the members of a directory are called, but for those left out, and those being deleted, which answer nobody. */
export function memberProfiles(
  directory: Directory | null,
  known: Pick<KnownDirectory, 'members'> | null,
): readonly string[] {
  if (directory === null || known === null) return [];
  return known.members.flatMap(({ accountId, isBeingDeleted }) =>
    isBeingDeleted || directory.without.includes(accountId) ? [] : memberProfile(directory, accountId),
  );
}

/** The profiles of `--profile a,b`, or by the settings without it; empty for one alone. */
export async function severalProfiles(
  profile: string | null,
  services: Profiles,
): Promise<readonly string[]> {
  if (profile === null) return fleetProfiles(services);
  if (!profile.includes(',') || (await services.profiles()).includes(profile)) return [];
  return [...new Set(profile.split(',').map((name) => name.trim()))].filter((name) => name !== '');
}
