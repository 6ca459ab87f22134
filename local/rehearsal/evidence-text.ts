import type { GuardReport } from './report.ts';

const LEVELS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;
const LARGEST = 1e6;
const SMALLEST = 0.1;

/** Evidence in at most seven characters. */
export function evidenceText(evidence: number): string {
  if (evidence >= LARGEST) return '>1e6';
  if (evidence < SMALLEST) return '<0.1';
  return evidence >= 100 ? String(Math.round(evidence)) : evidence.toFixed(1);
}

/**
 * Evidence over time, one character a minute, or fewer where `columns` are too few, each then standing for its largest.
 * Lowest: none, or less; highest: enough to take the candidate back. Steps are of equal ratio.
 */
export function sparkline({ minutes, threshold }: GuardReport, columns: number): string {
  const perCharacter = Math.max(1, Math.ceil(minutes.length / columns));
  let line = '';
  for (let at = 0; at < minutes.length; at += perCharacter) {
    const largest = Math.max(...minutes.slice(at, at + perCharacter).map(({ combined }) => combined));
    const level = Math.floor((Math.log(largest) / Math.log(threshold)) * (LEVELS.length - 1));
    line += LEVELS[Math.min(LEVELS.length - 1, Math.max(0, level))];
  }
  return line;
}

/** Largest evidence that was reported; 1 where there was none. */
export function largestEvidence({ minutes }: GuardReport): number {
  return minutes.reduce((largest, { combined }) => Math.max(largest, combined), 1);
}
