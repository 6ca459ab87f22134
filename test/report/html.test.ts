import fc from 'fast-check';
import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import { escapeHtml, html } from '../../report/html.ts';

describe('markup', () => {
  it('shows any text as it is, and takes none of it for markup', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const { document } = parseHTML(html`<body><p title="${text}">${text}</p></body>`.text);
        const [shown, ...others] = document.querySelectorAll('body *');
        expect(others).toEqual([]);
        expect(shown?.textContent).toBe(document.createTextNode(text).textContent);
      }),
    );
  });

  it('escapes what ends an attribute or begins an element', () => {
    expect(escapeHtml(`<a href='x' title="&">`)).toBe('&lt;a href=&#39;x&#39; title=&quot;&amp;&quot;&gt;');
  });

  it('replaces characters that no page can hold', () => {
    expect(escapeHtml('a\u0000b\uD800c\u0085d\te\nf')).toBe('a\uFFFDb\uFFFDc\uFFFDd\te\nf');
  });

  it('keeps markup that was made here, and joins lists', () => {
    const items = ['<1>', '2'].map((text) => html`<li>${text}</li>`);
    expect(html`<ul>${items}${undefined}</ul>`.text).toBe('<ul><li>&lt;1&gt;</li><li>2</li></ul>');
  });
});
