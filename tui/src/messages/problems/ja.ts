import ja from '@ackring/core/words/ja' with { type: 'json' };
import said from '../../words/ja.json' with { type: 'json' };
import { problemsIn } from './problem-words.js';

export const problems = problemsIn({ ...ja, ...said });
