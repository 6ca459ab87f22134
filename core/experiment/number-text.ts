export const MINUS = '−';

/** 0.0423 is `4.2 %`: tenths of a per cent are fine enough, hundredths below one. */
export function percentText(share: number): string {
  const percent = share * 100;
  return `${numberText(Number(percent.toFixed(Math.abs(percent) < 1 ? 2 : 1)))} %`;
}

/** Three significant digits without trailing zeros, and no more than whole numbers from a thousand on. */
export function numberText(value: number): string {
  if (!Number.isFinite(value)) return '–';
  if (Math.abs(value) >= 1000) return countText(value);
  return String(Number(value.toPrecision(3))).replaceAll('-', MINUS);
}

/** A whole number with its thousands set apart. */
export function countText(count: number): string {
  return Math.round(count).toLocaleString('en-US').replace('-', MINUS);
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
