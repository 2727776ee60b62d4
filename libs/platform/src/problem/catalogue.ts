import type { Titles } from './language.js';

/** Titles of the problems that every service may answer with. */
export const problemTitles = {
  'bad-request': { zh: '请求格式不正确', en: 'The request is malformed' },
  'validation-failed': { zh: '请求内容未通过校验', en: 'The request does not have the required shape' },
  unauthenticated: { zh: '需要有效的登录凭证', en: 'A valid access token is required' },
  forbidden: { zh: '没有执行此操作的权限', en: 'You may not do this' },
  'not-found': { zh: '找不到所请求的内容', en: 'There is nothing here, or not for you' },
  'method-not-allowed': { zh: '此地址不支持该请求方法', en: 'This address does not support the method' },
  conflict: { zh: '与当前状态冲突', en: 'The request conflicts with the current state' },
  'idempotency-key-in-flight': {
    zh: '相同幂等键的请求正在处理',
    en: 'A request with this Idempotency-Key is being handled',
  },
  'stale-version': { zh: '内容已被他人修改，请重新读取', en: 'Somebody changed it in the meantime; read it again' },
  'payload-too-large': { zh: '请求内容过大', en: 'The request body is too large' },
  'uri-too-long': { zh: '请求地址过长', en: 'The address is too long' },
  'unsupported-media-type': { zh: '不支持的内容类型', en: 'This content type is not supported' },
  'idempotency-key-reused': { zh: '幂等键已用于其他内容', en: 'This Idempotency-Key was used with another body' },
  'precondition-required': { zh: '缺少 If-Match 请求头', en: 'The If-Match header is required' },
  'too-many-requests': { zh: '请求过于频繁', en: 'Too many requests' },
  'header-fields-too-large': { zh: '请求头过大', en: 'The request headers are too large' },
  'request-timeout': { zh: '请求超时', en: 'The request took too long to arrive' },
  internal: { zh: '服务内部错误', en: 'Something went wrong on our side' },
  unavailable: { zh: '服务暂时不可用，请稍后重试', en: 'Temporarily unavailable, try again soon' },
} satisfies Record<string, Titles>;

/** Slug of a problem that every service may answer with. */
export type SharedProblemType = keyof typeof problemTitles;

/** The slug for a status that some library answered with; a family's general one where it has none of its own. */
export function slugOfStatus(status: number): SharedProblemType {
  const slug = slugs[status];
  if (slug) return slug;
  return status >= 500 ? 'internal' : 'bad-request';
}

const slugs: Record<number, SharedProblemType> = {
  400: 'bad-request',
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not-found',
  405: 'method-not-allowed',
  408: 'request-timeout',
  409: 'conflict',
  412: 'stale-version',
  413: 'payload-too-large',
  414: 'uri-too-long',
  415: 'unsupported-media-type',
  428: 'precondition-required',
  429: 'too-many-requests',
  431: 'header-fields-too-large',
  503: 'unavailable',
};
