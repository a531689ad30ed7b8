import { failuresOf, findDrift } from './drift.js';
import { installed } from './installed.js';
import { driftDetails, driftSummary } from './report.js';

const drift = findDrift(installed(new Date()));
const hasFailed = failuresOf(drift).length > 0;
// A passing check prints little.
if (hasFailed || process.argv.includes('--all')) console.log(driftDetails(drift));
console.log(driftSummary(drift));
process.exitCode = hasFailed ? 1 : 0;
