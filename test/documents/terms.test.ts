import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import test from 'ava';

/** One thing has one word in a language: the word, those that it is never said by, and in which English, if only there. */
const terms: readonly (readonly [language: 'ja' | 'zh', word: string, others: RegExp, english?: RegExp])[] = [
  ['ja', '配布先', /シンク/],
  ['ja', 'マッピング', /対応付け/],
  ['ja', 'マッピング', /割り当て/, /\b(un)?mapp(ed|ings?)\b/],
  ['ja', 'ジャーナル', /履歴|変更の記録|記録によ/, /\bjournals?\b/],
  ['ja', '履歴', /ジャーナル/, /\bhistory\b/],
  ['ja', '削除', /取り除|消去/, /\bclean(s|ed)?\b/],
  ['ja', '元に戻す', /取り消/, /\bund(o|one|oing)\b/],
  ['ja', '取り消す', /元に戻|取り下げ|撤回/, /\bwithdraws?\b/],
  ['ja', '所有者', /保持者|持ち主/],
  ['ja', '認証情報', /資格情報/],
  ['ja', '更新可能期間', /更新期間/],
  ['ja', '規則', /ルール/, /\brules?\b/],
  ['ja', 'マシン', /端末/, /\bmachines?\b/],
  ['ja', 'コピー', /写し/],
  ['ja', 'サインイン', /ログイン/, /\bsigns? in\b|log in as (it|the account)/],
  ['ja', '偽装', /なりすま/, /\bimpersonates?\b/],
  ['ja', 'ユーザー', /利用者/],
  ['ja', 'エントリー', /エントリ(?!ー)/],
  ['ja', 'プロキシ', /プロキシー/],
  ['ja', '改ざん', /改変/, /\baltered\b/],
  ['ja', '絞り込み', /フィルター/, /\bthe filter\b/],
  ['ja', '保留', /先送り/, /\bheld back\b/],
  ['ja', 'シリアル番号', /シリアル(?!番号)/],
  ['ja', '保有', /保持/, /\b(what is|was|it) held\b|\bhold a kubeconfig\b/i],
  ['ja', '保有', /[がを]所有|^所有$/, /\bhold/i],
  ['ja', '自分', /あなた/],
  ['ja', 'アカウント root', /アカウントの ?(root|ルート)/],
  // The hubs of ACK One are of a フリート, 舰队; ours is the clusters, and of accounts what is looked through.
  ['ja', 'クラスター、対象', /フリート/, /^(?!.*ACK One).*\bfleet/i],
  ['ja', 'マージ', /結合|統合|併合/, /\bmerged?\b/i],
  ['ja', '取り込む', /マージ/, /\btake (it |one )?in (a|what|by)\b/i],
  ['ja', '切り替え', /昇格/],
  ['ja', '構成', /設定/, /\b(the|rotation) configuration\b/i],
  ['ja', '短い名前', /短縮名/],
  ['ja', '選択', /マーク/, /\bmarks?\b(?!, which kubectl)/],
  ['ja', 'リクエスト', /要求/, /\brequest (id|was)|\brequests were\b|rejected the request/],
  ['ja', 'アクセス権', /アクセスを削除/],
  ['ja', '分かる', /わか[らりっる]/],
  ['ja', 'ほかの', /他の/],
  ['zh', '集群、范围', /舰队|机群/, /^(?!.*ACK One).*\bfleet/i],
  ['zh', '合并', /归并|并入/],
  ['zh', '导入', /收下|合并/, /\btake (it |one )?in (a|what|by)\b/i],
  ['zh', '启用', /提升/, /\bpromot/],
  ['zh', '响应', /应答|回应/],
  ['zh', '张（证书）', /(?<!身)份证书|个证书/],
  ['zh', '运行环境', /运行时/, /\bruntime\b/],
  ['zh', '存储端', /存放处|存放位置|存储位置|存储目标/],
  ['zh', '操作记录', /变更记录|操作日志/],
  ['zh', '操作记录', /日志/, /\bjournals?\b/],
  ['zh', '移除', /清除|清理|删除/, /\bclean(s|ed)?\b/],
  ['zh', '删除', /移除/, /\bremoved? (\{contexts\}|contexts)/],
  ['zh', '撤销', /撤回/],
  ['zh', '收回', /撤销/, /\bwithdraws?\b/],
  ['zh', '枢纽', /中枢|中心集群/],
  ['zh', '续期', /更新|续签/, /\brenew(s|ed)?\b/],
  ['zh', '分发', /交付|投递/, /\bdeliver(s|ed|y|ies)?\b/],
  ['zh', '文件夹', /(?<!主|资源)目录(?!树)/, /\bfolders?\b/],
  ['zh', 'CLI 配置', /(?<!CLI )配置/, /\bprofiles?\b/i],
  ['zh', '页签', /标签页/, /^(?!.*(browser|page)).*\btab\b/],
  ['zh', 'Enter、Space', /回车|空格键|按空格/],
  ['zh', '短名', /短名称/],
  ['zh', '访问权限', /移除.*的访问(?!权限)/],
  ['zh', '过滤', /筛选/],
  ['zh', '主账号', /账号 root/],
  ['zh', 'CA 证书', /证书颁发机构/],
  ['zh', '界面', /屏幕(?!阅读)|画面/],
  ['zh', '内网', /私网/],
  ['zh', '重试', /再试/],
  ['zh', '凭证', /(长期|临时)凭据/],
  ['zh', '您', /你/],
];

const files = [
  'tui/src/words',
  'tui/src/words/help',
  'packages/core/src/words',
  'packages/core/src/rotation/notifiers/texts',
];
const pages = [
  'README',
  'getting-started',
  'tour',
  'everyday',
  'on-call',
  'troubleshooting',
  'granting',
  'rotation',
  'coming-from',
];

for (const [language, word, others, english] of terms) {
  test(`${language} says ${word}, not ${others.source}${english ? `, for ${english.source}` : ''}`, (t) => {
    const said = files.flatMap((file) => sentencesOf(JSON.parse(read(`${file}/${language}.json`))));
    t.true(said.length > 0);
    for (const [sentence, translation] of said)
      if (english?.test(plain(sentence)) ?? true) t.notRegex(plain(translation), others, sentence);
    if (!english) for (const page of pages) t.notRegex(read(`docs/${page}.${language}.md`), others, page);
  });
}

type Words = { readonly [key: string]: string | Words };

function sentencesOf(words: Words): readonly (readonly [key: string, translation: string])[] {
  return Object.entries(words).flatMap(([key, said]) =>
    typeof said === 'string' ? [[key, said] as const] : sentencesOf(said),
  );
}

function read(path: string): string {
  return readFileSync(fileURLToPath(new URL(`../../../${path}`, import.meta.url)), 'utf8');
}

/** Without code and names of facts, which are the same in every language. */
function plain(text: string): string {
  return text.replaceAll(/`[^`]*`|\{[^}|]*\}/g, '');
}
