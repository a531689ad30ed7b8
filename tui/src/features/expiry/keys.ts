import type { Binding } from '../../screen/binding.js';
import { rescan } from '../access/rescan.js';
import { renewChosen, verifyChosen } from '../contexts/keys.js';
import { openRow } from '../details/open.js';
import { fetchChosen } from '../fetch/keys.js';

const scope = 'expiry';

export const expiryKeys: readonly Binding[] = [
  { ...openRow, scope, keys: ['enter'], isInFooter: true },
  { ...fetchChosen, scope, keys: ['f'], isInFooter: true },
  { ...renewChosen, scope, keys: ['r'] },
  { ...verifyChosen, scope, keys: ['v'] },
  { ...rescan, scope, keys: ['s'], isInFooter: true },
];
