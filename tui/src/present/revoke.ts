import { placesOf, type RevokePlan } from '@ackring/core/access/revoke/revoke-plan';
import { placeName } from '@ackring/core/access/revoke/sink-places';
import { visible } from './visible.js';

/** What would stop working, a line each, before a revoke; what could not be looked at is said. */
export function revokeImpact(plan: RevokePlan, path: (file: string) => string): readonly string[] {
  const { cluster, reason, lastActivity } = plan;
  const seen =
    lastActivity.kind === 'seen'
      ? `last used ${lastActivity.at.toISOString().slice(0, 10)}`
      : lastActivity.kind;
  return [
    `Revoking your kubeconfig of ${visible(cluster.name)} (${visible(cluster.region)}): ${reason}, ${seen}`,
    ...plan.contexts.map(
      ({ context, file, credential }) =>
        `  ✕ ${visible(context)} in ${path(file)}${serialText(credential)} stops working, and gets the new one`,
    ),
    ...plan.plugins.map(
      ({ context, file }) =>
        `  ✕ ${visible(context)} in ${path(file)} loses what its plug-in keeps, and fetches anew`,
    ),
    ...placesOf(plan).map((place) =>
      place.copy.kind === 'held'
        ? `  ✕ ${visible(placeName(place))}, serial ${place.copy.serial}, stops working, and gets the new one`
        : `  ? ${visible(placeName(place))} could not be looked into, and gets nothing: ${visible(place.copy.error.message)}`,
    ),
    ...sightText(plan),
    '  ✕ every other copy of it, temporary ones too, stops working at once',
  ];
}

function serialText(credential: RevokePlan['contexts'][number]['credential']): string {
  return credential.kind === 'certificate' ? `, serial ${credential.serial},` : '';
}

function sightText({ sinks }: RevokePlan): readonly string[] {
  switch (sinks.kind) {
    case 'none':
      return [
        '  ? no rotation.yaml in the settings folder names a sink: copies in sinks are not known, and get nothing',
      ];
    case 'unreadable':
      return [`  ? the rotation's sinks are not known, and get nothing: ${visible(sinks.error.message)}`];
    case 'searched':
      return sinks.places.length === 0 ? ['  ✓ no sink of the rotation holds a copy of yours'] : [];
  }
}
