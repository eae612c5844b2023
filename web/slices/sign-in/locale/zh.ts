export const zh = {
  title: '登录',
  line: '在部门之间共享客户信息：每个字段、每次读取，都有分寸。',
  login: '账号',
  password: '密码',
  submit: '登录',
  'login.missing': '请输入账号',
  'password.missing': '请输入密码',
  notice: '您的每次查看都会留下访问记录，记录包括您选择的处理目的。',
} as const;
