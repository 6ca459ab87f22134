import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import { SvgDocument, type SvgElement } from '../../report/svg-document.ts';

const POINTS = [
  { x: 1, y: 3, end: 2, name: 'a' },
  { x: 2, y: 5, end: 4, name: `"b" & <c>'s` },
];
const AT = { x: 'x', y: 'y' } as const;

const MARKS: Readonly<Record<string, readonly Plot.Markish[]>> = {
  areas: [Plot.areaY(POINTS, { ...AT, fillOpacity: 0.2 })],
  bars: [Plot.barX(POINTS, Plot.stackX({ x: 'y', y: 'name', fill: 'name', insetTop: 3 }))],
  dots: [Plot.dot(POINTS, { ...AT, r: 5, symbol: 'name' })],
  lines: [Plot.lineY(POINTS, { ...AT, curve: 'step-after', stroke: 'var(--accent)' })],
  rectangles: [Plot.rectX(POINTS, { x1: 'x', x2: 'end' }), Plot.rectY(POINTS, Plot.stackY({ ...AT }))],
  rules: [Plot.ruleX([1], { strokeDasharray: '2,3' }), Plot.ruleY(POINTS, { x1: 'x', x2: 'end', y: 'y' })],
  texts: [Plot.text(POINTS, { ...AT, text: 'name', title: 'name' }), Plot.text(['two\nlines'])],
};

interface Drawn {
  readonly localName: string;
  readonly attributes: Iterable<{ readonly name: string; readonly value: string }>;
  readonly children: Iterable<Drawn>;
  readonly textContent: string;
}

/** An element as plain data, but for its style. */
function treeOf({ localName, attributes, children, textContent }: Drawn): unknown {
  const kept = [...attributes].filter(({ name }) => name !== 'style');
  return {
    localName,
    attributes: Object.fromEntries(kept.map(({ name, value }) => [name, value])),
    children: [...children].map(treeOf),
    textContent,
  };
}

function documentOf(markup: string) {
  return parseHTML(`<!doctype html><html><body>${markup}</body></html>`).document;
}

describe('a document for charts', () => {
  it.each(Object.keys(MARKS))('has %s drawn in it as in a document of a browser’s kind', (kind) => {
    const options = { marks: [...(MARKS[kind] ?? [])], width: 400, ariaLabel: 'of two' };
    const svg: SvgElement = Plot.plot({ ...options, document: new SvgDocument() });
    const written = documentOf(svg.toMarkup(new Set())).querySelector('svg');
    const expected: Drawn = Plot.plot({ ...options, document: documentOf('') });
    expect(treeOf(written as unknown as Drawn)).toEqual(treeOf(expected));
  });

  it('leaves out the elements and attributes that it is told', () => {
    const svg: SvgElement = Plot.plot({ document: new SvgDocument(), ariaLabel: 'of two' });
    expect(svg.toMarkup(new Set())).toMatch(/^<svg [^>]*aria-label="of two"[^>]*><style>/);
    expect(svg.toMarkup(new Set(['style', 'aria-label']))).not.toMatch(/style|aria-label/);
  });
});
