export const screenNames = ['clusters', 'contexts', 'expiry', 'access', 'rotation', 'activity'] as const;

/** The six screens, in the order of their number keys. */
export type ScreenName = (typeof screenNames)[number];
