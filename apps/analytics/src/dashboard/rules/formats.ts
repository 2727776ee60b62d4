import type { Language } from '@crm/platform/problem';
import type { Unit } from '../../kpis/kpi-definition.js';

const locales: Record<Language, string> = { zh: 'zh-CN', en: 'en' };

/** How the dashboard writes numbers, in one language and currency. */
export interface Formats {
  count(value: number): string;
  /** Whole units of the currency. */
  money(minor: number): string;
  /** Short, for axes: `12万`, `120K`. */
  shortMoney(minor: number): string;
  shortCount(value: number): string;
  percent(share: number): string;
  moment(at: Date): string;
  /** A key figure in its unit. */
  figure(value: number, unit: Unit): string;
}

export function formatsFor(language: Language, currency: string, timeZone: string): Formats {
  const number = (options: Intl.NumberFormatOptions) => new Intl.NumberFormat(locales[language], options);
  const [whole, one, percent] = [
    number({ maximumFractionDigits: 0 }),
    number({ maximumFractionDigits: 1 }),
    number({ style: 'percent', maximumFractionDigits: 1 }),
  ];
  const money = number({ style: 'currency', currency, currencyDisplay: 'narrowSymbol', maximumFractionDigits: 0 });
  const short = number({ notation: 'compact', maximumFractionDigits: 1 });
  const moment = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' });
  const formats: Formats = {
    count: (value) => whole.format(value),
    money: (minor) => money.format(minor / 100),
    shortMoney: (minor) => short.format(minor / 100),
    shortCount: (value) => short.format(value),
    percent: (share) => percent.format(share),
    moment: (at) => `${moment.format(at)} (${timeZone})`,
    figure: (value, unit) => {
      if (unit === 'money_minor') return formats.money(value);
      if (unit === 'ratio') return formats.percent(value);
      return unit === 'hours' || unit === 'score' ? one.format(value) : formats.count(value);
    },
  };
  return formats;
}
