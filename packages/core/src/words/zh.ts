import { access } from './zh/access.js';
import { cloud } from './zh/cloud.js';
import { contexts } from './zh/contexts.js';
import { delivery } from './zh/delivery.js';
import { doctor } from './zh/doctor.js';
import { fetch } from './zh/fetch.js';
import { files } from './zh/files.js';
import { granting } from './zh/granting.js';
import { journal } from './zh/journal.js';
import { kubeconfig } from './zh/kubeconfig.js';
import { migration } from './zh/migration.js';
import { rotation } from './zh/rotation.js';
import { schemas } from './zh/schemas.js';
import { sessions } from './zh/sessions.js';
import { tokens } from './zh/tokens.js';
import { verification } from './zh/verification.js';

/** Core's sentences in Chinese, keyed by their English. */
export const zh = {
  ...access,
  ...cloud,
  ...contexts,
  ...doctor,
  ...fetch,
  ...files,
  ...granting,
  ...kubeconfig,
  ...migration,
  ...sessions,
  ...tokens,
  ...delivery,
  ...rotation,
  ...schemas,
  ...journal,
  ...verification,
  // How sentences and lists are joined.
  '{text}': '{text}',
  ', ': '、',
  '{text}.': '{text}。',
  '{summary} {problems}': '{summary} {problems}',
  'and {count} more': '另有 {count} 项',
};
