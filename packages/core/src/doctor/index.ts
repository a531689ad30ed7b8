// Checks what keeps this program, kubectl and the cloud from working together, and keeps what is known of a crash.

export { keepCrash } from './crash.js';
export { diagnose } from './doctor.js';
export type { Finding } from './finding.js';
export { problemReport, reportName } from './report.js';
