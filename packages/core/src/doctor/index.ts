// Checks what keeps this program, kubectl and the cloud from working together, and records crashes.

export { keepCrash } from './crash.js';
export { diagnose, type ExaminedPlace } from './doctor.js';
export { type Finding, findingToJson } from './finding.js';
export { problemReport, reportName } from './report.js';
