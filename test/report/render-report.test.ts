import { createHash } from 'node:crypto';
import { parse } from 'csv-parse/sync';
import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import { renderReport } from '../../report/render-report.ts';
import type { ReportData } from '../../report/report-data.ts';
import {
  aComparison,
  aContrast,
  aMetric,
  anEffect,
  anEmptyReport,
  aWeek,
  DAY_MS,
  START_MS,
} from './report-builder.ts';

const HOSTILE = `"><script>alert(1)</script><img src=x onerror=alert(1)> & '`;

function pageOf(data: ReportData) {
  const page = renderReport(data);
  return { page, document: parseHTML(page).document };
}

/** Text of the file that the link of this name hands out. */
function fileIn(document: ReturnType<typeof pageOf>['document'], name: string): string {
  const link = document.querySelector(`a[download="${name}"]`);
  const [, data = ''] = link?.getAttribute('href')?.split(';base64,') ?? [];
  return Buffer.from(data, 'base64').toString();
}

function reported(comparison: ReturnType<typeof aComparison>) {
  return { comparisons: [{ fromMs: START_MS, toMs: START_MS + 7 * DAY_MS, comparison }] };
}

/** Data whose every text is hostile. */
function hostileData(): ReportData {
  const text = JSON.stringify(aWeek(), (key, value) =>
    typeof value === 'string' && !KEYWORDS.has(key) ? HOSTILE : value,
  );
  return JSON.parse(text);
}

const KEYWORDS = new Set([
  'kind',
  'outcome',
  'unit',
  'scale',
  'direction',
  'origin',
  'counted',
  'method',
  'looks',
]);

describe('the page of a report', () => {
  it('is the same for the same data', () => {
    expect(renderReport(aWeek())).toBe(renderReport(aWeek()));
  });

  it('is below one megabyte for a week that is known by the minute', () => {
    expect(aWeek().timeline.points.length).toBe(7 * 1440);
    expect(Buffer.byteLength(renderReport(aWeek()))).toBeLessThan(1e6);
  });

  it('begins with the verdict of each arm', () => {
    const { document } = pageOf(aWeek());
    const sentences = [...document.querySelectorAll('main > section:first-child .sentence p')];
    expect(sentences.map(({ textContent }) => textContent)).toEqual(
      aComparison().verdicts.map(({ verdict }) => verdict.sentence),
    );
  });

  it('says of both intervals whether they may be looked at daily', () => {
    const text = pageOf(aWeek()).document.querySelector('.reading')?.textContent;
    expect(text).toMatch(/Any day\s+Anytime-valid: may be looked at daily/);
    expect(text).toMatch(/One look\s+Fixed-sample: for one look/);
  });

  it('puts a wrong share of the traffic before any figure', () => {
    const { sampleRatio } = aComparison();
    const wrong = aComparison({ sampleRatio: { ...sampleRatio, isMismatch: true, anytimeP: 1e-9 } });
    const { document } = pageOf(aWeek(reported(wrong)));
    const warning = document.querySelector('[aria-labelledby="comparison-1"] > .warning');
    expect(warning?.textContent).toMatch(/do not have their shares.*p < 0\.001/s);
  });

  it('tells what was decided about a rollout before what its numbers say', () => {
    const [first] = aWeek().comparisons;
    const decision = { kind: 'rolled-back', text: 'The guard took it back.' } as const;
    const { document } = pageOf(aWeek({ comparisons: first ? [{ ...first, decision }] : [] }));
    expect(document.querySelector('.result .decision + .sentence')).not.toBeNull();
    expect(document.querySelector('.decision')?.textContent).toBe(decision.text);
  });

  it('says of a rehearsal that no real users were in it', () => {
    const text = (origin: ReportData['origin']) =>
      pageOf(anEmptyReport({ origin })).document.body.textContent;
    expect(text('rehearsal')).toContain('no real users');
    expect(text('account')).not.toContain('no real users');
  });

  it('holds together where nothing is known', () => {
    const { document } = pageOf(anEmptyReport());
    expect(document.body.textContent).toContain('Nothing was compared in this time.');
    expect(document.querySelectorAll('svg')).toHaveLength(0);
  });

  it('shows an interval without an end, and a metric of which too little is known', () => {
    const open = {
      estimate: 0.1,
      standardError: 0.1,
      fixed: { interval: {}, p: 1 },
      anytime: { interval: {}, p: 1 },
    };
    const contrasts = [
      aContrast('claude-sonnet-4-6', 'not-yet', open),
      aContrast('claude-opus-4-6', 'not-yet'),
    ];
    const metrics = [aMetric('errors', 'down', [0, 0, 0], contrasts)];
    const { document } = pageOf(aWeek(reported(aComparison({ metrics }))));
    expect(
      document.querySelector('[aria-labelledby="comparison-1"] .chart')?.getAttribute('aria-label'),
    ).toContain('no bound to no bound');
    expect([...document.querySelectorAll('svg')].map(String).join('')).not.toContain('NaN');
  });

  it('says of a candidate that was taken back that it was, and not how long to wait', () => {
    const metrics = [aMetric('errors', 'down', [0, 0.3], [aContrast('claude-sonnet-4-6', 'not-yet')])];
    const verdict = { kind: 'not-yet', sentence: 'Not yet, about 3 more days.' } as const;
    const comparison = { ...aComparison({ metrics }), verdicts: [{ value: 'claude-sonnet-4-6', verdict }] };
    const [known] = reported(comparison).comparisons;
    const decision = { atMs: START_MS, kind: 'rolled-back', text: 'AppConfig took it back.' } as const;
    const { document } = pageOf(aWeek({ comparisons: known ? [{ ...known, decision }] : [] }));
    const result = document.querySelector('.result')?.textContent;
    expect(result).toContain('Taken back');
    expect(result).not.toContain('more days');
  });

  it('begins the timeline where something is known, however long it is looked back', () => {
    const { timeline, toMs } = aWeek();
    const { document } = pageOf(aWeek({ timeline, fromMs: START_MS - 100 * DAY_MS, toMs }));
    const [first] = document.querySelectorAll('[aria-labelledby="timeline"] .wide circle');
    expect(Number(first?.getAttribute('cx'))).toBeLessThan(720 / 4);
  });

  it('does not say that the arms have their shares where nobody knows these', () => {
    const { comparisons } = aWeek();
    const unknown = comparisons.map((one) => ({ ...one, areSharesUnknown: true }));
    const text = pageOf(aWeek({ comparisons: unknown })).document.querySelector('body')?.textContent;
    expect(text).toContain('Whether the arms have their shares of the traffic is not known');
    expect(text).not.toContain('The arms have their shares');
  });

  it('names the arms that an effect was measured of: the flag may have been changed once more', () => {
    const compared = { arm: 'opus', control: 'haiku' };
    const effects = aWeek().effects.map((flag) => ({ ...flag, compared }));
    const { document } = pageOf(aWeek({ effects }));
    expect(document.querySelector('.flags li')?.textContent).toMatch(/; measured: opus against haiku$/);
  });

  it('names the metrics in which too little is known of what flags did', () => {
    const [flag, ...others] = aWeek().effects;
    const unknown = { metric: 'errors', direction: 'down' } as const;
    const effects = flag ? [{ ...flag, effects: [...flag.effects, unknown] }, ...others] : [];
    const { document } = pageOf(aWeek({ effects }));
    const text = document.querySelector('[aria-labelledby="effects"] .aside')?.textContent;
    expect(text).toContain('Errors');
    expect(text).not.toContain('Latency');
  });

  it('draws every estimate within its chart, however far apart they are', () => {
    const contrasts = [aContrast('claude-sonnet-4-6', 'worse', anEffect(40, 0.001))];
    const metrics = [aMetric('cost', 'down', [1, 41, 1], contrasts)];
    const { document } = pageOf(aWeek({ ...reported(aComparison({ metrics })), effects: [] }));
    const circles = [...document.querySelectorAll('.card circle')].map((dot) =>
      Number(dot.getAttribute('cx')),
    );
    expect(circles).toHaveLength(2);
    expect(circles.filter((x) => x < 0 || x > 280)).toEqual([]);
  });
});

