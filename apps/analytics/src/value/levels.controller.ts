import { type Tx, TransactionRunner } from '@crm/persistence';
import { RequirePermission } from '@crm/platform/auth';
import { CONFIG } from '@crm/platform/config';
import type { Language } from '@crm/platform/problem';
import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { AnalyticsConfig } from '../config.js';
import { AnswerLanguage, ApiInLanguage } from '../language.js';
import { LevelsResponse } from './levels.dto.js';
import { rulesInWords, toDistribution } from './levels.response.js';
import { lorenzCurve } from './rules/lorenz.js';
import { Thresholds } from './thresholds.service.js';
import { ValueFigures } from './value-figures.js';

@ApiTags('value')
@Controller('levels')
export class LevelsController {
  constructor(
    private readonly figures: ValueFigures,
    private readonly thresholds: Thresholds,
    private readonly transactions: TransactionRunner,
    @Inject(CONFIG) private readonly config: AnalyticsConfig,
  ) {}

  @Get()
  @RequirePermission('analytics:read')
  @ApiOperation({
    summary: 'Explains the value levels and says how many customers have each.',
    description: 'Weights, thresholds and rules in words; customers and revenue per level; the measured Lorenz curve.',
  })
  @ApiInLanguage()
  @ApiOkResponse({ type: LevelsResponse, description: 'The rules and the distribution.' })
  async levels(@AnswerLanguage() language: Language): Promise<LevelsResponse> {
    const now = new Date();
    return this.transactions.run(async (tx) => ({
      ...rulesInWords(language),
      thresholds: await this.thresholdsInForce(tx),
      ...toDistribution(await this.figures.distribution(tx), this.config.REPORTING_CURRENCY, language),
      lorenz: lorenzCurve(await this.figures.steps(tx)),
      asOf: now.toISOString(),
    }));
  }

  private async thresholdsInForce(tx: Tx): Promise<LevelsResponse['thresholds']> {
    const { version, source, asOf, population, recencyDays, frequency, monetaryMinor, marginMinor } =
      await this.thresholds.current(tx);
    return {
      version,
      source,
      asOf: asOf.toISOString(),
      population,
      recencyDays,
      frequency,
      monetaryMinor,
      marginMinor,
    };
  }
}
