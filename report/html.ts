/** Markup that is safe to show as it is: it was written here, or escaped. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** What may stand between pieces of markup. Text is escaped; lists are joined; `undefined` is nothing. */
export type Fragment = Html | string | number | undefined | readonly Fragment[];

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/**
 * Template tag for markup: what is put in is escaped unless it is `Html`. Good for text and for attributes in double
 * quotes, not for scripts, styles or addresses that others have a say in.
 */
export function html(pieces: TemplateStringsArray, ...fragments: readonly Fragment[]): Html {
  return new Html(
    pieces.map((piece, at) => (at === 0 ? piece : `${textOf(fragments[at - 1])}${piece}`)).join(''),
  );
}

/** Markup of a text. Characters that no page can hold are shown as U+FFFD. */
export function escapeHtml(text: string): string {
  return text
    .replace(UNSHOWABLE, '\uFFFD')
    .replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

/** Halves of a pair alone, and control characters but for tabulator and line ends: a parser refuses or drops them. */
const UNSHOWABLE = /\p{Surrogate}|(?![\t\n\r])\p{Control}/gu;

function textOf(fragment: Fragment): string {
  if (fragment === undefined) return '';
  if (fragment instanceof Html) return fragment.text;
  if (typeof fragment === 'object') return fragment.map(textOf).join('');
  return escapeHtml(String(fragment));
}
