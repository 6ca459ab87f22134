import type { AdjustedP, Contrast, Effect, MetricComparison } from '../../core/experiment/comparison.ts';
import { intervalText } from '../../core/experiment/interval-text.ts';
import { countText } from '../../core/experiment/number-text.ts';
import { inWords } from '../../report/metric-name.ts';
import { differenceText, liftText, probabilityText, shareText, valueText } from '../../report/number-text.ts';
import type { MetricName, ReportData } from '../../report/report-data.ts';
import { printable } from '../output/printable.ts';
import type { Screen } from '../output/screen.ts';

/** What a metric is shown with. */
export interface MetricScene {
  readonly data: Pick<ReportData, 'metrics'>;
  readonly screen: Screen;
  readonly control: string;
}

type Unit = MetricName['unit'];

/** One metric: each arm, and each against the control. */
export function showMetric(metric: MetricComparison, { data, screen, control }: MetricScene): void {
  const { label, unit } = data.metrics[metric.metric] ?? { label: metric.metric, unit: 'number' };
  const way = metric.direction === 'up' ? 'more is better' : 'less is better';
  const plain = label === metric.metric ? '' : `${metric.metric}, `;
  screen.line();
  screen.paragraph(
    `${label} (${plain}${metric.standing === 'secondary' ? '' : `${metric.standing}, `}${way})`,
    4,
    2,
  );
  for (const { value, n, mean } of metric.arms) {
    const measured = mean === undefined ? 'nothing measured' : valueText(mean, unit);
    const role = value === control ? ' (control)' : '';
    screen.paragraph(`${printable(value)}${role}: ${measured}, n ${countText(n)}`, 6, 4);
  }
  for (const contrast of metric.contrasts) {
    showContrast(contrast, unit, screen);
    if (contrast.difference) screen.paragraph(printable(inWords(data)(contrast.verdict.sentence)), 8, 6);
  }
}

function showContrast(contrast: Contrast, unit: Unit, screen: Screen): void {
  const { value, difference, relative, detectable, varianceFrom, covariate, quantiles = [] } = contrast;
  const line = (text: string): void => screen.paragraph(text, 8, 6);
  if (difference === undefined) {
    screen.paragraph(`${printable(value)}: too little to compare`, 6, 4);
    return;
  }
  const text = relative ? liftText : (size: number): string => differenceText(size, unit);
  const lift = relative ? `, ${liftText(relative.estimate)}` : '';
  screen.paragraph(`${printable(value)}: ${differenceText(difference.estimate, unit)}${lift}`, 6, 4);
  const { adjustedP } = contrast;
  line(
    `any day: ${inferenceText('anytime', { effect: relative ?? difference, p: difference, adjustedP, text })}`,
  );
  line(
    `one look: ${inferenceText('fixed', { effect: relative ?? difference, p: difference, adjustedP, text })}`,
  );
  const found = detectableText(detectable);
  if (found !== '') line(`detectable: ${found}`);
  if (varianceFrom === 'groups') line('variance between groups of users');
  if (covariate)
    line(
      `adjusted for the covariate, which takes away ${shareText(covariate.varianceReduction)} of the variance`,
    );
  for (const { probability, estimate, interval } of quantiles) {
    const differs = (size: number): string => differenceText(size, unit);
    const bounds = interval ? ` (${intervalText(interval, differs)}, one look)` : '';
    line(`p${Number((100 * probability).toPrecision(6))}: ${differs(estimate)}${bounds}`);
  }
}

interface Inferred {
  readonly effect: Effect;
  readonly p: Effect;
  readonly adjustedP: AdjustedP;
  readonly text: (value: number) => string;
}

function inferenceText(look: 'anytime' | 'fixed', { effect, p, adjustedP, text }: Inferred): string {
  const method = adjustedP.method === 'holm' ? 'Holm' : 'Benjamini–Hochberg';
  const adjusted = `${method} ${probabilityText(adjustedP[look])}`;
  return `${intervalText(effect[look].interval, text)}, p ${probabilityText(p[look].p)}, ${adjusted}`;
}

function detectableText({ anytime, fixed }: Contrast['detectable']): string {
  const parts = [
    anytime === undefined ? undefined : `${shareText(anytime)} any day`,
    fixed === undefined ? undefined : `${shareText(fixed)} at one look`,
  ];
  return parts.filter((part) => part !== undefined).join(', ');
}
