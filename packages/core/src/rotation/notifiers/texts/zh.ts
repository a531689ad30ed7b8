import { shell } from '../../../words/shell-word.js';
import type { Alarm } from '../../alarm/alarm.js';
import {
  minuteOf,
  type ReasonWords,
  type RemedyWords,
  reasonIn,
  remedyIn,
  type Tally,
  type Texts,
} from './texts.js';

export const zh: Texts = {
  title: (tally) => `ackring：${titleParts(tally).join('，')}`,
  alarm: (alarm) => `${subject(alarm)}：${sentence(alarm)}`,
  remedy,
  summary: ({ renewed, delivered, failed, deferred }, run) =>
    `续期 ${renewed}，分发 ${delivered}，失败 ${failed}，推迟 ${deferred} · 运行 ${run}`,
  leftOut: (count) => `…… 另有 ${count} 条，请查看报告`,
};

function titleParts({ open, outages, over, nearest }: Tally): string[] {
  const ends = nearest === null ? '' : `（最近的一份${endText(nearest)}）`;
  return [
    ...(open === 0 ? [] : [`${open} 份 kubeconfig 需要处理${ends}`]),
    ...(outages === 0 ? [] : [`轮转本身有 ${outages} 处故障`]),
    ...(open + outages === 0 ? [`${over} 项已恢复`] : []),
  ];
}

function subject({ label, region }: Alarm): string {
  return region === null ? label : `${label}（${region}）`;
}

function sentence(alarm: Alarm): string {
  const why = reasonIn(reasons, alarm.reason);
  const said = alarm.message === null ? '' : `（${alarm.message}）`;
  switch (alarm.kind) {
    case 'failing':
      return `续期失败：${why}${said}。${consumers(alarm)}`;
    case 'blocked':
      return `无法续期：${why}。${consumers(alarm)}`;
    case 'pending':
      return `应当续期但尚未执行：${why}。${consumers(alarm)}`;
    case 'outage':
      return `发生故障：${why}${said}。`;
    case 'heldByOther':
      return `${alarm.holder ?? alarm.identity} 持有的 kubeconfig ${endText(alarm.daysLeft)}。`;
    case 'orphaned':
      return `孤立的 kubeconfig（${alarm.holder ?? alarm.identity}）${endText(alarm.daysLeft)}。`;
    case 'mended':
      return mended(alarm);
    case 'resolved':
      return resolved(alarm);
  }
}

function resolved({ reason, lastProof }: Alarm): string {
  if (reason === 'Unproven' && lastProof !== null) {
    return `故障已解除。最近一次确认使用方手中的 kubeconfig 全部被 API Server 接受是在 ${minuteOf(lastProof)}，目前是否可用未知。`;
  }
  return ends[reason ?? ''] ?? '已恢复。';
}

const ends: Readonly<Record<string, string>> = {
  Gone: '已不在列表中，不再通知。',
  Unproven: '故障已解除。没有 API Server 全部接受过的记录，使用方手中的 kubeconfig 是否可用未知。',
  Remembered: '已恢复。此前在没有记录时通知过、仍未解决的问题会重新通知。',
};

function consumers({ brokenSince, daysLeft, reason }: Alarm): string {
  if (reason === 'ClusterNotOurs') return '';
  if (brokenSince !== null) return '部分使用方已没有可用的 kubeconfig。';
  return daysLeft === null
    ? '使用方手中的 kubeconfig 何时到期未知。'
    : `使用方手中的 kubeconfig ${endText(daysLeft)}。`;
}

function endText(days: number | null): string {
  if (days === null) return '到期时间未知';
  if (days < 0) return days === -1 ? '在过去一天内已过期' : `已过期 ${-days} 天`;
  return days === 0 ? '将在一天内到期' : `将在 ${days} 天后到期`;
}

