import type { VerdictKind } from '../core/experiment/comparison.ts';
import { type Html, html } from './html.ts';

interface Look {
  readonly word: string;
  /** Said by shape as well as by colour. */
  readonly sign: string;
}

const LOOKS: Readonly<Record<VerdictKind, Look>> = {
  better: { word: 'Better', sign: '▲' },
  worse: { word: 'Worse', sign: '▼' },
  'no-meaningful-difference': { word: 'No meaningful difference', sign: '=' },
  'not-yet': { word: 'Not yet', sign: '…' },
  'sample-ratio-mismatch': { word: 'Cannot be told', sign: '!' },
};

/** A verdict in one word, to be found at a glance. */
export function verdictBadge(kind: VerdictKind): Html {
  const { word, sign } = LOOKS[kind];
  return html`<span class="badge ${kind}"><span aria-hidden="true">${sign}</span> ${word}</span>`;
}

/** The same as plain text. */
export function verdictWord(kind: VerdictKind): string {
  return LOOKS[kind].word;
}
