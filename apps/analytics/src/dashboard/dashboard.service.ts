import { CONFIG } from '@crm/platform/config';
import type { Language } from '@crm/platform/problem';
import { Inject, Injectable } from '@nestjs/common';
import type { AnalyticsConfig } from '../config.js';
import { type ChartName, drawChart } from './dashboard-charts.js';
import { type DashboardFigures, DashboardFiguresReader } from './dashboard-figures.service.js';
import { dashboardPage } from './dashboard.page.js';
import { forEverybody } from './rules/for-everybody.js';
import { formatsFor } from './rules/formats.js';

/** Who looks: anybody, or somebody who may see figures of small groups too. */
export type Audience = 'everybody' | 'analysts';

/** So long the same page is shown again: many eyes on it are then no load, and it is as good as live. */
const keptMs = 3_000;

/** Makes the page and the charts. */
@Injectable()
export class Dashboard {
  private readonly kept = new Map<string, { until: number; content: Promise<unknown> }>();

  constructor(
    private readonly reader: DashboardFiguresReader,
    @Inject(CONFIG) private readonly config: AnalyticsConfig,
  ) {}

  /** The page, at most three seconds old. */
  page(audience: Audience, language: Language, now: Date): Promise<string> {
    return this.keep(`page ${audience} ${language}`, now, async () => {
      const figures = await this.figures(audience, now);
      const formats = this.formats(language);
      const monthlyRevenue = await drawChart('monthly_revenue', figures, language, formats);
      const valuePyramid = await drawChart('value_pyramid', figures, language, formats);
      return dashboardPage(figures, { monthlyRevenue, valuePyramid }, language, formats);
    });
  }

  /** One chart, at most three seconds old; null where there is no data. */
  chart(name: ChartName, language: Language, now: Date): Promise<string | null> {
    return this.keep(`chart ${name} ${language}`, now, async () =>
      drawChart(name, await this.figures('analysts', now), language, this.formats(language)),
    );
  }

  private async figures(audience: Audience, now: Date): Promise<DashboardFigures> {
    const figures = await this.keep('figures', now, () => this.reader.read(now));
    return audience === 'everybody' ? forEverybody(figures) : figures;
  }

  private formats(language: Language) {
    return formatsFor(language, this.config.REPORTING_CURRENCY, this.config.BUSINESS_TIME_ZONE);
  }

  /** Whoever asks while it is being made waits for the same; a failure is not kept. */
  private keep<Content>(name: string, now: Date, make: () => Promise<Content>): Promise<Content> {
    const known = this.kept.get(name);
    if (known && known.until > now.getTime()) return known.content as Promise<Content>;
    const content = make();
    this.kept.set(name, { until: now.getTime() + keptMs, content });
    content.catch(() => this.kept.delete(name));
    return content;
  }
}
