import type { Comparison, VerdictKind } from '../../core/experiment/comparison.ts';
import { intervalText } from '../../core/experiment/interval-text.ts';
import { sampleRatioP } from '../../core/experiment/look.ts';
import { countText } from '../../core/experiment/number-text.ts';
import { inWords } from '../../report/metric-name.ts';
import { liftText, probabilityText } from '../../report/number-text.ts';
import type { FlagEffect, ReportData, ReportedComparison } from '../../report/report-data.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { printable } from '../output/printable.ts';
import type { Screen } from '../output/screen.ts';
import { momentText } from '../output/time-text.ts';
import { showMetric } from './show-metric.ts';

/** 1 when an arm is worse, or when nothing can be said because the arms do not have their shares. */
export function exitCodeOf({ comparisons }: ReportData): ExitCode {
  const kinds = comparisons.flatMap(({ comparison }) =>
    comparison.verdicts.map(({ verdict }) => verdict.kind),
  );
  const found: readonly VerdictKind[] = ['worse', 'sample-ratio-mismatch'];
  return kinds.some((kind) => found.includes(kind)) ? EXIT.findings : EXIT.ok;
}

/** A report as text, and at the end which files hold the rest of it. */
export function showReport(data: ReportData, screen: Screen, files: readonly (string | undefined)[]): void {
  const { service, environment, fromMs, toMs, comparisons, notes } = data;
  screen.paragraph(`${service}, ${environment}: ${momentText(fromMs)} to ${momentText(toMs)}, UTC`);
  if (comparisons.length === 0) {
    screen.paragraph(
      'nothing was compared in this time: no flag was dealt to shares of the users; start a rollout, or look at another time by --since and --until',
    );
  }
  for (const one of comparisons) showComparison(one, data, screen);
  showEffects(data, screen);
  if (notes.length > 0) screen.line();
  for (const note of notes) screen.paragraph(note, 2, 0);
  for (const file of files.filter((path) => path !== undefined)) screen.paragraph(`written: ${file}`);
}

function showComparison(
  { name, fromMs, toMs, comparison, areSharesUnknown = false }: ReportedComparison,
  data: ReportData,
  screen: Screen,
): void {
  const { flag, control, metrics, segments, warnings } = comparison;
  const arms = comparison.verdicts.map(({ value }) => printable(value)).join(', ');
  const which = name === undefined ? '' : ` (${name})`;
  const wordsOf = inWords(data);
  screen.line();
  screen.styled('bold', `${flag}${which}: ${arms} against ${printable(control)}`);
  screen.paragraph(`${momentText(fromMs)} to ${momentText(toMs)}`, 4, 2);
  showSampleRatio(comparison, areSharesUnknown, screen);
  for (const { verdict } of comparison.verdicts) {
    const lines = screen.wrapped(`  ${printable(wordsOf(verdict.sentence))}`, 4);
    for (const line of lines) screen.line(screen.style('bold', line));
  }
  for (const metric of metrics) showMetric(metric, { data, screen, control });
  for (const segment of segments.filter((one) => one.metrics.length > 0)) {
    screen.line();
    screen.paragraph(`only ${printable(segment.name)}`, 4, 2);
    for (const metric of segment.metrics) showMetric(metric, { data, screen, control });
  }
  if (warnings.length > 0) screen.line();
  for (const warning of warnings) screen.paragraph(printable(wordsOf(warning)), 4, 2);
}

function showSampleRatio({ sampleRatio, options }: Comparison, isUnknown: boolean, screen: Screen): void {
  const { isMismatch, arms } = sampleRatio;
  const p = sampleRatioP(sampleRatio, options.looks);
  const finding = `${isMismatch ? 'not as dealt' : 'as dealt'}, p ${probabilityText(p)}`;
  screen.paragraph(`sample ratio: ${isUnknown ? 'not checked' : finding}`, 4, 2);
  for (const { value, exposures, expected } of arms) {
    const should = isUnknown ? '' : ` (${countText(expected)} expected)`;
    screen.paragraph(`${printable(value)}: ${countText(exposures)}${should}`, 6, 4);
  }
}

function showEffects({ effects, metrics }: ReportData, screen: Screen): void {
  if (effects.length === 0) return;
  screen.line();
  screen.styled('bold', 'What changing each flag did');
  for (const effect of effects) {
    screen.paragraph(changeText(effect), 4, 0);
    for (const { metric, lift, anytime } of effect.effects) {
      const label = metrics[metric]?.label ?? metric;
      const told =
        lift === undefined
          ? 'too little to tell'
          : `${liftText(lift)} (${intervalText(anytime ?? {}, liftText)})`;
      screen.paragraph(`${label}: ${told}`, 4, 2);
    }
  }
}

function changeText({ flag, value, change, compared, effects }: FlagEffect): string {
  const serves = `${flag}: ${printable(value)}`;
  const arms = compared && `; measured: ${printable(compared.arm)} against ${printable(compared.control)}`;
  if (change === undefined) return `${serves}; left alone${arms ?? ''}`;
  const measured = arms ?? (effects.length === 0 ? ', compared with nothing' : '');
  return `${serves}; changed ${momentText(change.atMs)} from ${printable(change.from)}${measured}`;
}
