import { zh } from '@ackring/core/words/zh';
import { said } from '../said.zh.js';
import { type Pair, problemWords } from './problem-words.js';

const later: Pair = ['云端暂时有问题', '请稍后重试'];
const ambiguous: Pair = ['名称不唯一', '请指定候选项之一'];
const network = '请检查网络和代理';
const refetch = '请重新获取 kubeconfig';
const file = '请检查文件及其权限';

export const problems = problemWords({
  translations: { ...zh, ...said },
  join: (own, original) => `${own}（${original}）`,
  errors: {
    UsageInvalid: ['用法不正确', '请检查所给的参数'],
    ConfigurationInvalid: ['配置不正确', '请修正配置'],
    EndpointRefused: ['不能使用该端点', '请使用 https 地址'],
    ClusterNotFound: ['找不到集群', '请检查名称和地域'],
    ClusterNotSeen: ['在已应答的地域中找不到', '它可能在未应答的地域中，请排除原因后重试'],
    ClusterAmbiguous: ambiguous,
    ContextNotFound: ['找不到上下文', '请检查名称和文件'],
    ContextAmbiguous: ambiguous,
    FileNotFound: ['找不到文件', '请检查路径'],
    ResourceNotFound: ['找不到', '请检查名称和位置'],
    RegionUnknown: ['没有该地域', '请检查地域名称'],
    EndpointMissing: ['该集群没有可用的端点', '请选择另一种访问方式'],
    CredentialsMissing: ['没有凭证', '请配置凭证'],
    CredentialsInvalid: ['凭证未被接受', '请检查凭证'],
    ProfileInvalid: ['配置档不可用', '请修正配置档'],
    Forbidden: ['没有权限', '请申请缺少的权限'],
    Throttled: ['调用过于频繁，已被限流', later[1]],
    Unreachable: ['无法连接', network],
    TimedOut: ['未在规定时间内响应', network],
    ServerFault: later,
    ClockSkewed: ['本机时钟不准', '请校准时钟'],
    ResponseUnreadable: ['无法读取响应', '请检查中间的代理'],
    RequestRejected: ['云端拒绝了请求', '请附上请求 ID 联系支持'],
    OperationRetired: ['云端已不再提供该操作', '请更新 ackring；若已是最新版本，请报告操作名称'],
    ClusterNotServing: ['集群当前无法提供服务', '请等待其恢复运行'],
    KubeconfigInvalid: ['kubeconfig 不正确', '请修正文件'],
    CertificateUnreadable: ['无法读取证书', refetch],
    FileUnreadable: ['无法读取文件', file],
    FileUnwritable: ['无法写入文件', file],
    FileLocked: ['文件正被其他程序使用', '请等待其结束后重试'],
    VerificationFailed: ['验证失败', '请查看原因'],
    NotRenewed: ['未能续期', '请等待续期窗口打开'],
    Cancelled: ['已取消', '准备好后可重新执行'],
    Internal: ['意外的问题', '请报告此内容'],
    Conflict: ['与另一项更改冲突', '请等待其结束后重试'],
    IssuedRefused: ['收到的 kubeconfig 不可信', '原有内容未改动，请查看原因'],
    Refused: ['为安全起见未执行', '请查看原因'],
    ReadOnly: ['只读模式', '请关闭只读模式'],
    ConfirmationMissing: ['需要确认', '请输入名称确认'],
    DoneInPart: ['只完成了一部分', '请查看剩余部分'],
  },
  causes: {
    expired: ['证书已过期', refetch],
    notYetValid: ['证书尚未生效', '请检查时钟，或等待生效'],
    revoked: ['证书已被吊销', refetch],
    forbidden: ['RBAC 不允许', '请向集群管理员申请角色'],
    unauthorized: ['API 服务器拒绝了身份验证', refetch],
    wrongCertificateAuthority: ['服务器证书的 CA 不匹配', refetch],
    nameMismatch: ['服务器证书的名称不匹配', '请重新获取，或为证书添加名称'],
    unreachable: ['无法连接 API 服务器', '请检查网络和目标地址'],
    clockSkew: ['本机时钟不准', '请校准时钟'],
    execPluginMissing: ['缺少 exec 插件', '请安装插件'],
    execPluginFailed: ['exec 插件失败', '请单独运行插件查看原因'],
    untrusted: ['文件不受信任', '仅在信任时允许'],
    credentialUnreadable: ['无法读取凭证', refetch],
    dangling: ['引用的条目不存在', refetch],
    serverError: ['API 服务器出错', '请稍后重试'],
    unknown: ['无法判断凭据是否可用', '请检查网络路径和命名空间'],
  },
});
