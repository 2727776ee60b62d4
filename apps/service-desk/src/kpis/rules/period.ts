/** First and last business day, `YYYY-MM-DD`. */
export interface Period {
  from: string;
  to: string;
}

/** Longest period that is asked for at once, in days. */
export const mostDays = 366;

/** The period that is meant: until today, from the first of its last month on, where nothing else is said. */
export const periodOf = (wish: Partial<Period>, today: string): Period => {
  const to = wish.to ?? today;
  return { from: wish.from ?? `${to.slice(0, 7)}-01`, to };
};

/** How many days it has; less than 1 when it ends before it begins. */
export const daysOf = ({ from, to }: Period): number => (Date.parse(to) - Date.parse(from)) / 86_400_000 + 1;
