// Rules for the kubeconfigs of a fleet.

export { checkRules, type RuleFinding } from './check.js';
export { type FleetRule, mostMinutesForPeople, parseRules } from './rules.js';
