// What a certificate says.

export { formatName } from './distinguished-name.js';
export type { CertificatePassport } from './passport.js';
