export const zh = {
  live: '实时',
  'live.long': '问题与覆盖情况一有变化，地图随即更新。',
  reconnecting: '正在重新连接',
  'reconnecting.long': '暂时收不到变化；连接恢复后会补上其间的全部变化。',
  off: '非实时',
  'off.long': '正在查看过去的日期，之后的变化不影响这一天。',
} as const;
