import type { SecretPlace } from '../../machine/api-server/secret-failure.js';
import type { KubernetesSecret } from '../../machine/api-server/secret-patch.js';
import { AckringError } from '../../words/errors.js';
import { say } from '../../words/say.js';
import { shell } from '../../words/shell-word.js';

/** Somebody else who writes a Secret, as it says itself. */
export interface OtherOwner {
  /** Such as `ExternalSecret/search`, or `Helm/web`. */
  readonly name: string;
  /** The label or annotation that says so; null for its controller, which would set it again. */
  readonly mark: Mark | null;
}

interface Mark {
  readonly kind: 'label' | 'annotation';
  readonly name: string;
  readonly owner: (value: string) => string;
}

/** The one label that we set ourselves, on what we make. */
export const managedLabel = { name: 'app.kubernetes.io/managed-by', value: 'ackring' };

/**
 * Helm: https://helm.sh/docs/chart_best_practices/labels ; Argo CD, which goes by `app.kubernetes.io/instance` where it
 * is not told otherwise: https://argo-cd.readthedocs.io/en/stable/user-guide/resource_tracking ; Flux:
 * https://fluxcd.io/flux/faq .
 */
const marks: readonly Mark[] = [
  { kind: 'annotation', name: 'meta.helm.sh/release-name', owner: (release) => `Helm/${release}` },
  {
    kind: 'annotation',
    name: 'argocd.argoproj.io/tracking-id',
    owner: (id) => `ArgoCD/${id.replace(/:.*/s, '')}`,
  },
  { kind: 'label', name: 'argocd.argoproj.io/instance', owner: (application) => `ArgoCD/${application}` },
  { kind: 'label', name: 'kustomize.toolkit.fluxcd.io/name', owner: (name) => `Kustomization/${name}` },
  { kind: 'label', name: 'helm.toolkit.fluxcd.io/name', owner: (name) => `HelmRelease/${name}` },
  { kind: 'label', name: managedLabel.name, owner: (manager) => manager },
  { kind: 'label', name: 'app.kubernetes.io/instance', owner: (instance) => `instance/${instance}` },
];

/** Its controller, or the first whose mark it has; null if it is nobody's. */
export function otherOwner({ controller, labels, annotations }: KubernetesSecret): OtherOwner | null {
  if (controller !== null) return { name: controller, mark: null };
  for (const mark of marks) {
    const value = (mark.kind === 'label' ? labels : annotations)?.[mark.name];
    const isOurs = mark.name === managedLabel.name && value === managedLabel.value;
    if (value !== undefined && !isOurs) return { name: mark.owner(value), mark };
  }
  return null;
}

/** It may not be adopted: what its owner does not know goes with the owner's next refresh. */
export function belongsToOwner(owner: OtherOwner, place: SecretPlace): AckringError {
  const facts = { secret: `${place.namespace}/${place.name}`, owner: owner.name };
  return new AckringError(
    'Refused',
    say('Secret {secret} belongs to {owner}, whose next refresh may take our key away', facts),
    { remedy: remedyFor(owner, place) },
  );
}

/** Ours once, until somebody took it over. */
export function lostToOwner(owner: OtherOwner, place: SecretPlace): AckringError {
  const facts = { secret: `${place.namespace}/${place.name}`, owner: owner.name };
  return new AckringError('Refused', say('Secret {secret} lost our keys, and belongs to {owner}', facts), {
    remedy: remedyFor(owner, place),
  });
}

function remedyFor({ name: owner, mark }: OtherOwner, { namespace, name }: SecretPlace) {
  if (mark === null)
    return say(
      'Take another name in rotation.yaml, or have {owner} add to the Secret without owning it, as an ExternalSecret does by {policy}.',
      { owner, policy: 'creationPolicy: Merge' },
    );
  const off = `${mark.name}-`;
  const command =
    mark.kind === 'label'
      ? shell`kubectl label secret ${name} ${off} --namespace ${namespace}`
      : shell`kubectl annotate secret ${name} ${off} --namespace ${namespace}`;
  return say(
    'Take another name in rotation.yaml; or, if {owner} does not write the Secret any more, take its mark off: {command}',
    { owner, command },
  );
}
