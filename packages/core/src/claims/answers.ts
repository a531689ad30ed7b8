import { say } from '../words/say.js';
import type { Judgement } from './accepted.js';
import { type Claim, proven, refuted, unknown } from './claim.js';

/**
 * That a context answers: the API server that it names serves this credential something, as it would serve kubectl.
 * Whose server that is, is not said: a file may name anybody’s.
 */
export type Answers = Claim<
  'InTheCluster' | 'InNamespaces' | 'OnPaths' | 'AsEverybody',
  'Ended' | 'NotYetValid' | 'NotAuthenticated' | 'Revoked',
  /** Let in, and no right was seen: it may have one in a namespace that was not asked for. */
  'NoRightSeen' | 'Away' | 'Unclear'
>;

/** Whether a context answers, by what one look proves. Pure. */
export function claimAnswers(judgement: Judgement): Answers {
  switch (judgement.kind) {
    case 'accepted':
      return served(judgement);
    case 'expired':
      return refuted('Ended');
    case 'notYetValid':
      return refuted('NotYetValid');
    case 'unknownIssuer':
      return refuted('NotAuthenticated');
    case 'disowned':
      return refuted('Revoked');
    case 'unreachable':
      return unknown('Away', askAgain);
    case 'unknown':
      return unknown('Unclear', askAgain);
  }
}

function served({ scope }: Extract<Judgement, { kind: 'accepted' }>): Answers {
  switch (scope.kind) {
    case 'cluster':
      return proven('InTheCluster');
    case 'namespaces':
      return proven('InNamespaces');
    case 'paths':
      return proven('OnPaths');
    case 'everybodys':
      return proven('AsEverybody');
    case 'unseen':
      return unknown('NoRightSeen', askAgain);
  }
}

const askAgain = say('Verify it again in a minute: `{command}`.', { command: 'ackring verify CONTEXT' });
