import type * as en from './words.en.js';

export const tidying: typeof en.tidying = {
  titles: {
    rename: 'コンテキスト名の変更',
    remove: 'コンテキストの削除',
    prune: '不要になったものの整理',
    namespace: '名前空間',
  },
  newName: (context) => `${context} の新しい名前`,
  namespaceOf: (context) => `${context} の名前空間`,
  used: (context) => `現在のコンテキスト：${context}`,
  works: (context, namespace) => `${context} の名前空間を ${namespace} にしました`,
  done: (kind, count) =>
    ({
      rename: 'コンテキスト名を変更しました',
      remove: `コンテキストを ${count} 件削除しました`,
      prune: '整理しました',
    })[kind],
  nothing: '変更するものはありません',
  changed: '何も実行していません。途中でファイルが変わりました · 今実行される内容はこちらです',
  looking: '証明書、項目、クラスターを確認中',
  underWay: '書き込み中…',
  undoable: 'Activity の z で元に戻せます',
  notes: {
    stillCurrent: ({ context }) =>
      `current-context は ${context} のままです。別のコンテキストに切り替えるまで kubectl は動きません`,
    uncovered: ({ context, file }) => `以後は ${file} にある同名の ${context} が有効になります`,
    fileMissing: ({ file }) => `${file} がなく、必要とされるかもしれないため、未使用の項目は残します`,
    otherIdentity: ({ context }) => `${context} は残します。問い合わせたアカウントのものか確認できません`,
    unanswered: ({ context, why }) =>
      `${context === '' ? 'クラスター' : context}：削除済みか確認できません：${why}`,
    dangling: ({ context }) => `${context} にはクラスターまたはユーザーがないため除きます`,
    alreadyThere: ({ context }) => `${context} はすでにあります`,
  },
};

export const actions: typeof en.actions = {
  use: '切り替え',
  namespace: '名前空間',
  rename: '名前の変更',
  removeContexts: '削除',
  prune: '整理',
};

export const accepts: typeof en.accepts = {
  naming: 'この名前にする',
  tidy: '実行',
};

export const scopes: typeof en.scopes = {
  naming: '名前の入力',
  tidy: 'コンテキストの変更前',
};

export const reasons: typeof en.reasons = {
  isCurrent: 'すでに現在のコンテキストです',
  oneOnly: '1 件だけに使えます。Esc で選択を解除してください',
};
