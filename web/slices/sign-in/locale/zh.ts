export const zh = {
  title: '登录',
  line: '在部门之间共享客户信息：每个字段、每次读取，都有分寸。',
  login: '账号',
  password: '密码',
  submit: '登录',
  'login.missing': '请输入账号',
  'password.missing': '请输入密码',
  notice: '您的每次查看都会留下访问记录，记录包括您选择的处理目的。',
  sso: '用{{name}}登录',
  'sso.refused': '身份提供方未完成登录',
  'sso.refused.line': '您取消了登录，或被身份提供方拒绝。可以重试，或用账号和密码登录。',
  'sso.unknown': '没有对应的在职员工',
  'sso.unknown.line':
    '身份提供方认得您，但这里没有对应的员工。管理员请用账号和密码登录；其他人请联系系统管理员。',
  'sso.failed': '未能通过身份提供方登录',
  'sso.failed.line': '登录可能已超时，或页面被重复打开。请重试；仍不成功请联系系统管理员。',
} as const;