function mended({ mended: past }: Alarm): string {
  if (past === null) return '已恢复可用。';
  const span =
    past.from === null
      ? `${minuteOf(past.until)} 之前`
      : `${minuteOf(past.from)} 至 ${minuteOf(past.until)} 之间`;
  return `使用方手中的 kubeconfig 在${span}曾不可用（原因：${reasonIn(reasons, past.cause)}），届时已换成可用的。`;
}

function remedy(alarm: Alarm): string | null {
  const { kind, holder, identity, clusterId } = alarm;
  const cluster = clusterId ?? '';
  if (kind === 'heldByOther') {
    return `请 ${holder ?? identity} 续期：${shell`ackring get ${cluster} --long-term`}`;
  }
  if (kind === 'orphaned') {
    return `请清除残留：${shell`ackring clean --user ${identity ?? ''} --cluster ${cluster}`}`;
  }
  return remedyIn(remedies, alarm);
}

const remedies: RemedyWords = {
  ClusterExcluded: '请在 rotation.yaml 中重新选择它，或注明原因后结束',
  ClusterNotListed: '请查找该集群：ackring clusters；若已不存在，请注明原因后结束',
  ClusterGone: '无需处理',
  HolderNotConfigured: '请在 rotation.yaml 的 `identities` 中重新加入它，或注明原因后结束',
  PlaceLeft: '请让使用方改用新的位置，或注明原因后结束',
  AwaitsProof: '无需处理，下次运行会向 API Server 确认',
  AuditOff: '请在控制台的“安全管理”中开启审计',
  ClusterNotServing: '请启动集群，或在 rotation.yaml 中用 `select: {exclude: […]}` 排除它',
  ClusterNotOurs:
    '请在 rotation.yaml 中用 `select: {exclude: […]}` 排除它；若是自己的集群，请查看缺少什么：ackring doctor',
  NoEndpointForAccess: '请为 API Server 重新绑定 EIP，或设置 `access: auto` 或 `access: private`',
  PermissionsRemoved: '请重新授予该身份在集群中的角色，或排除该集群',
  NotSeen: '请先排除本次运行中报告的故障',
  NotIssuedYet: '无需处理，下次运行会再查询',
  deadline: '请增大函数的超时时间，或 rotation.yaml 中的 `concurrency`',
  halted: '请先排除失败的原因',
  cancelled: '请重新运行',
  UsageInvalid: '请修正用法',
  ConfigurationInvalid: '请修正 rotation.yaml',
  EndpointRefused: '请使用 https 地址',
  ClusterNotFound: '请检查集群 ID 和地域',
  ClusterNotSeen: '请先排除未应答地域的故障',
  ClusterAmbiguous: '请用 ID 指定集群',
  ContextNotFound: '请检查上下文名称和 kubeconfig 的位置',
  ContextAmbiguous: '请指定唯一的上下文',
  FileNotFound: '请检查文件位置',
  ResourceNotFound: '请检查名称和地域，或创建它',
  RegionUnknown: '请修正地域名称',
  EndpointMissing: '请指定另一种访问方式',
  CredentialsMissing: '请为函数设置角色',
  CredentialsInvalid: '请检查云账号凭证',
  ProfileInvalid: '请修正 CLI 配置',
  Forbidden: '请授予缺少的权限',
  Throttled: '无需处理，下次运行会重试',
  Unreachable: '请检查函数到目标地址的网络',
  TimedOut: '请检查对方是否应答，以及函数的超时时间',
  ServerFault: '下次运行会重试；若持续出现，请检查对方服务',
  ClockSkewed: '请校准时钟',
  ResponseUnreadable: '请检查中间的代理',
  RequestRejected: '请查看被拒绝的原因并修正设置',
  IssuedRefused: '旧的一份仍在使用，请查看所签发的内容',
  OperationRetired: '请更新 ackring',
  KubeconfigInvalid: '请查看云端签发的内容',
  ContextRefused: '请查看云端签发的内容',
  CertificateUnreadable: '请查看云端签发的内容',
  FileUnreadable: '请检查文件权限',
  FileUnwritable: '请检查文件夹权限',
  FileLocked: '请等待占用它的程序结束',
  VerificationFailed: '旧的一份仍在使用，请查看 API Server 拒绝的原因',
  NotRenewed: '请检查云端的续期窗口和证书有效期设置',
  AccessEnding: '请换成新的',
  Cancelled: '请重新运行',
  Internal: '请报告此内容',
  Conflict: '请检查是否有其他程序在写入',
  Refused: '请查看被拒绝的原因并修正设置',
  ReadOnly: '请关闭只读模式',
  ConfirmationMissing: '请输入名称确认',
  DoneInPart: '请查看剩余部分',
};

