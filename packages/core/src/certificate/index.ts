// Reading and checking certificates.

export { formatName } from './extensions.js';
export type { CertificatePassport } from './passport.js';
