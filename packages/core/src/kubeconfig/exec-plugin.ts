import { dirname, isAbsolute, join } from 'node:path';
import type { ExecPlugin } from '../ports.js';
import { visible } from '../visible.js';
import type { UserEntry } from './kubeconfig.js';
import { isTyped, listOf, mappingOf, textOf, type YamlValue } from './yaml-value.js';

/** The plug-in a user's `exec` names; null for none. A relative path is one from the file's folder, as for kubectl. */
export function execPluginOf({ fields, execCommand }: UserEntry, file: string): ExecPlugin | null {
  if (execCommand === null) return null;
  const exec = mappingOf(fields['exec']);
  return {
    command: commandPath(execCommand, file),
    args: listOf(exec['args']).map((arg) => textOf(arg) ?? ''),
    env: Object.fromEntries(listOf(exec['env']).flatMap(variableOf)),
    apiVersion: textOf(exec['apiVersion']) ?? '',
    interactiveMode: textOf(exec['interactiveMode']),
    provideClusterInfo: isTrue(exec['provideClusterInfo']),
    installHint: textOf(exec['installHint']),
  };
}

/** What kubectl takes since 1.24; v1alpha1 is gone. */
const apiVersions: ReadonlySet<string> = new Set([
  'client.authentication.k8s.io/v1',
  'client.authentication.k8s.io/v1beta1',
]);
const modes: ReadonlySet<string> = new Set(['Never', 'IfAvailable', 'Always']);

/**
 * Why kubectl would not run a plug-in, whatever it does; null where it would. Its rules are client-go's
 * (`clientcmd.validateAuthInfo`, `exec.newAuthenticator`): only v1beta1 may leave the interactive mode open. Without
 * a terminal, as we run it, one that must have one is refused as well.
 */
export function execPluginRefusal({ command, env, apiVersion, interactiveMode }: ExecPlugin): string | null {
  const isBeta = apiVersion === 'client.authentication.k8s.io/v1beta1';
  const mode = interactiveMode ?? '';
  if (apiVersion === '') return 'its entry names no apiVersion, and kubectl refuses it';
  if (!apiVersions.has(apiVersion))
    return `its entry is of ${visible(apiVersion)}, which kubectl does not take`;
  if (command === '') return 'its entry names no command, and kubectl refuses it';
  if (Object.hasOwn(env, '')) return 'its entry has a variable without a name, and kubectl refuses it';
  if (mode === '' && !isBeta)
    return 'its entry names no interactiveMode, and kubectl refuses that under v1: `interactiveMode: Never`';
  if (mode !== '' && !modes.has(mode))
    return `its entry's interactiveMode is ${visible(mode)}, which kubectl does not take`;
  return mode === 'Always' ? 'it must have a terminal (`interactiveMode: Always`)' : null;
}

function commandPath(command: string, file: string): string {
  const isBare = !command.includes('/') && !command.includes('\\');
  return isBare || isAbsolute(command) ? command : join(dirname(file), command);
}

function variableOf(item: YamlValue): [string, string][] {
  const { name, value } = mappingOf(item);
  return [[textOf(name) ?? '', textOf(value) ?? '']];
}

function isTrue(value: YamlValue | undefined): boolean {
  return isTyped(value) && textOf(value) === 'true';
}
