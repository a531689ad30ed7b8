import { toText } from '@ackring/core/words';
import { ownOutcome } from '@ackring/testkit/rotation/outcomes';
import test from 'ava';
import { rotationRenamed } from './report-text.js';

test('a Secret under a name that its cluster had is told, with the command that moves it', (t) => {
  const place = { sink: 'hub', place: 'ci/old kubeconfig', state: 'held' } as const;
  const renamed = ownOutcome(50, 900, { places: [{ ...place, named: 'ci/prod kubeconfig' }] });
  t.deepEqual(
    rotationRenamed({ outcomes: [renamed] }).map((line) => toText(line)),
    [
      '· ci/old kubeconfig in hub stays under the name that prod had; to lead its consumers to ci/prod kubeconfig: ackring rotate move c1/self',
    ],
  );
  t.deepEqual(rotationRenamed({ outcomes: [ownOutcome(50, 900, { places: [place] })] }), []);
});
