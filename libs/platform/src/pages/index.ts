export { Html, markup } from './html.js';
export { asPage, framed, keepPrivate } from './page-frame.js';
export { ApiPageOrJson } from './page-or-json.openapi.js';
export { PageProblemFilter } from './page-problem.filter.js';
export { formType, type PageRequest, pageRequestOf } from './page-request.js';
