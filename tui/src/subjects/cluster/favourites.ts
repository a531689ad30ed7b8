import type { AppState } from '../../screen/app-state.js';

/** The profile whose favourites and aliases apply to a cluster; empty for keys of the environment. */
export function profileOf({ fleet, watched, profile }: AppState, clusterId: string): string {
  const owner = fleet.owners.get(clusterId) ?? (watched.length === 1 ? watched[0] : null);
  return owner ?? profile?.profile ?? '';
}

/** The favourites among the visible clusters. */
export function favouriteIds(state: AppState): ReadonlySet<string> {
  const ids = Object.values(state.settings.favourites).flat();
  return new Set(ids.filter((id) => favouritesOf(state, profileOf(state, id)).includes(id)));
}

/** The visible clusters' aliases, by cluster id. */
export function aliasNames(state: AppState): ReadonlyMap<string, string> {
  const names = Object.entries(state.settings.aliases).flatMap(([profile, own]) =>
    Object.entries(own).flatMap(([name, id]) =>
      profileOf(state, id) === profile ? [[id, name] as const] : [],
    ),
  );
  return new Map(names);
}

export function favouritesOf({ settings }: AppState, profile: string): readonly string[] {
  return Object.hasOwn(settings.favourites, profile) ? (settings.favourites[profile] ?? []) : [];
}

export function aliasesOf({ settings }: AppState, profile: string): Readonly<Record<string, string>> {
  return Object.hasOwn(settings.aliases, profile) ? (settings.aliases[profile] ?? {}) : {};
}
