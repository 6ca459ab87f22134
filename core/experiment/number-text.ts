/** A share as a percentage of three significant digits at most: 0.0423 is `4.23 %`. */
export function percentText(share: number): string {
  return `${numberText(share * 100)} %`;
}

/** Three significant digits, without trailing zeros; whole numbers below a million in full. */
export function numberText(value: number): string {
  const size = Math.abs(value);
  if (size >= 100 && size < 1e6) return String(Math.round(value));
  return String(Number(value.toPrecision(3)));
}

/** `1 day`, `3 days`, and what is more than a year in words: nobody waits for it. */
export function daysText(days: number): string {
  if (days > DAYS_OF_A_YEAR) return 'more than a year';
  return days === 1 ? '1 day' : `${days} days`;
}

/** `about 1 more day`, `about 3 more days`, or `more than a year`. */
export function moreDaysText(days: number): string {
  if (days > DAYS_OF_A_YEAR) return daysText(days);
  return days === 1 ? 'about 1 more day' : `about ${days} more days`;
}

const DAYS_OF_A_YEAR = 365;
