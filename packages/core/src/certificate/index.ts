// Reading and checking certificates.

export { formatName } from './distinguished-name.js';
export type { CertificatePassport } from './passport.js';
