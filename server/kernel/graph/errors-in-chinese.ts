/** What an error says on a Chinese screen: its own Chinese sentence where it has one, or else that of its code. */
import type { ErrorCode } from './errors.ts';

/** Codes of the graph, and those of the web server, which has no graph behind it. */
type ToldCode = ErrorCode | 'INTERNAL_SERVER_ERROR' | 'BAD_REQUEST' | 'PAYLOAD_TOO_LARGE' | 'UNSUPPORTED_MEDIA_TYPE';

export const CODE_SENTENCES: Readonly<Record<ToldCode, string>> = {
  BAD_USER_INPUT: '所给的内容不合要求：请改正后再试。',
  NOT_FOUND: '没有找到：名称或代码有误，或在所选的日期还未设立、已经撤并。',
  LIMIT_EXCEEDED: '一次要得太多，或问得太密：请少取一些，或稍后再试。',
  GRAPHQL_VALIDATION_FAILED: '服务器不认识这个问题：请重新载入页面后再试。',
  UNAUTHENTICATED: '请先登录：这不对所有人开放。',
  FORBIDDEN: '当前岗位无权这样做。',
  CONFLICT: '已有别人先改动：请重新载入后再试。',
  POST_CHANGED: '本浏览器已改由另一岗位登录，没有改动任何内容：请以原岗位重新登录，或重新载入页面。',
  BUSY: '服务器正忙：请稍后再试。',
  PERSONAL_DATA: '文字里有个人信息，不予接收：请删去后再试。',
  UNAVAILABLE: '数据库暂时连不上，没有丢失任何内容：请过几秒再试。',
  INTERNAL_SERVER_ERROR: '服务器出错：请稍后再试。',
  BAD_REQUEST: '服务器不接受这样的请求：请重新载入页面后再试。',
  PAYLOAD_TOO_LARGE: '内容过大，服务器不接收：请缩小后再试。',
  UNSUPPORTED_MEDIA_TYPE: '服务器不接收这种类型的内容：请换一种格式。',
};

/** Codes of others, such as those of the syntax of a question. */
const OTHER_CODE = CODE_SENTENCES.GRAPHQL_VALIDATION_FAILED;

const isTold = (code: unknown): code is ToldCode => typeof code === 'string' && Object.hasOwn(CODE_SENTENCES, code);

/** `extensions` as the error has them. */
export function chineseOf(extensions: Readonly<Record<string, unknown>> | undefined): string {
  const { code, messageZh } = extensions ?? {};
  if (typeof messageZh === 'string') return messageZh;
  return isTold(code) ? CODE_SENTENCES[code] : OTHER_CODE;
}
