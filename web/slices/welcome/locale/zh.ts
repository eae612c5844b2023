export const zh = {
  title: '设置密码',
  'for.invitation': '{{name}}，您的账号是 {{login}}。请设置密码，然后登录。',
  'for.reset': '{{name}}，请为账号 {{login}} 设置新密码。',
  'reset.line': '原密码与所有登录随之失效；二次验证保持不变。',
  next: '密码',
  again: '再次输入密码',
  submit: '保存密码',
  'done.title': '密码已设置',
  'done.line': '请用账号 {{login}} 和新密码登录。',
  'sign-in': '去登录',
  'no-link.title': '链接不完整',
  'no-link.line': '请从收到的链接完整打开本页；刷新后需重新打开链接。',
} as const;
