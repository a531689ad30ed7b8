import type { usage as ja } from '../ja/usage.js';

/** The use of certificates. */
export const usage: Readonly<Record<keyof typeof ja, string>> = {
  'find the audit log of cluster {id}': '查找集群 {id} 的审计日志',
  'cluster {name} keeps no audit log: who uses its certificates is not known':
    '集群 {name} 未开启审计日志：无法得知其证书的使用情况',
  'Switch auditing on in the console, under Security: what was done before stays unknown.':
    '请在控制台的“安全管理”中开启审计；此前的操作仍无从得知。',
  'the audit log of cluster {name} in the project {project} has no event from that time':
    '集群 {name} 的审计日志（Project {project}）中没有该时段的事件',
  'Check in the console of Log Service whether the project still receives the log.':
    '请在日志服务控制台检查该 Project 是否仍在接收日志。',
  'the audit log of cluster {name} is in the project {project}, which {region} does not have':
    '集群 {name} 的审计日志在 Project {project} 中，但 {region} 没有该 Project',
  'the audit log of cluster {name} was not read within {seconds} s':
    '未能在 {seconds} 秒内读完集群 {name} 的审计日志',
  'Plan again: a log that was slow once may answer now.': '请重新计划：刚才较慢的日志现在可能会响应。',
  'Look for the project in the console of Log Service: it may be in another region.':
    '请在日志服务控制台查找该 Project，它可能在其他地域。',
};
