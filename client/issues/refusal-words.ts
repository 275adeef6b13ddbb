import type { WordLanguage } from '../i18n/words.ts';
import type { Refusal } from './outbox/change.ts';
import { useIssueWords } from './words.ts';

type Told = Pick<Refusal, 'code' | 'message' | 'argument'>;

/** By the last part of the argument the server has something against. */
const OF_ARGUMENT: Readonly<Record<string, string>> = {
  action: '这一步现在不能做，请看最新状态。',
  handler: '承办岗位不合适，请从列表中选择本区在任、辖区包含该地点的岗位。',
  recurrenceOf: '“上一次问题”只能是本区已经结案的问题。',
  longitude: '位置不在已知的辖区内，请重新选点。',
  latitude: '位置不在已知的辖区内，请重新选点。',
  areaCode: '没有这个辖区代码，或它今天没有图形，请重新选择。',
  category: '类别不在代码表中，请选择小类。',
  situation: '情形不在代码表中，请重新选择。',
  text: '描述为空或太长，请改后再发。',
  reason: '理由为空或太长，请改后再发。',
  address: '地址太长，请改短后再发。',
  title: '题目为空或太长，请改后再发。',
  dueOn: '期限不对：请填不早于今天的日期。',
  promotedFrom: '来源案件还没有转为难题，请先在案件上办理。',
  level: '级别不对，请按工作流程里的级别填写。',
  result: '办理结果为空或太长，请改后再发。',
  channel: '本岗位不能以这个渠道上报，请换一个渠道。',
  crs: '坐标系不对：请用 EPSG:4490、GCJ-02 或 BD-09。',
  score: '评分不对，请按范围填写每一项。',
  scores: '评分不对，请按范围填写每一项。',
  image: '图片读不了或太大，请换一张。',
  amount: '时长不对：请填大于零、不超过上限的数。',
  unit: '时长的单位不对，请重新选择。',
  from: '时段不对，请重新选择。',
  to: '时段不对或还没有结束：结束后的第二天起可以定格。',
};

const OF_CODE: Readonly<Record<string, string>> = {
  BAD_USER_INPUT: '有一项填写得不对，请检查后再发。',
  NOT_FOUND: '没有找到，或不在本岗位的范围内。',
  FORBIDDEN: '本岗位不能这样做：地点在岗位辖区之外，或这一步须由另一岗位办理。',
  CONFLICT: '与已有的内容冲突，请看最新状态。',
  LIMIT_EXCEEDED: '超过了数量上限。',
};

/** What the server has against a change. Its own sentence is English and the most exact; a Chinese screen says it in Chinese. */
export function reasonOf(language: WordLanguage, { code, message, argument }: Told): string {
  if (language === 'en') return message;
  const last = argument?.split('.').at(-1) ?? '';
  return OF_ARGUMENT[last] ?? OF_CODE[code] ?? message;
}

/** Why a change was not taken, in the language of the page. */
export function useRefusalWords(): (refusal: Told) => string {
  const { w, language } = useIssueWords();
  return (refusal) => {
    if (refusal.code !== 'PERSONAL_DATA') return `${w('act.refused')}${reasonOf(language, refusal)}`;
    return language === 'en' ? `${w('act.PERSONAL_DATA')} ${refusal.message}` : w('act.PERSONAL_DATA');
  };
}
