import type { Services } from './services.js';

type Profiles = Pick<Services, 'settings' | 'profiles'>;

/** The profiles that the settings' fleet is made of; empty for the one in use. */
export async function fleetProfiles({ settings, profiles }: Profiles): Promise<readonly string[]> {
  const { accounts } = await settings();
  return accounts === 'all' ? profiles() : accounts;
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
