import type { Identity } from '@ackring/core/words';

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
  const nameOf = namesAmong([...met, ...rows.map(({ identity }) => identity)]);
  const types = new Map(
    rows.flatMap(({ identity: { uid, type } }) => (type === 'unknown' ? [] : [[uid, type] as const])),
  );
  return rows.map((row) => {
    const { uid, name, type } = row.identity;
    if (name !== uid && type !== 'unknown') return row;
    const known = { name: name === uid ? nameOf(uid) : name, type: types.get(uid) ?? type };
    return { ...row, identity: { ...row.identity, ...known } };
  });
}
