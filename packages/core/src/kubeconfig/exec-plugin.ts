import { dirname, isAbsolute, join } from 'node:path';
import type { ExecPlugin } from '../ports.js';
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
    provideClusterInfo: isTrue(exec['provideClusterInfo']),
    installHint: textOf(exec['installHint']),
  };
}

function commandPath(command: string, file: string): string {
  const isBare = !command.includes('/') && !command.includes('\\');
  return isBare || isAbsolute(command) ? command : join(dirname(file), command);
}

function variableOf(item: YamlValue): [string, string][] {
  const { name, value } = mappingOf(item);
  const key = textOf(name);
  return key === null ? [] : [[key, textOf(value) ?? '']];
}

function isTrue(value: YamlValue | undefined): boolean {
  return isTyped(value) && textOf(value) === 'true';
}
