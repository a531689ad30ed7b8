import type { AcquireDraft, AcquirePlan, AcquireStep } from '@ackring/core/fetch';
import type { ContextEntry } from '@ackring/core/kubeconfig';
import {
  type AccessChoice,
  AckringError,
  type Cluster,
  type ClusterDetail,
  isTemporary,
  resolveAccess,
} from '@ackring/core/words';
import type { Choice } from '../../screen/drawing/line.js';
import { emptyField, fieldOf, type TextField } from '../../screen/text-field.js';
import { durationPresets, temporaryLife } from '../../shell/duration.js';
import type { Settings } from '../../world/settings.js';

export const fetchTypes = ['temporary', 'longTerm', 'token'] as const;
/** A certificate of either life, or none: a plug-in that signs in as the RAM identity. */
type FetchType = (typeof fetchTypes)[number];

export const fetchFields = ['type', 'duration', 'access', 'file', 'context'] as const;
export type FetchField = (typeof fetchFields)[number];

/** The dialog that fetches one kubeconfig. Its effect is in `plan`, made by core for every change. */
export interface FetchDialog {
  readonly kind: 'fetch';
  readonly cluster: Cluster;
  /** Its detail is requested again when the dialog opens: earlier facts are shown meanwhile, but not acted on. */
  readonly detail: 'asking' | 'known' | AckringError;
  /** More clusters to fetch with the same choices, each under its own name. */
  readonly others: readonly Cluster[];
  /** Of many, what is known of each one's change, by its cluster's key: of the first fifty. */
  readonly rowPlans: ReadonlyMap<string, AcquirePlan | AckringError>;
  /** What was chosen too and is not fetched, each with why, in a word. */
  readonly leftOut: readonly { readonly name: string; readonly why: string }[];
  readonly focus: FetchField;
  readonly type: FetchType;
  /** Index of a preset, or `custom` for the typed one. */
  readonly preset: number | 'custom';
  readonly custom: TextField;
  /** Null if the cluster has no endpoint at all; the settings' access until its endpoints are known. */
  readonly access: AccessChoice | null;
  /** Empty for the file that owns the context, else kubectl's default. */
  readonly file: TextField;
  /** Empty for the deterministic name. */
  readonly context: TextField;
  /** The name of what has ended, which the dialog opened with. */
  readonly offered: string | null;
  /** Make it the current context; one at a time can be. */
  readonly isUsed: boolean;
  readonly preview: Preview;
  /** Counts requested plans, so that the answer to an earlier request is not shown. */
  readonly serial: number;
  /** The step in progress, once Enter was pressed. */
  readonly step: AcquireStep | null;
}

declare module '../../screen/overlays.js' {
  interface Overlays {
    readonly fetch: FetchDialog;
  }
}

interface FetchSubjects {
  readonly others?: readonly Cluster[];
  /** The context whose certificate opens nothing any more. */
  readonly ended?: ContextEntry | null;
}

export type Preview =
  | { readonly kind: 'asking'; readonly last: AcquirePlan | null }
  | { readonly kind: 'planned'; readonly plan: AcquirePlan }
  | { readonly kind: 'refused'; readonly error: AckringError }
  | { readonly kind: 'incomplete'; readonly reason: 'duration' | 'access' };

/** The settings' choices; what has ended is fetched in its place, for as long as it was. */
export function openFetchDialog(
  cluster: Cluster,
  settings: Settings,
  { others = [], ended = null }: FetchSubjects = {},
): FetchDialog {
  const isLong = ended?.credential.kind === 'certificate' && !isTemporary(ended.credential);
  const durationMinutes = isLong ? null : settings.durationMinutes;
  const preset = presetOf(durationMinutes);
  const isCustom = durationMinutes !== null && preset === -1;
  const typed = isCustom ? `${durationMinutes}m` : '';
  return {
    kind: 'fetch',
    cluster,
    detail: 'asking',
    others,
    rowPlans: new Map(),
    leftOut: [],
    focus: 'type',
    type: durationMinutes === null ? 'longTerm' : 'temporary',
    preset: isCustom ? 'custom' : preset === -1 ? 3 : preset,
    custom: { value: typed, cursor: typed.length },
    // Of many each takes what it has: the first one decides nothing for the others.
    access: others.length > 0 ? settings.access : possibleAccess(cluster, settings.access),
    file: emptyField,
    context: ended === null ? emptyField : fieldOf(ended.context),
    offered: ended?.context ?? null,
    isUsed: false,
    preview: { kind: 'asking', last: null },
    serial: 0,
    step: null,
  };
}

/** The wanted access, else what the cluster has; unchanged until its endpoints are known. */
function possibleAccess({ endpoints }: Cluster, wished: AccessChoice): AccessChoice | null {
  if (endpoints === null) return wished;
  return resolveAccess(endpoints, wished) ?? resolveAccess(endpoints, 'auto');
}

/** The dialog once its cluster has answered; choices made meanwhile stay if possible. */
export function withDetail(dialog: FetchDialog, detail: ClusterDetail | AckringError): FetchDialog {
  if (detail instanceof AckringError) return { ...dialog, detail };
  const access = dialog.others.length > 0 ? dialog.access : possibleAccess(detail, dialog.access ?? 'auto');
  return { ...dialog, cluster: detail, detail: 'known', access };
}

