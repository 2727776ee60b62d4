import { TransactionRunner } from '@crm/persistence';
import { RequirePermission } from '@crm/platform/auth';
import { CONFIG } from '@crm/platform/config';
import { type Language, NotFound, ValidationFailed } from '@crm/platform/problem';
import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { businessDay } from '../business-day.js';
import type { AnalyticsConfig } from '../config.js';
import { AnswerLanguage, ApiInLanguage } from '../language.js';
import { type KpiName, kpiNames, kpis } from './kpi-registry.js';
import { KpiListResponse, KpiQuery, KpiResponse, PeriodQuery } from './kpis.dto.js';
import { toCell, toFigure } from './kpis.response.js';
import { Kpis } from './kpis.service.js';
import type { Question } from './question.js';
import { daysOf, twelveMonthsTo } from './rules/period.js';

/** Ten years and a bit. */
const longestPeriodDays = 3_660;

@ApiTags('key figures')
@Controller('kpis')
export class KpisController {
  constructor(
    private readonly figures: Kpis,
    private readonly transactions: TransactionRunner,
    @Inject(CONFIG) private readonly config: AnalyticsConfig,
  ) {}

  @Get()
  @RequirePermission('analytics:read')
  @ApiOperation({
    summary: 'Lists the key figures with their definitions and values.',
    description: 'Over the twelve months up to today unless other days are named.',
  })
  @ApiInLanguage()
  @ApiOkResponse({ type: KpiListResponse, description: 'Every key figure.' })
  async list(@Query() query: PeriodQuery, @AnswerLanguage() language: Language): Promise<KpiListResponse> {
    const question = this.questionOf(query);
    return this.transactions.run(async (tx) => {
      const items = [];
      for (const name of kpiNames) {
        const total = await this.figures.total(tx, name, question);
        items.push(toFigure(name, total, question, this.config.REPORTING_CURRENCY, language));
      }
      return { items };
    });
  }

  @Get(':name')
  @RequirePermission('analytics:read')
  @ApiOperation({
    summary: 'Reads one key figure, broken down by month, level, department or category.',
    description:
      'A level is the present level of the customer, a department the one that owns the case (for survey answers, the case they are about). ' +
      'Groups of money and counts add up to the whole; customers of several groups do not.',
  })
  @ApiParam({
    name: 'name',
    description: 'Name of the key figure.',
    schema: { type: 'string', enum: [...kpiNames], example: 'revenue' },
  })
  @ApiInLanguage()
  @ApiOkResponse({ type: KpiResponse, description: 'The key figure.' })
  async read(
    @Param('name') name: string,
    @Query() query: KpiQuery,
    @AnswerLanguage() language: Language,
  ): Promise<KpiResponse> {
    if (!isKpi(name)) throw new NotFound();
    const question = this.questionOf(query, name);
    return this.transactions.run(async (tx) => {
      const total = await this.figures.total(tx, name, question);
      const cells = question.by ? await this.figures.cells(tx, name, question) : [];
      return {
        ...toFigure(name, total, question, this.config.REPORTING_CURRENCY, language),
        cells: cells.map((one) => toCell(one, language)),
      };
    });
  }

  /** @throws ValidationFailed */
  private questionOf(query: KpiQuery, name?: KpiName): Question {
    const now = new Date();
    const to = query.to ?? businessDay(now, this.config.BUSINESS_TIME_ZONE);
    const from = query.from ?? twelveMonthsTo(to).from;
    if (from > to || daysOf({ from, to }) > longestPeriodDays) {
      throw refused(
        'from',
        '不得晚于 to，期间不得超过十年',
        'must not be after `to`, nor more than ten years before it',
      );
    }
    if (name) refuseUnanswerable(query, name);
    return { from, to, by: query.by ?? null, now };
  }
}

function refuseUnanswerable(query: KpiQuery, name: KpiName): void {
  const { covers, by } = kpis[name];
  if (covers === 'now' && (query.from ?? query.to) !== undefined) {
    const named = query.from === undefined ? 'to' : 'from';
    throw refused(named, '该指标为当前状态，没有期间', 'this key figure is the present state and has no period');
  }
  if (query.by && !by.includes(query.by)) {
    const possible = by.join(', ');
    throw refused('by', `该指标只能按以下方式细分：${possible}`, `this key figure can be broken down by: ${possible}`);
  }
}

const refused = (field: string, zh: string, en: string): ValidationFailed =>
  new ValidationFailed([{ pointer: `/${field}`, message: { zh, en } }]);

const isKpi = (name: string): name is KpiName => Object.hasOwn(kpis, name);
