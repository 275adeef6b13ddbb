/** The words of geodata:import, in the reader's language: that of --lang, or else of the system (LANG). */
export type Language = 'zh' | 'en';

/** The language of the system as Node.js knows it. */
export function systemLanguage(locale = Intl.DateTimeFormat().resolvedOptions().locale): Language {
  return locale.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}

const en = {
  list: ', ',
  then: '; ',
  said: '{what}: {how}',
  brackets: ' ({text})',
  rows: 'rows',
  word: 'word',
  bytes: 'bytes',
  encoding: 'encoding     ',
  coordinates: 'coordinates  ',
  declared: 'declared',
  detected: 'detected',
  no: 'no',
  fields: 'fields       ',
  unused: 'not taken in ',
  ADDED: 'added',
  CHANGED: 'changed',
  ENDED: 'ended',
  unchanged: 'unchanged',
  refused: 'refused',
  REFUSED: 'REFUSED',
  DOUBTFUL: 'DOUBTFUL',
  REPAIRED: 'REPAIRED',
  NOTED: 'NOTED',
  more: '… and {count} more',
  row: 'row {row}',
  nothing: '(nothing)',
  outlineNew: 'outline: new',
  outlineMoves: 'outline: moves by up to {metres} m',
  allRefused: 'Every row is refused: nothing was written.',
  dryRun: 'Dry run: nothing was written.',
  idle: 'There is nothing to write.',
  unsaid: 'Nothing was written. Say --yes to write it.',
  written: 'Written. To take it back: npm run geodata:import -- --undo {key}',
  undone: 'Undone: {key}.',
  ask: 'Write this? [y/N] ',
  unclear: 'It is not clear what {file} is about: say it with --layer.',
};
export type Words = Readonly<Record<keyof typeof en, string>>;

const zh: Words = {
  list: '，',
  then: '；',
  said: '{what}：{how}',
  brackets: '（{text}）',
  rows: '行',
  word: '用词',
  bytes: '字节',
  encoding: '编码     ',
  coordinates: '坐标系   ',
  declared: '声明',
  detected: '判断',
  no: '无',
  fields: '字段     ',
  unused: '未用的列 ',
  ADDED: '新增',
  CHANGED: '变更',
  ENDED: '终止',
  unchanged: '不变',
  refused: '拒绝',
  REFUSED: '拒绝',
  DOUBTFUL: '存疑',
  REPAIRED: '已修复',
  NOTED: '提示',
  more: '……另有 {count} 处',
  row: '第 {row} 行',
  nothing: '（空）',
  outlineNew: '边界：首次有',
  outlineMoves: '边界：移动至多 {metres} m',
  allRefused: '所有行都被拒绝：没有写入。',
  dryRun: '试运行：没有写入。',
  idle: '没有要写入的内容。',
  unsaid: '没有写入。确认写入请加 --yes。',
  written: '已写入。撤销：npm run geodata:import -- --undo {key}',
  undone: '已撤销：{key}。',
  ask: '写入吗？[y/N] ',
  unclear: '看不出 {file} 属于哪个图层：请用 --layer 指明。',
};

export const wordsOf = (language: Language): Words => (language === 'zh' ? zh : en);

export const fillIn = (text: string, slots: Readonly<Record<string, string | number>>): string =>
  text.replaceAll(/\{(\w+)\}/g, (whole, slot: string) => String(slots[slot] ?? whole));
