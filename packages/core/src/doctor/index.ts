// Checks what keeps this program, kubectl and the cloud from working together.

export { diagnose } from './doctor.js';
export type { Finding } from './finding.js';
