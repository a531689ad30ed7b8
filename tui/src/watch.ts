import type { ProfileName, World } from './screen/world.js';
import type { CreateServices, ServiceOptions, Services } from './services.js';

export type Watch = Pick<World, 'servicesOf' | 'local' | 'watched' | 'watch' | 'renew'>;

/** The services of every profile that is watched, made when they are first asked for. */
export function createWatch(createServices: CreateServices, options: ServiceOptions): Watch {
  let profiles: readonly ProfileName[] = [options.profile];
  let current = options;
  const made = new Map<ProfileName, Services>();
  const servicesOf = (profile: ProfileName): Services => {
    const known = made.get(profile);
    if (known !== undefined) return known;
    const services = createServices({ ...current, profile });
    made.set(profile, services);
    return services;
  };
  return {
    servicesOf,
    local: () => servicesOf(profiles[0] ?? null),
    watched: () => profiles,
    watch: (watched, regions, readOnly) => {
      profiles = watched;
      current = { ...options, regions, readOnly: options.readOnly || readOnly };
      made.clear();
    },
    renew: () => made.clear(),
  };
}
