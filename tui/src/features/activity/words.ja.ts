import type * as en from './words.en.js';

export const undo: typeof en.undo = {
  title: '最後の書き込みを取り消す',
  write: (summary, at) => `${summary} · ${at}`,
  goes: '書き込み前になかったファイルなので、ファイルごと削除します',
  nothing: 'エントリーは変わりません',
  comparing: '比較しています…',
  unknown: '変更内容はもう分かりません。控えが残っていないか、間に別のものが書き込みました。',
  same: 'エントリの変更なし（順序やコメントのみ）',
  underWay: '元に戻しています…',
  changed:
    '何も取り消していません。その間にファイルへの書き込みがありました。現在取り消せるのは次のとおりです',
};

export const actions: typeof en.actions = {
  undo: '最後の書き込みを取り消す',
};

export const accepts: typeof en.accepts = {
  undo: '取り消す',
};

export const scopes: typeof en.scopes = {
  undo: '取り消しの前',
};

export const reasons: typeof en.reasons = {
  nothingToUndo: '取り消せる書き込みはありません',
};
