import { access } from './ja/access.js';
import { cloud } from './ja/cloud.js';
import { contexts } from './ja/contexts.js';
import { delivery } from './ja/delivery.js';
import { doctor } from './ja/doctor.js';
import { fetch } from './ja/fetch.js';
import { files } from './ja/files.js';
import { granting } from './ja/granting.js';
import { journal } from './ja/journal.js';
import { kubeconfig } from './ja/kubeconfig.js';
import { migration } from './ja/migration.js';
import { rotation } from './ja/rotation.js';
import { schemas } from './ja/schemas.js';
import { sessions } from './ja/sessions.js';
import { tokens } from './ja/tokens.js';
import { verification } from './ja/verification.js';

/** Core's sentences in Japanese, keyed by their English. */
export const ja = {
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
  'and {count} more': 'ほか {count} 件',
};
