import type { Aim } from './aim.ts';
import type { BundleResults } from './bundle/bench.ts';
import type { DecideResults } from './decide/bench.ts';
import type { EvaluateResults } from './evaluate/bench.ts';
import type { HandlerResults } from './handler/bench.ts';
import type { Machine } from './machine.ts';
import type { Spread } from './statistics.ts';

/** What a run of all benchmarks gives; each member is a file of `results/`. */
export interface Results {
  readonly evaluate: EvaluateResults;
  readonly decide: DecideResults;
  readonly handler: HandlerResults;
  readonly bundle: BundleResults;
}

/** The figures of each benchmark as Markdown. */
export function figuresOf(results: Results): Readonly<Record<keyof Results, string>> {
  return {
    evaluate: evaluateFigures(results.evaluate),
    decide: decideFigures(results.decide),
    handler: handlerFigures(results.handler),
    bundle: bundleFigures(results.bundle),
  };
}

/**
 * Puts the figures into a text, each between `<!-- figures: NAME -->` and `<!-- end -->`, so that the text never says
 * other figures than the results.
 *
 * @throws when the text has no place for one of them.
 */
export function insertFigures(text: string, results: Results): string {
  return Object.entries(figuresOf(results)).reduce((whole, [name, figures]) => {
    const place = new RegExp(`(<!-- figures: ${name} -->\n)[^]*?(\n<!-- end -->)`);
    if (!place.test(whole)) throw new Error(`there is no place for the figures of ${name}`);
    return whole.replace(place, (_, start: string, end: string) => `${start}\n${figures}\n${end}`);
  }, text);
}

function evaluateFigures({ machine, rounds, systems, aims }: EvaluateResults): string {
  const rows = systems.map((system) => [
    system.name,
    ns(system.perCall),
    times(system.timesOurs),
    ns(system.perCallInMotion),
    times(system.timesOursInMotion),
    (4 * system.perCall.median).toFixed(0),
  ]);
  const head = ['system', 'ns a call', '× ours', 'ns, flag in motion', '× ours', 'ns, all four flags'];
  return [made(machine, rounds), table(head, rows), aimsTable(aims), agreementTable(systems)].join('\n\n');
}

function aimsTable(aims: readonly Aim[]): string {
  return table(
    ['aim', 'measured', 'outcome'],
    aims.map(({ aim, measured, met }) => [aim, times(measured), met ? 'met' : '**missed**']),
  );
}

function agreementTable(
  systems: readonly Pick<EvaluateResults['systems'][number], 'name' | 'agreement'>[],
): string {
  const rows = systems.flatMap(({ name, agreement }) => {
    if (agreement === undefined) return [];
    const { equalAnswers, reached, letIn, sameUsers } = agreement;
    return [[name, String(equalAnswers), `${letIn} of ${reached}`, String(sameUsers)]];
  });
  return table(
    ['system', 'answers equal to the rules', 'users the percentage lets in', 'of them ours too'],
    rows,
  );
}

function decideFigures({ machine, rounds, ways, clientNs }: DecideResults): string {
  const rows = ways.map((way) => [
    way.name,
    ns(way.ns),
    times(way.timesDecide),
    way.bytes.median.toFixed(0),
    (4 * way.ns.median).toFixed(0),
  ]);
  const head = ['asked by', 'ns a call', '× `flags.decide`', 'bytes a call', 'ns, all four flags'];
  return [
    made(machine, rounds),
    table(head, rows),
    `To our provider asked alone, the client adds ${(clientNs / 1000).toFixed(1)} µs a flag.`,
    agreementTable(ways),
  ].join('\n\n');
}

function handlerFigures({
  machine,
  rounds,
  handlers,
  recordShare,
  addedToDirectCall,
}: HandlerResults): string {
  const rows = handlers.map((handler) => [
    handler.name,
    micro(handler.p50),
    times(handler.p50TimesEmpty),
    micro(handler.p99),
    times(handler.p99TimesEmpty),
  ]);
  return [
    made(machine, rounds),
    table(['handler', 'p50, µs', '× empty', 'p99, µs', '× empty'], rows),
    `Of what the handler adds to the empty one (in memory, p50), the metric record is ${percent(recordShare)}. ` +
      `To one Converse call the artefact adds ${(addedToDirectCall / 1000).toFixed(2)} ms at p50.`,
  ].join('\n\n');
}

function bundleFigures({ machine, rounds, bundles }: BundleResults): string {
  const rows = bundles.map((bundle) => [
    bundle.name,
    size(bundle.bytes),
    times(bundle.bytesTimesEmpty),
    size(bundle.gzippedBytes),
    times(bundle.gzippedTimesEmpty),
    milli(bundle.import),
    times(bundle.importTimesEmpty),
    milli(bundle.ready),
    times(bundle.readyTimesEmpty),
  ]);
  const head = [
    'bundle',
    'bytes',
    '× empty',
    'gzipped',
    '× empty',
    'import, ms',
    '× empty',
    'ready, ms',
    '× empty',
  ];
  return [made(machine, rounds), table(head, rows)].join('\n\n');
}

function made({ date, cpu, cores, memoryGiB, platform, node }: Machine, rounds: number): string {
  return `${date}, Node.js ${node}, ${platform}, ${cores} cores of ${cpu}, ${memoryGiB} GiB; medians of ${rounds} rounds (lowest–highest).`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rule = head.map((_, column) => (column === 0 ? '---' : '---:'));
  return [line(head), line(rule), ...rows.map(line)].join('\n');
}

function ns({ median, lowest, highest }: Spread): string {
  return `${median.toFixed(0)} (${lowest.toFixed(0)}–${highest.toFixed(0)})`;
}

function micro({ median, lowest, highest }: Spread): string {
  return `${digits(median)} (${digits(lowest)}–${digits(highest)})`;
}

function milli(spread: Spread): string {
  return micro(spread);
}

/** Three figures are more than noise leaves. */
function digits(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(2);
}

function times(ratio: number): string {
  return `${digits(ratio)}×`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(0)} %`;
}

function size(bytes: number): string {
  return bytes.toLocaleString('en-US');
}
