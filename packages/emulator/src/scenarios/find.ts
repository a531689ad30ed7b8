import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { Scenario } from './scenario.js';
import { type ScenarioName, scenarios } from './scenarios.js';
import { parseScenario } from './schema.js';

/** A known scenario by its name, one read from a `.yaml`, `.yml` or `.json` file, or the one given. */
export function findScenario(scenario: ScenarioName | string | Scenario): Scenario {
  if (typeof scenario !== 'string') return scenario;
  const known = Object.entries(scenarios).find(([name]) => name === scenario);
  if (known) return known[1];
  if (/\.(ya?ml|json)$/.test(scenario)) return parseScenario(parse(readFileSync(scenario, 'utf8')), scenario);
  const names = Object.keys(scenarios).join(', ');
  throw new Error(`unknown scenario "${scenario}": use ${names}, or a .yaml file of your own`);
}
