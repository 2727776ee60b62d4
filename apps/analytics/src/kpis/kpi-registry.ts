import type { KpiDefinition } from './kpi-definition.js';
import { purchaseKpis } from './purchase-kpis.js';
import { serviceKpis } from './service-kpis.js';

const registry = { ...purchaseKpis, ...serviceKpis };

/** Name of a key figure. */
export type KpiName = keyof typeof registry;

/** Every key figure there is. */
export const kpis: Readonly<Record<KpiName, KpiDefinition>> = registry;

/** Their names, in the order in which they are listed. */
export const kpiNames = Object.keys(registry) as [KpiName, ...KpiName[]];
