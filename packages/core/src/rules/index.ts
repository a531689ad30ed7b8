// Rules for the kubeconfigs of a fleet.

export { checkRules, type RuleFinding } from './check.js';
export { type FleetRule, parseRules } from './rules.js';
