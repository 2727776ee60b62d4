import type { Language } from '@crm/platform/problem';
import { toMessageResponse } from '../messages/messages.dto.js';
import { type ShownQuality, toQualityPart } from '../quality/quality.parts.js';
import type { OrdersPart, ValuePart } from './overview.parts.response.js';
import type { OverviewResponse } from './overview.response.js';
import type { Overview } from './overview.service.js';
import { reasonText } from './rules/value-reasons.js';

/** What leaves the house; every field by name. */
export function toOverviewResponse(
  overview: Overview & { quality?: ShownQuality | undefined },
  language: Language,
): OverviewResponse {
  const { customer, cases, satisfaction, loyalty, interactions, followUps, opportunities, contactable, messages } =
    overview;
  return {
    customer,
    sources: customer.sources,
    owner: customer.owner,
    orders: ordersOf(overview.orders),
    cases: { ...cases, asOf: iso(cases.asOf) },
    satisfaction: { ...satisfaction, asOf: iso(satisfaction.asOf) },
    loyalty: { ...loyalty, asOf: iso(loyalty.asOf) },
    value: valueOf(overview.value, language),
    quality: toQualityPart(overview.quality),
    interactions: { ...interactions, asOf: iso(interactions.asOf) },
    followUps: { ...followUps, asOf: iso(followUps.asOf) },
    opportunities: { ...opportunities, asOf: iso(opportunities.asOf) },
    contactable,
    messages: messages.map(toMessageResponse),
  };
}

function ordersOf(sums: Overview['orders']): OrdersPart {
  const [main, ...others] = sums;
  return {
    count: sums.reduce((total, { orders }) => total + orders, 0),
    paidAmountMinor: main?.paidAmountMinor ?? 0,
    currency: main?.currency ?? null,
    otherCurrencies: others.map(({ currency, paidAmountMinor }) => ({ currency, paidAmountMinor })),
    lastPaidAt: iso(main?.lastPaidAt ?? null),
  };
}

function valueOf(value: Overview['value'], language: Language): ValuePart {
  const { rfm = null, recencyDays = null, frequency = null, monetaryMinor = null } = value?.figures ?? {};
  const reasons = (value?.reasons ?? []).map((code) => ({ code, text: reasonText(code)[language] }));
  return {
    level: value?.level ?? null,
    rfm,
    recencyDays,
    frequency,
    monetaryMinor,
    reasons,
    asOf: iso(value?.asOf ?? null),
  };
}

const iso = (time: Date | null): string | null => time?.toISOString() ?? null;
