import { isAbsolute, join } from 'node:path';
import * as v from 'valibot';
import { parseAllDocuments } from 'yaml';
import type { ContextInventory } from '../contexts/local-contexts.js';
import { readNamedFile } from '../machine/files/named-file.js';
import { foundOnPath } from '../machine/processes/on-path.js';
import { type Sentence, say } from '../words/say.js';
import { type Finding, failed, fine, warning } from './finding.js';

export interface KubercPlace {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly home: string;
}

/**
 * Whether kubectl may run the plug-ins that contexts name: since 1.35 its own preferences (kuberc) can forbid all of
 * them, or all but a list (client-go's exec.go and kubectl's config/v1beta1 of 1.37). No finding without such
 * contexts or such preferences.
 */
export function kubercFindings(
  { entries }: Pick<ContextInventory, 'entries'>,
  { environment, home }: KubercPlace,
): readonly Finding[] {
  const commands = new Set(
    entries.flatMap(({ credential }) =>
      credential.kind === 'exec' ? [credential.startedBy ?? credential.command] : [],
    ),
  );
  const file = kubercFile(environment, home);
  const text = file === null || commands.size === 0 ? null : readOrNull(file);
  if (file === null || text === null) return [];
  const preference = preferenceIn(text);
  if (preference === null)
    return [
      failed(
        'kuberc',
        say('{file} cannot be read as kubectl’s preferences', { file }),
        say('Correct {file}, or run kubectl with KUBERC=off.', { file }),
      ),
    ];
  const { credentialPluginPolicy: policy = '', credentialPluginAllowlist: list } = preference;
  if (policy === '' || policy === 'AllowAll')
    return [fine('kuberc', say('{file} lets kubectl run every plug-in', { file }))];
  const allowed = policy === 'Allowlist' ? (list ?? []).map(({ command, name }) => command || name) : [];
  const blocked = [...commands].filter((command) => !isAllowed(command, allowed, environment));
  if (blocked.length === 0)
    return [fine('kuberc', say('{file} lets kubectl run the plug-ins of your contexts', { file }))];
  return blocked.map((command) =>
    warning(
      'kuberc',
      say('the policy {policy} of {file} forbids the plug-in {command}', { policy, file, command }),
      remedyFor(command, policy),
    ),
  );
}

/** KUBERC, which `off` switches off, else beside the kubeconfig. */
function kubercFile(environment: KubercPlace['environment'], home: string): string | null {
  const named = environment['KUBERC'] ?? '';
  if (named === 'off') return null;
  return named === '' ? join(home, '.kube', 'kuberc') : named;
}

function readOrNull(file: string): string | null {
  try {
    return readNamedFile(file).toString('utf8');
  } catch {
    return null;
  }
}

const text = v.optional(v.string(), '');
const preferenceSchema = v.object({
  kind: v.literal('Preference'),
  credentialPluginPolicy: text,
  credentialPluginAllowlist: v.optional(v.nullable(v.array(v.object({ name: text, command: text })))),
});

/** One file may contain several versions of them: the first that has a policy counts, else the first. */
function preferenceIn(content: string): v.InferOutput<typeof preferenceSchema> | null {
  const documents = parseAllDocuments(content);
  const found = [...documents].flatMap((document) => {
    if (document.errors.length > 0) return [];
    const parsed = v.safeParse(preferenceSchema, document.toJS());
    return parsed.success ? [parsed.output] : [];
  });
  return found.find(({ credentialPluginPolicy }) => credentialPluginPolicy !== '') ?? found[0] ?? null;
}

/** kubectl's comparison: as written, or if both resolve to the same path. */
function isAllowed(
  command: string,
  allowed: readonly string[],
  environment: KubercPlace['environment'],
): boolean {
  const path = onPath(command, environment);
  return allowed.some(
    (each) => each === command || each === path || (path !== null && onPath(each, environment) === path),
  );
}

function onPath(command: string, environment: KubercPlace['environment']): string | null {
  if (command === '') return null;
  if (command.includes('/')) return isAbsolute(command) ? command : null;
  return foundOnPath(command, environment)[0] ?? null;
}

/** `name` is read by every kubectl that has the list; 1.36 and later prefer `command`. */
function remedyFor(command: string, policy: string): Sentence {
  const line = `- name: ${JSON.stringify(command)}`;
  return policy === 'Allowlist'
    ? say('Add under credentialPluginAllowlist: `{line}`', { line })
    : say('Set `credentialPluginPolicy: Allowlist` and add under credentialPluginAllowlist: `{line}`', {
        line,
      });
}