describe('the page of a report, as a document', () => {
  it('takes no text of the data for markup', () => {
    const { document } = pageOf(hostileData());
    expect(document.querySelectorAll('script, img, iframe, object, [onerror]')).toHaveLength(0);
    expect(document.querySelector('h1')?.textContent).toBe(HOSTILE);
  });

  it('lets in nothing but its own style', () => {
    const { document } = pageOf(aWeek());
    const styles = [...document.querySelectorAll('style')].map(({ textContent }) => textContent ?? '');
    const hash = createHash('sha256').update(styles.join()).digest('base64');
    const policy = document
      .querySelector('meta[http-equiv="Content-Security-Policy"]')
      ?.getAttribute('content');
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain(`style-src 'sha256-${hash}'`);
    expect(styles).toHaveLength(1);
    expect(document.querySelectorAll('[style]')).toHaveLength(0);
  });

  it('refers to nothing outside of itself', () => {
    const { document } = pageOf(aWeek());
    const addresses = [...document.querySelectorAll('[href], [src]')].map(
      (element) => element.getAttribute('href') ?? element.getAttribute('src') ?? '',
    );
    expect(addresses.filter((address) => !/^(#|data:)/.test(address))).toEqual([]);
  });

  it('has each id once, and every link within the page arrives', () => {
    const { document } = pageOf(aWeek());
    const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const targets = [...document.querySelectorAll('a[href^="#"]')].map((link) =>
      link.getAttribute('href')?.slice(1),
    );
    expect(targets.filter((target) => !ids.includes(target ?? ''))).toEqual([]);
  });

  it('describes each chart in words, and has its numbers in a table', () => {
    const { document } = pageOf(aWeek());
    for (const chart of document.querySelectorAll('.chart')) {
      expect(chart.getAttribute('role')).toBe('img');
      expect(chart.getAttribute('aria-label')).not.toBe('');
    }
    for (const section of document.querySelectorAll('section')) {
      if (section.querySelector('.chart'))
        expect(section.querySelectorAll('table').length).toBeGreaterThan(0);
    }
  });
});

describe('the files of a report', () => {
  it('hold the data as it is shown', () => {
    const week = aWeek({ timeline: { points: [], deployments: [], alarms: [], events: [] } });
    expect(JSON.parse(fileIn(pageOf(week).document, 'report.json'))).toEqual(week);
  });

  it('hold every figure of a comparison in full', () => {
    const { document } = pageOf(aWeek());
    const rows: Record<string, string>[] = parse(fileIn(document, 'inference-model-metrics.csv'), {
      columns: true,
    });
    const [metric] = aComparison().metrics;
    const [contrast] = metric?.contrasts ?? [];
    expect(rows).toHaveLength(10);
    expect(rows[0]).toMatchObject({
      ...{ Metric: 'Task completed', Arm: 'claude-sonnet-4-6', Verdict: 'Better' },
      'Lift, any day, from': String(contrast?.relative?.anytime.interval.low),
      'p, one look, adjusted': String(contrast?.adjustedP.fixed),
    });
  });

  it('have names of their own', () => {
    const links = [...pageOf(aWeek()).document.querySelectorAll('a[download]')];
    const names = links.map((link) => link.getAttribute('download'));
    expect(names).toContain('timeline.csv');
    expect(new Set(names).size).toBe(names.length);
  });
});
