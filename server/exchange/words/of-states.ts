import type { Wording } from '../../kernel/exchange/layer.ts';
import type { ImportState, ImportSummary } from '../imports/import-run.ts';

const STATES: Readonly<Record<ImportState, string>> = {
  READING: '读取中',
  CHECKED: '待确认',
  REFUSED: '未通过',
  APPLIED: '已写入',
  UNDONE: '已撤销',
};

export const stateInWords = (state: ImportState): Wording => ({ en: state, zh: STATES[state] });

/** Whatever a preview may doubt; whoever confirms has to have looked at it. */
export const DOUBTS = {
  OVERLAP: '与相邻图形重叠',
  OUTSIDE_PARENT: '超出上级范围',
  GAP: '与相邻图形有细缝',
  DEFAULT_POINT: '许多行在同一点上',
  CRS_DOUBTED: '坐标系存疑',
} as const;

const isDoubt = (reason: string): reason is keyof typeof DOUBTS => Object.hasOwn(DOUBTS, reason);

/** Doubts with how many there are of each. */
export function doubtsInWords(doubts: ImportSummary['findings']): Wording {
  return {
    en: doubts.map(({ reason, count }) => `${reason} (${count})`).join(', '),
    zh: doubts.map(({ reason, count }) => `${isDoubt(reason) ? DOUBTS[reason] : reason}（${count}）`).join('、'),
  };
}
