import type { Identity, IdentityType } from '@ackring/core/words';

/** An identity that was told, with its name where that was told too. */
interface Met {
  readonly uid: string;
  readonly name: string;
}

interface Held {
  readonly identity: Identity;
}

/** What each uid is called by those that were met; itself where nobody told. */
export function namesAmong(met: readonly Met[]): (uid: string) => string {
  const names = new Map(
    met.flatMap(({ uid, name }) => (name === uid || name === '' ? [] : [[uid, name] as const])),
  );
  return (uid) => names.get(uid) ?? uid;
}

/**
 * The rows, each holder called as any of them or an earlier look calls it, and of the kind that any of them tells: one
 * cluster may tell neither.
 */
export function withNames<Row extends Held>(rows: readonly Row[], met: readonly Met[]): readonly Row[] {
  const learnt = namesLearnt(met);
  for (const row of rows) learnt.learn(row);
  return rows.map(learnt.named);
}

/** The same of rows that arrive one after the other: those that tell not all wait for the last. */
export function namesLearnt(met: readonly Met[]) {
  const names = new Map<string, string>();
  const types = new Map<string, IdentityType>();
  const learnName = ({ uid, name }: Met): void => {
    if (name !== uid && name !== '') names.set(uid, name);
  };
  for (const each of met) learnName(each);
  const isWhole = ({ identity: { uid, name, type } }: Held): boolean => name !== uid && type !== 'unknown';
  return {
    isWhole,
    learn({ identity }: Held): void {
      learnName(identity);
      if (identity.type !== 'unknown') types.set(identity.uid, identity.type);
    },
    named<Row extends Held>(row: Row): Row {
      if (isWhole(row)) return row;
      const { uid, name, type } = row.identity;
      const known = { name: name === uid ? (names.get(uid) ?? uid) : name, type: types.get(uid) ?? type };
      return { ...row, identity: { ...row.identity, ...known } };
    },
  };
}
