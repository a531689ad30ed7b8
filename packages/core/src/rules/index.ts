// Rules for the kubeconfigs of a fleet.

export { checkRules, type FleetRule, mostMinutesForPeople, parseRules, type RuleFinding } from './rules.js';
