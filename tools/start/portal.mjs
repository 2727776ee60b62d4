// @ts-check
import { services } from './services.mjs';

const words = {
  zh: {
    title: 'OneCustomer 客户一体化平台',
    lead: '一个客户，一份记录，所有部门共享。',
    docs: '接口文档',
    schema: 'OpenAPI 文件',
    dashboard: '管理看板',
    token: '获取令牌',
    other: 'English',
  },
  en: {
    title: 'OneCustomer',
    lead: 'One customer record which every department shares.',
    docs: 'API docs',
    schema: 'OpenAPI file',
    dashboard: 'Dashboard',
    token: 'Get a token',
    other: '中文',
  },
};

/** The first page: where each service's documentation and the dashboard are. @param {'zh' | 'en'} language */
export function portalPage(language) {
  const say = words[language];
  const rows = services
    .map(
      ({ name, title }) => `<tr><th scope="row">${title[language]}<br><code>/${name}/v1</code></th>
        <td><a href="/${name}/docs">${say.docs}</a></td><td><a href="/${name}/openapi.json">${say.schema}</a></td></tr>`,
    )
    .join('\n');
  return `<!doctype html>
<html lang="${language === 'zh' ? 'zh-CN' : 'en'}">
<head>
  <meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
  <title>${say.title}</title>
  <style>
    body { font: 16px/1.6 system-ui, "PingFang SC", "Microsoft YaHei", sans-serif; max-width: 46rem; margin: 3rem auto; padding: 0 1rem; color: #1b2733; }
    table { border-collapse: collapse; width: 100%; margin: 1.5rem 0; }
    th, td { border-top: 1px solid #d5dde5; padding: .6rem .4rem; text-align: left; vertical-align: top; }
    code { background: #eef2f6; padding: .1rem .3rem; border-radius: 4px; font-size: .9em; }
    a { color: #0b5cad; }
  </style>
</head>
<body>
  <h1>${say.title}</h1>
  <p>${say.lead}</p>
  <table>${rows}</table>
  <p><a href="/analytics/dashboard?lang=${language}">${say.dashboard}</a></p>
  <p>${say.token}: <code>npm run --silent token -- --role admin</code></p>
  <p><a href="/?lang=${language === 'zh' ? 'en' : 'zh'}">${say.other}</a></p>
</body>
</html>`;
}
