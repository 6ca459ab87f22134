import { escapeHtml } from './html.ts';

/**
 * A document that charts are drawn in and written out of: as much of a document as Plot asks for. One of a browser's kind
 * also reads HTML and styles, which is more code than all of Plot.
 */
export class SvgDocument {
  readonly documentElement: SvgElement = new SvgElement('svg', this);

  createElementNS(_namespace: string, name: string): SvgElement {
    return new SvgElement(name, this);
  }
}

/** An element of a drawing. Styles are not kept: a page's policy refuses them. */
export class SvgElement {
  readonly namespaceURI = 'http://www.w3.org/2000/svg';
  readonly ownerDocument: SvgDocument;
  readonly style = { setProperty: (): void => {} };
  readonly #name: string;
  readonly #attributes = new Map<string, string>();
  #content: (SvgElement | string)[] = [];

  constructor(name: string, ownerDocument: SvgDocument) {
    this.#name = name;
    this.ownerDocument = ownerDocument;
  }

  set textContent(text: string) {
    this.#content = [text];
  }

  setAttribute(name: string, value: unknown): void {
    this.#attributes.set(name, String(value));
  }

  removeAttribute(name: string): void {
    this.#attributes.delete(name);
  }

  appendChild(child: SvgElement): SvgElement {
    return this.insertBefore(child, null);
  }

  /** Before an element of this one, or at the end. The child must be in no other. */
  insertBefore(child: SvgElement, next: SvgElement | null): SvgElement {
    const at = next === null ? this.#content.length : this.#content.indexOf(next);
    this.#content.splice(at, 0, child);
    return child;
  }

  /** Markup, without elements and attributes that the names say. */
  toMarkup(without: ReadonlySet<string>): string {
    if (without.has(this.#name)) return '';
    const attributes = [...this.#attributes].filter(([name]) => !without.has(name));
    const text = attributes.map(([name, value]) => ` ${name}="${escapeHtml(value)}"`).join('');
    const content = this.#content.map((one) =>
      typeof one === 'string' ? escapeHtml(one) : one.toMarkup(without),
    );
    const inside = content.join('');
    return inside === '' ? `<${this.#name}${text}/>` : `<${this.#name}${text}>${inside}</${this.#name}>`;
  }
}
