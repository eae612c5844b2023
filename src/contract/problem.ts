import type { Label } from '../kernel/record-type.ts';

/**
 * The closed catalogue of everything that Fencun refuses or fails at, each with a stable code, its HTTP status and
 * its words in both languages. Doors turn a {@link Problem} into RFC 9457 problem details in one place.
 *
 * Words never name what the reader may not know: a record that is withheld and one that does not exist are both
 * `not-found`. `{name}` in a text is replaced by a parameter, and parameters never carry customer values.
 */
export const PROBLEMS = {
  'not-signed-in': {
    status: 401,
    zh: ['请先登录', '登录后再试。会话可能已过期或被结束。'],
    en: ['Sign in first', 'Sign in and try again. Your session may have expired or been ended.'],
  },
  'wrong-credentials': {
    status: 401,
    zh: ['账号或密码不正确', '请核对后重试。多次失败后需等待 {waitSeconds} 秒。'],
    en: [
      'Account or password is wrong',
      'Check both and try again. After repeated failures, wait {waitSeconds} s.',
    ],
  },
  'password-change-required': {
    status: 403,
    zh: ['请先设置自己的密码', '您使用的是临时密码，设置新密码后才能继续。'],
    en: ['Choose a password of your own first', 'You signed in with a temporary one. Change it to go on.'],
  },
  'second-factor-required': {
    status: 403,
    zh: ['请先完成二次验证', '请输入验证器应用中的验证码，或使用恢复码，然后继续。'],
    en: ['Verify your second factor first', 'Enter the code of your authenticator app, or a recovery code.'],
  },
  'second-factor-setup-required': {
    status: 403,
    zh: ['请先设置二次验证', '您的职务或岗位要求二次验证。设置完成后才能继续。'],
    en: [
      'Set up a second factor first',
      'Your office or position requires one. Nothing else is open until you have it.',
    ],
  },
  'wrong-second-factor': {
    status: 403,
    zh: [
      '验证未通过',
      '验证码有误、已过期或已用过。请等下一个验证码再试。多次失败后需等待 {waitSeconds} 秒。',
    ],
    en: [
      'The second factor was not accepted',
      'The code is wrong, too old, or was used already. Try the next one. After repeated failures, wait {waitSeconds} s.',
    ],
  },
  'step-up-needed': {
    status: 403,
    zh: ['请再次验证身份', '此操作要求五分钟内再次验证过身份。请验证后重试，尚未保存任何内容。'],
    en: [
      'Verify again that it is you',
      'This needs a second factor proved within five minutes. Verify and try again; nothing was saved.',
    ],
  },
  'untrusted-request': {
    status: 403,
    zh: ['无法确认请求来自本系统页面', '请刷新页面后重试。程序请使用 API 令牌。'],
    en: [
      'The request does not come from our own pages',
      'Reload the page and try again. Programs use an API token.',
    ],
  },
  'approval-needed': {
    status: 409,
    zh: ['此变更须由另一人批准', '它可能使人能做更多。请说明理由并提交审批；尚未保存任何内容。'],
    en: [
      'Another person has to approve this change',
      'It may let somebody do more. Propose it with a reason; nothing was saved.',
    ],
  },
  'proposal-stale': {
    status: 409,
    zh: ['策略已有变化', '提交之后规则或目的已被修改。请由提交人在现行策略上重新提交；尚未生效任何内容。'],
    en: [
      'The policy has moved on',
      'Rules or purposes were changed since this was proposed. Its author has to renew it; nothing came into force.',
    ],
  },
  'purpose-required': {
    status: 403,
    zh: ['请先选择处理目的', '读取客户信息必须说明目的。请从您可用的目的中选择一个。'],
    en: [
      'Choose a purpose first',
      'Customer data is read for a stated purpose. Choose one of those open to you.',
    ],
  },
  'purpose-not-permitted': {
    status: 403,
    zh: ['您的任职不能以此目的处理客户信息', '请换一个目的，或向数据负责人申请。'],
    en: [
      'Your assignments do not carry this purpose',
      'Choose another purpose, or ask the data owner for it.',
    ],
  },
  forbidden: {
    status: 403,
    zh: ['没有权限', '您当前的任职不允许此操作。如工作需要，请向部门负责人提出申请。'],
    en: [
      'Not permitted',
      'Your assignments do not allow this. If your work needs it, ask your department head.',
    ],
  },
  'field-not-findable': {
    status: 403,
    zh: ['不能按字段“{field}”查找或排序', '请去掉该条件后重试。能看到一个字段不等于可以按它检索。'],
    en: [
      'You may not search or sort by “{field}”',
      'Remove that condition. Seeing a field does not include searching by it.',
    ],
  },
  'field-not-aggregatable': {
    status: 403,
    zh: ['不能按字段“{field}”统计', '请换一个字段，或申请统计权限。'],
    en: [
      'You may not count or total by “{field}”',
      'Choose another field, or ask for the right to aggregate it.',
    ],
  },
  'field-not-editable': {
    status: 403,
    zh: ['不能修改字段“{field}”', '未保存任何内容。请只提交您可以修改的字段。'],
    en: ['You may not change “{field}”', 'Nothing was saved. Send only fields that you may change.'],
  },
  'field-not-revealable': {
    status: 403,
    zh: ['不能查看字段“{field}”的更多内容', '说明理由也不能打开它。如工作需要，请向数据负责人申请。'],
    en: [
      'No more of “{field}” can be revealed',
      'A reason does not open it. If your work needs it, ask the data owner.',
    ],
  },
  'field-not-exportable': {
    status: 403,
    zh: ['不能导出该字段', '您看得到字段“{field}”，但它不得离开系统。可在导出窗口中申请。'],
    en: [
      'This field may not leave',
      'You see the field “{field}”, but it may not be exported. Ask for it where you export.',
    ],
  },
  'export-limit': {
    status: 403,
    zh: ['超出导出上限', '{detail}'],
    en: ['That is more than may be exported', '{detail}'],
  },
  'export-expired': {
    status: 410,
    zh: ['文件已销毁', '导出文件已过保存期限。如仍需要，请重新导出。'],
    en: ['The file is gone', 'Its time was up and it was destroyed. Export anew if you still need it.'],
  },
  'unknown-field': {
    status: 400,
    zh: ['没有字段“{field}”', '请在字段目录中核对名称。'],
    en: ['There is no field “{field}”', 'Check the name in the field catalogue.'],
  },
  'unsupported-operator': {
    status: 400,
    zh: ['字段“{field}”不支持条件“{operator}”', '请换一种条件。加密字段只支持已启用的精确查找。'],
    en: [
      'The field “{field}” does not support “{operator}”',
      'Choose another condition. Encrypted fields support only the lookups that were switched on.',
    ],
  },
  'not-found': {
    status: 404,
    zh: ['没有找到', '它不存在，或不在您的权限范围内。'],
    en: ['Not found', 'It does not exist, or it is outside what you may see.'],
  },
  'link-not-valid': {
    status: 410,
    zh: ['链接无效', '链接可能已用过、已过期或已被新的链接取代。请联系系统管理员重新生成。'],
    en: [
      'The link is not valid',
      'It may have been used, be too old, or replaced by a newer one. Ask your system administrator for another.',
    ],
  },
  'invalid-input': {
    status: 400,
    zh: ['输入有误', '{detail}'],
    en: ['The input is not valid', '{detail}'],
  },
  'invalid-cursor': {
    status: 400,
    zh: ['翻页标记无效', '请从第一页重新开始。'],
    en: ['The page cursor is not valid', 'Start again from the first page.'],
  },
  'version-conflict': {
    status: 412,
    zh: ['内容已被他人修改', '请刷新后核对再保存；您的修改尚未写入。'],
    en: ['Somebody changed this meanwhile', 'Reload, compare and save again; your change was not written.'],
  },
  'precondition-required': {
    status: 428,
    zh: ['缺少版本信息', '修改时请带上读取时得到的 ETag（If-Match）。'],
    en: ['The version is missing', 'Send the ETag that you read as If-Match.'],
  },
  'already-exists': {
    status: 409,
    zh: ['已存在', '{detail}'],
    en: ['It already exists', '{detail}'],
  },
  'confirmation-needed': {
    status: 409,
    zh: ['请先确认', '{detail}'],
    en: ['Please confirm that this is meant', '{detail}'],
  },
  'idempotency-key-reused': {
    status: 422,
    zh: ['幂等键已用于另一请求', '请为新的请求使用新的 Idempotency-Key。'],
    en: ['The idempotency key belongs to another request', 'Use a new Idempotency-Key for a new request.'],
  },
  'too-large': {
    status: 413,
    zh: ['内容过大', '上限为 {limit}。'],
    en: ['Too large', 'The limit is {limit}.'],
  },
  'unsupported-content': {
    status: 415,
    zh: ['不支持这种内容类型', '应为 {expected}。'],
    en: ['This content type is not supported', 'Send {expected}.'],
  },
  'unreadable-file': {
    status: 422,
    zh: ['无法读取文件', '{detail}'],
    en: ['The file cannot be read', '{detail}'],
  },
  'too-many-requests': {
    status: 429,
    zh: ['请求过于频繁', '请在 {waitSeconds} 秒后重试。'],
    en: ['Too many requests', 'Try again in {waitSeconds} s.'],
  },
  'record-unavailable': {
    status: 503,
    zh: ['访问记录暂时无法写入', '为确保每次访问都有记录，本次未返回任何内容。请稍后重试并联系管理员。'],
    en: [
      'The access record cannot be written',
      'Nothing is released without its record, so nothing was. Try again shortly and tell your administrator.',
    ],
  },
  'database-unavailable': {
    status: 503,
    zh: ['数据库暂时不可用', '未返回也未修改任何内容。请稍后重试。'],
    en: ['The database is not available', 'Nothing was released or changed. Try again shortly.'],
  },
  'key-unavailable': {
    status: 503,
    zh: ['加密密钥不可用', '请管理员检查密钥设置（fencun doctor）。数据没有丢失。'],
    en: [
      'An encryption key is not available',
      'Have an administrator check the keys (fencun doctor). No data is lost.',
    ],
  },
  misconfigured: {
    status: 500,
    zh: ['配置有误', '{detail}'],
    en: ['The configuration is wrong', '{detail}'],
  },
  internal: {
    status: 500,
    zh: ['内部错误', '请将请求编号告知管理员。'],
    en: ['Internal error', 'Tell your administrator the request id.'],
  },
} as const satisfies Record<
  string,
  { status: number; zh: readonly [string, string]; en: readonly [string, string] }
>;

export type ProblemCode = keyof typeof PROBLEMS;
export type ProblemParameters = Readonly<Record<string, string | number>>;

/** A refusal or failure that a person can act on. Anything else that is thrown is a bug. */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly parameters: ProblemParameters;

  constructor(code: ProblemCode, parameters: ProblemParameters = {}, options?: ErrorOptions) {
    super(`${code}: ${fill(PROBLEMS[code].en[0], parameters)}`, options);
    this.name = 'Problem';
    this.code = code;
    this.parameters = parameters;
  }

  get status(): number {
    return PROBLEMS[this.code].status;
  }

  /** What was refused. */
  title(language: keyof Label): string {
    return fill(PROBLEMS[this.code][language][0], this.parameters);
  }

  /** Why, and what to do next. A parameter may itself differ by language under `<name>.zh` and `<name>.en`. */
  detail(language: keyof Label): string {
    return fill(PROBLEMS[this.code][language][1], this.parameters, language);
  }
}

function fill(text: string, parameters: ProblemParameters, language: keyof Label = 'en'): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) =>
    String(parameters[`${name}.${language}`] ?? parameters[name] ?? whole),
  );
}
