import * as Plot from '@observablehq/plot';
import { Html, html } from './html.ts';
import { SvgDocument, type SvgElement } from './svg-document.ts';

/** What a chart is made of, apart from its size. */
export interface ChartOptions extends Omit<Plot.PlotOptions, 'width' | 'document' | 'className'> {
  readonly height: number;
}

/** Sizes that a chart is drawn in: the page shows the one that fits, so that letters stay legible on a phone. */
const WIDTHS = { wide: 720, narrow: 300, small: 280 } as const;
/** What the page's policy refuses, and names of parts of a picture that is described as a whole. */
const LEFT_OUT = new Set(['style', 'aria-label', 'aria-description']);

/** What a page is: wide, or narrow as a phone. */
export type ChartWidth = 'wide' | 'narrow';

/**
 * Draws a chart for wide and for narrow pages. Colours may be CSS variables of the page. `description` stands in for the
 * picture where it is not seen.
 */
export function drawChart(description: string, optionsFor: (width: ChartWidth) => ChartOptions): Html {
  const sizes = [draw('wide', optionsFor('wide')), draw('narrow', optionsFor('narrow'))];
  return html`<div class="chart" role="img" aria-label="${description}">${sizes}</div>`;
}

/** Draws a chart that is small on every page, such as one of several beside each other. */
export function drawSmallChart(description: string, options: ChartOptions): Html {
  return html`<div class="chart small" role="img" aria-label="${description}">${draw('small', options)}</div>`;
}

function draw(width: keyof typeof WIDTHS, options: ChartOptions): Html {
  const document = new SvgDocument();
  // Plot returns an element of the document that it is given.
  const svg: SvgElement = Plot.plot({ ...options, width: WIDTHS[width], document, className: 'plot' });
  svg.setAttribute('class', `plot ${width}`);
  svg.setAttribute('aria-hidden', 'true');
  return new Html(rounded(svg.toMarkup(LEFT_OUT)));
}

/** A tenth of a pixel is finer than any screen. */
function rounded(markup: string): string {
  return markup.replace(/-?\d+\.\d{2,}(?=[^<>]*>)/g, (number) =>
    String(Math.round(Number(number) * 10) / 10),
  );
}
