import type { MetricName } from './report-data.ts';

type Unit = MetricName['unit'];

const MINUS = '−';

/** A metric's value as a reader is shown it: three digits and the unit. */
export function valueText(value: number, unit: Unit): string {
  switch (unit) {
    case 'share':
      return shareText(value);
    case 'ms':
      return Math.abs(value) >= 1000 ? `${digits(value / 1000)} s` : `${digits(value)} ms`;
    case 'usd':
      return `${value < 0 ? MINUS : ''}$${digits(Math.abs(value))}`;
    default:
      return digits(value);
  }
}

/** A difference of two values: with its sign, and shares in percentage points. */
export function differenceText(value: number, unit: Unit): string {
  const size = Math.abs(value);
  const text = unit === 'share' ? `${digits(size * 100)} points` : valueText(size, unit);
  return `${signOf(value)}${text}`;
}

/** 0.5 is `50 %`. */
export function shareText(share: number): string {
  return `${digits(share * 100)} %`;
}

/** 0.1 is `+10 %`; tenths of a per cent are fine enough, hundredths below one. */
export function liftText(lift: number): string {
  if (!Number.isFinite(lift)) return '–';
  const percent = Math.abs(lift) * 100;
  return `${signOf(lift)}${digits(Number(percent.toFixed(percent < 1 ? 2 : 1)))} %`;
}

/** A whole number with its thousands set apart. */
export function countText(count: number): string {
  return Math.round(count).toLocaleString('en-US').replace('-', MINUS);
}

/** A p-value; the smallest are all alike. */
export function probabilityText(probability: number): string {
  return probability < 0.001 ? '< 0.001' : probability.toFixed(3);
}

/** An e-value. */
export function evidenceText(evidence: number): string {
  if (evidence >= 1e6) return '> 1,000,000';
  return evidence >= 100 ? countText(evidence) : digits(evidence);
}

/** Three digits, and no more than whole numbers from a thousand on. */
export function digits(value: number): string {
  if (!Number.isFinite(value)) return '–';
  if (Math.abs(value) >= 1000) return countText(value);
  return String(Number(value.toPrecision(3))).replace('-', MINUS);
}

function signOf(value: number): string {
  if (value === 0) return '';
  return value > 0 ? '+' : MINUS;
}
