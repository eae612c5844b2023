export const zh = {
  nobody: '没有人会因此多看到或少看到。',
  gains: '{{count}} 人会多看到',
  losses: '{{count}} 人会少看到',
  to: '变为',
  more: '另有 {{count}} 人',
  lines: '{{count}} 项变化',
  'fields.more': '{{fields}} 等 {{count}} 个字段',
  'list.and': '、',
  'same.gain': '更多的记录，或更少的限制',
  'same.loss': '更少的记录，或更多的限制',
} as const;
