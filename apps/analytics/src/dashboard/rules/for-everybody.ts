import type { DashboardFigures } from '../dashboard-figures.service.js';
import { groupsToHide, isSmall } from './suppression.js';

/** The figures as anybody may see them: whatever rests on fewer than five is marked as hidden, and what would give it away. */
export function forEverybody(figures: DashboardFigures): DashboardFigures {
  const months = groupsToHide(figures.months.map(({ customers }) => customers));
  const levels = groupsToHide(figures.levels.map(({ customers }) => customers));
  return {
    ...figures,
    kpis: figures.kpis.map((kpi) => ({ ...kpi, hidden: isSmall(kpi.n) })),
    months: figures.months.map((month, at) => ({ ...month, hidden: months[at]! })),
    levels: figures.levels.map((level, at) => ({ ...level, hidden: levels[at]! })),
  };
}
