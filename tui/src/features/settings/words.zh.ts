import type * as en from './words.en.js';

export const settings: typeof en.settings = {
  title: '设置',
  keysTitle: '设置 · 按键',
  names: {
    language: '语言',
    skin: '配色',
    mouse: '鼠标',
    duration: '获取时默认',
    access: '访问',
    contextName: '上下文名称',
    refresh: '刷新间隔',
    function: '已部署的函数',
    readOnly: '只读',
    keys: '按键',
  },
  ofMachine: '跟随系统',
  mouseOn: '开（按住 Shift 选择文字）',
  mouseOff: '关',
  skins: { dark: '深色', light: '浅色', mono: '单色' },
  accesses: { auto: '有公网则公网', public: '公网', private: '内网' },
  longTerm: '长期',
  yes: '是',
  no: '否',
  rebound: (count) => (count === 0 ? '默认' : `自定义 ${count} 个`),
  pressKey: '按下新按键 · Esc 保持不变',
  hint: '保存在本机设置中',
  keysHint: '回车后按新键',
  clash: (key, action, other) => `${key} 不能用于“${action}”：同处已用于“${other}”`,
};

export const actions: typeof en.actions = {
  settings: '设置',
};

export const accepts: typeof en.accepts = {
  settings: '更改',
};

export const scopes: typeof en.scopes = {
  settings: '设置中',
};