/** Nobody has typed the name. */
export function isOffered({ context, offered, step }: FetchDialog): boolean {
  return step === null && context.value === offered;
}

function presetOf(minutes: number | null): number {
  return minutes === null ? -1 : durationPresets.indexOf(minutes);
}

/** The reachable fields: only a temporary one has a duration, and several clusters share no name. */
export function reachableFields({ type, others }: FetchDialog): readonly FetchField[] {
  return fetchFields.filter((field) => {
    if (field === 'duration') return type === 'temporary';
    return field !== 'context' || others.length === 0;
  });
}

export function moveFocus(dialog: FetchDialog, by: 1 | -1): FetchDialog {
  const fields = reachableFields(dialog);
  const at = fields.indexOf(dialog.focus);
  const focus = fields[(at + by + fields.length) % fields.length] ?? 'type';
  return { ...dialog, focus };
}

/** What Left and Right do to the focused field; null for fields that are typed into. */
export function moveChoice(dialog: FetchDialog, by: 1 | -1): FetchDialog | null {
  switch (dialog.focus) {
    case 'type':
      return { ...dialog, type: otherType(dialog.type, by) };
    case 'access':
      return { ...dialog, access: otherAccess(dialog) };
    case 'duration': {
      const last = durationPresets.length;
      const at = dialog.preset === 'custom' ? last : dialog.preset;
      const next = Math.min(Math.max(0, at + by), last);
      return { ...dialog, preset: next === last ? 'custom' : next };
    }
    case 'file':
    case 'context':
      return null;
  }
}

/** What a click on a value does, or on a field that is typed into. */
export function chosenAt(dialog: FetchDialog, { part, at }: Choice): FetchDialog {
  switch (part) {
    case 'type':
      return { ...dialog, focus: 'type', type: fetchTypes[at] ?? dialog.type };
    case 'duration':
      return { ...dialog, focus: 'duration', preset: at < durationPresets.length ? at : 'custom' };
    case 'access':
      return { ...dialog, focus: 'access', access: at === 0 ? 'public' : 'private' };
    case 'file':
    case 'context':
      return { ...dialog, focus: part };
    default:
      return dialog;
  }
}

function otherType(type: FetchType, by: 1 | -1): FetchType {
  const at = (fetchTypes.indexOf(type) + by + fetchTypes.length) % fetchTypes.length;
  return fetchTypes[at] ?? type;
}

function otherAccess({ access, cluster: { endpoints }, others }: FetchDialog): AccessChoice | null {
  if (others.length > 0) return access === 'private' ? 'public' : 'private';
  const other = access === 'public' ? 'private' : 'public';
  return endpoints === null || endpoints[other].length === 0 ? access : other;
}

/** The focused field if it is typed into. */
export function typedField(dialog: FetchDialog): 'custom' | 'file' | 'context' | null {
  if (dialog.focus === 'file' || dialog.focus === 'context') return dialog.focus;
  return dialog.focus === 'duration' && dialog.preset === 'custom' ? 'custom' : null;
}

/** The chosen minutes; null while a typed duration is invalid. */
export function chosenMinutes(dialog: FetchDialog): number | null {
  if (dialog.preset === 'custom') return temporaryLife(dialog.custom.value);
  return durationPresets[dialog.preset] ?? null;
}

/** The dialog's request, or what is missing in it. */
export function requestOf(dialog: FetchDialog): AcquireDraft | 'duration' | 'access' {
  const hasEnd = dialog.type === 'temporary';
  const minutes = hasEnd ? chosenMinutes(dialog) : null;
  if (hasEnd && minutes === null) return 'duration';
  if (dialog.access === null) return 'access';
  return {
    cluster: dialog.cluster,
    durationMinutes: minutes,
    access: dialog.access,
    takesOther: dialog.others.length > 0 || dialog.cluster.endpoints === null,
    destination: { kind: 'merge', file: emptyAsNull(dialog.file.value) },
    contextName: emptyAsNull(dialog.context.value),
    use: dialog.isUsed,
    verify: true,
    ...(dialog.type === 'token' ? { plugIn: 'token' } : {}),
  };
}

/** The plan on the screen: the previous one while the current choices' is being computed. */
export function shownPlan({ preview }: FetchDialog): AcquirePlan | null {
  if (preview.kind === 'planned') return preview.plan;
  return preview.kind === 'asking' ? preview.last : null;
}

/**
 * The dialog's request for each of its clusters, once asked for its endpoints; one without the chosen access takes
 * what it has.
 */
export function requestsOf(dialog: FetchDialog, request: AcquireDraft): readonly AcquireDraft[] {
  return [dialog.cluster, ...dialog.others].map((cluster) => ({
    ...request,
    cluster: withoutEndpoints(cluster),
    takesOther: true,
  }));
}

/** Its known endpoints may be outdated: ask before acting on them. */
export function withoutEndpoints(cluster: Cluster): Cluster {
  return { ...cluster, endpoints: null };
}

function emptyAsNull(text: string): string | null {
  return text.trim() === '' ? null : text.trim();
}
