import { Problem } from '@crm/platform/problem';
import type { ArticleLanguage } from './article.js';
import type { ArticleAction, ArticleState } from './rules/states.js';

/** The article is not in a state for this. */
export class ArticleStateForbids extends Problem {
  constructor(action: ArticleAction, state: ArticleState, allowed: readonly ArticleAction[]) {
    super({
      type: 'article-state',
      status: 409,
      titles: { zh: '文章当前状态不允许此操作', en: 'The state of the article does not allow this' },
      detail: {
        zh: `最新版本的状态为 ${state}，不能 ${action}；可以：${allowed.join('、')}`,
        en: `The newest text is in ${state}: ${action} is not possible; possible: ${allowed.join(', ')}.`,
      },
      members: { state, allowed },
    });
  }
}

/** Four eyes: whoever wrote at a text does not publish it. */
export class OwnText extends Problem {
  constructor() {
    super({
      type: 'own-text',
      status: 403,
      titles: { zh: '撰写人不能发布自己的文章', en: 'Somebody who did not write at the text has to publish it' },
    });
  }
}

/** The published text is not there in this language. */
export class NotTranslated extends Problem {
  constructor(languages: readonly ArticleLanguage[]) {
    super({
      type: 'article-not-translated',
      status: 404,
      titles: { zh: '文章没有该语言的版本', en: 'The article is not translated into this language' },
      members: { languages },
    });
  }
}
