import zh from '@ackring/core/words/zh' with { type: 'json' };
import said from '../../words/zh.json' with { type: 'json' };
import { problemsIn } from './problem-words.js';

export const problems = problemsIn({ ...zh, ...said });
