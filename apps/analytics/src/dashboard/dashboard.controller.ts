import { can, Public, RequirePermission } from '@crm/platform/auth';
import { CONFIG } from '@crm/platform/config';
import { ApiProblem } from '@crm/platform/openapi';
import { Forbidden, type Language, NotFound, Unauthenticated } from '@crm/platform/problem';
import { Controller, Get, Header, Inject, Param, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiProduces, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AnalyticsConfig } from '../config.js';
import { AnswerLanguage, ApiInLanguage } from '../language.js';
import { type ChartName, chartNames } from './dashboard-charts.js';
import { contentSecurityPolicy } from './dashboard.page.js';
import { type Audience, Dashboard } from './dashboard.service.js';

const langQuery = {
  name: 'lang',
  required: false,
  enum: ['zh', 'en'],
  description: 'Language; left out: that of Accept-Language.',
};

@ApiTags('dashboard')
@Controller()
export class DashboardController {
  constructor(
    private readonly dashboard: Dashboard,
    @Inject(CONFIG) private readonly config: AnalyticsConfig,
  ) {}

  /** Beside `/analytics/v1`, see `pages` of the service's description. */
  @Get('analytics/dashboard')
  @Public()
  @ApiOperation({
    summary: 'Shows the dashboard, a page for browsers.',
    description:
      'Key figures, monthly revenue, value pyramid; without script, printable. With `DASHBOARD_PUBLIC` anybody may see it, ' +
      'groups of fewer than 5 hidden; a token with analytics:read shows all, and is required where it is not public.',
  })
  @ApiQuery(langQuery)
  @ApiInLanguage()
  @ApiProduces('text/html')
  @ApiProblem(401, 'unauthenticated')
  @ApiProblem(403, 'forbidden')
  @ApiOkResponse({ description: 'The page.', schema: { type: 'string' } })
  async page(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @AnswerLanguage() language: Language,
  ): Promise<string> {
    const page = await this.dashboard.page(this.audienceOf(request), language, new Date());
    reply.headers({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': contentSecurityPolicy,
      'cache-control': 'no-store',
    });
    return page;
  }

  @Get('charts/:name.svg')
  @RequirePermission('analytics:read')
  @ApiOperation({
    summary: 'Draws a chart of the dashboard.',
    description: 'For reports and other pages. 404 also while there is no data to draw.',
  })
  @ApiParam({
    name: 'name',
    description: 'Name of the chart.',
    schema: { type: 'string', enum: [...chartNames], example: 'monthly_revenue' },
  })
  @ApiQuery(langQuery)
  @ApiInLanguage()
  @ApiProduces('image/svg+xml')
  @ApiOkResponse({ description: 'The chart.', schema: { type: 'string' } })
  @Header('content-type', 'image/svg+xml; charset=utf-8')
  @Header('cache-control', 'no-store')
  async chart(@Param('name') name: string, @AnswerLanguage() language: Language): Promise<string> {
    const chart = isChart(name) ? await this.dashboard.chart(name, language, new Date()) : null;
    if (chart === null) throw new NotFound();
    return chart;
  }

  /** @throws Unauthenticated, Forbidden where the page is not public */
  private audienceOf({ user, authenticationError }: FastifyRequest): Audience {
    if (user && can(user, 'analytics:read')) return 'analysts';
    if (this.config.DASHBOARD_PUBLIC ?? this.config.NODE_ENV !== 'production') return 'everybody';
    if (user) throw new Forbidden('analytics:read');
    throw authenticationError ?? new Unauthenticated('missing');
  }
}

const isChart = (name: string): name is ChartName => (chartNames as readonly string[]).includes(name);
