import { countText, MINUS, numberText, percentText } from '../core/experiment/number-text.ts';
import type { MetricName } from './report-data.ts';

type Unit = MetricName['unit'];

/** A metric's value as a reader is shown it: three digits and the unit. */
export function valueText(value: number, unit: Unit): string {
  switch (unit) {
    case 'share':
      return shareText(value);
    case 'ms':
      return Math.abs(value) >= 1000 ? `${numberText(value / 1000)} s` : `${numberText(value)} ms`;
    case 'usd':
      return `${value < 0 ? MINUS : ''}$${numberText(Math.abs(value))}`;
    default:
      return numberText(value);
  }
}

/** A difference of two values: with its sign, and shares in percentage points. */
export function differenceText(value: number, unit: Unit): string {
  const size = Math.abs(value);
  const text = unit === 'share' ? `${numberText(size * 100)} points` : valueText(size, unit);
  return `${signOf(value)}${text}`;
}

/** 0.5 is `50 %`. */
export function shareText(share: number): string {
  return `${numberText(share * 100)} %`;
}

/** 0.1 is `+10 %`. */
export function liftText(lift: number): string {
  if (!Number.isFinite(lift)) return '–';
  return `${signOf(lift)}${percentText(Math.abs(lift))}`;
}

/** A p-value; the smallest are all alike. */
export function probabilityText(probability: number): string {
  return probability < 0.001 ? '< 0.001' : probability.toFixed(3);
}

/** An e-value. */
export function evidenceText(evidence: number): string {
  if (evidence >= 1e6) return '> 1,000,000';
  return evidence >= 100 ? countText(evidence) : numberText(evidence);
}

function signOf(value: number): string {
  if (value === 0) return '';
  return value > 0 ? '+' : MINUS;
}
