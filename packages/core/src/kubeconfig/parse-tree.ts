import { scanBlockLayout } from './block-scan.js';
import type { KubeconfigTree } from './tree.js';
import { parseYamlTree } from './yaml-tree.js';

/** Reads a kubeconfig's text: by the scanner where it can, by the YAML parser otherwise. Throws KubeconfigInvalid. */
export function parseTree(text: string, file: string): KubeconfigTree {
  return scanBlockLayout(text) ?? parseYamlTree(text, file);
}
