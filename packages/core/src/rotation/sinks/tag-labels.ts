/** Prefixes that mean something to Kubernetes or Argo CD: no tag may become one. */
const reserved = /(^|\.)(kubernetes\.io|k8s\.io)\/|^argocd\.argoproj\.io\//;

/**
 * A cluster's tags as labels, for an ApplicationSet to choose by. What a label may not hold becomes a hyphen; a tag
 * that would be no label, one that Kubernetes or Argo CD knows, or the same as one before it, is left out.
 */
export function tagLabels(tags: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const labels = new Map<string, string>();
  for (const [key, value] of Object.entries(tags).toSorted(([left], [right]) => (left < right ? -1 : 1))) {
    const name = labelKey(key);
    if (name !== null && !reserved.test(name) && !labels.has(name)) labels.set(name, labelPart(value));
  }
  return Object.fromEntries(labels);
}

/** `prefix/name`, where the prefix is a DNS name of at most 253 characters. */
function labelKey(key: string): string | null {
  const slash = key.indexOf('/');
  const prefix = key.slice(0, Math.max(slash, 0)).toLowerCase();
  const hasPrefix =
    prefix.length <= 253 && /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/.test(prefix) && !prefix.includes('..');
  const name = labelPart(hasPrefix ? key.slice(slash + 1) : key);
  if (name === '') return null;
  return hasPrefix ? `${prefix}/${name}` : name;
}

/** At most 63 letters, digits, `-`, `_` and `.`, the first and the last a letter or a digit; may be empty. */
function labelPart(text: string): string {
  const clean = text.replace(/[^A-Za-z0-9_.-]/g, '-').slice(0, 63);
  return clean.replace(/^[^A-Za-z0-9]+|[^A-Za-z0-9]+$/g, '');
}