const reasons: ReasonWords = {
  ClusterExcluded: '配置没有选择该集群，已分发的不会再更新',
  ClusterNotListed: '任何列表中都没有该集群，云端也没有说它已被删除',
  ClusterGone: '云端表示该集群已不存在',
  HolderNotConfigured: '配置中没有该身份，已分发的不会再更新',
  PlaceLeft: '不再向这个位置分发',
  AwaitsProof: '自无法查看以来，API Server 尚未接受它',
  AuditOff: '未开启审计日志',
  ClusterNotServing: '集群未在服务',
  ClusterNotOurs: '似乎是其他账号的集群，拒绝查看',
  NoEndpointForAccess: '没有所选访问方式的端点',
  PermissionsRemoved: '权限已被移除，云端不再签发',
  NotSeen: '本次未能查看',
  NotIssuedYet: '云端仍返回同一份证书',
  HeldBackBySpread: '按 `spreadDays` 错峰等待',
  HeldBackByBlackout: '正处于 `blackouts` 时段',
  deadline: '运行时间不足',
  halted: '失败过多，已暂缓',
  cancelled: '运行已取消',
  UsageInvalid: '用法不正确',
  ConfigurationInvalid: '配置不正确',
  EndpointRefused: '不能使用该端点',
  ClusterNotFound: '找不到集群',
  ClusterNotSeen: '在已应答的地域中找不到集群',
  ClusterAmbiguous: '集群不唯一',
  ContextNotFound: '找不到上下文',
  ContextAmbiguous: '上下文不唯一',
  FileNotFound: '找不到文件',
  ResourceNotFound: '找不到资源',
  RegionUnknown: '没有该地域',
  EndpointMissing: '没有可用的端点',
  CredentialsMissing: '没有云账号凭证',
  CredentialsInvalid: '云账号凭证不被接受',
  ProfileInvalid: '不能使用该 CLI 配置',
  Forbidden: '没有权限',
  Throttled: '调用被限流',
  Unreachable: '无法连接',
  TimedOut: '未在限时内应答',
  ServerFault: '对方服务故障',
  ClockSkewed: '时钟不准',
  ResponseUnreadable: '无法读取应答',
  RequestRejected: '请求被拒绝',
  IssuedRefused: '签发的内容未通过检查，已拒收',
  OperationRetired: '云端已下线该操作',
  KubeconfigInvalid: 'kubeconfig 不正确',
  ContextRefused: 'kubectl 不接受该 kubeconfig',
  CertificateUnreadable: '无法读取证书',
  FileUnreadable: '无法读取文件',
  FileUnwritable: '无法写入文件',
  FileLocked: '文件正被占用',
  VerificationFailed: '未通过 API Server 验证',
  NotRenewed: '没有得到续期',
  AccessEnding: '轮转自身使用的 kubeconfig 即将或已经失效',
  Cancelled: '已取消',
  Internal: '发生意外问题',
  Conflict: '与其他更改冲突',
  Refused: '出于安全未执行',
  ReadOnly: '处于只读状态',
  ConfirmationMissing: '需要确认',
  DoneInPart: '只完成了一部分',
};
