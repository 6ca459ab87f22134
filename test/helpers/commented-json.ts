import fc, { type Arbitrary } from 'fast-check';

/** Whatever a person may put between two tokens; `N` becomes a number of its own. */
const BETWEEN = [
  '',
  '',
  '',
  ' ',
  '\n  ',
  '\t',
  ' // N ], "x": {\n',
  '/* N } */',
  ' /* N, // \n "a" */\n    ',
  '\n\n  // N /* \n  // N\n  ',
];

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;

/** A JSON text of the value with comments and white space anywhere, or as people lay it out, LF or CRLF. */
export function commentedJson(value: unknown): Arbitrary<string> {
  return fc
    .record({
      layout: fc.constantFrom(undefined, 2, 2, '\t'),
      remarks: fc.array(fc.nat(BETWEEN.length - 1), { minLength: 1, maxLength: 40 }),
      density: fc.constantFrom(1, 4, 9),
      comma: fc.boolean(),
      lineBreak: fc.constantFrom('\n', '\r\n'),
    })
    .map(({ layout, remarks, density, comma, lineBreak }) => {
      let [places, comments, before] = [0, 0, ''];
      const between = (): string => {
        const chosen = places % density === 0 ? remarks[(places / density) % remarks.length] : 0;
        places += 1;
        return (BETWEEN[chosen ?? 0] ?? '').replaceAll('N', () => `${comments++};`);
      };
      const text = JSON.stringify(value, undefined, layout).replace(TOKEN, (token) => {
        const isLast = (token === '}' && before !== '{') || (token === ']' && before !== '[');
        before = token;
        return `${comma && isLast ? `${between()},` : ''}${between()}${token}`;
      });
      return (text + between()).replaceAll('\n', lineBreak);
    });
}

/** Comments of a JSON text, each with its offset. */
export function commentsOf(text: string): readonly { readonly offset: number; readonly text: string }[] {
  const pieces = text.matchAll(/"(?:[^"\\]|\\.)*"|\/\/[^\r\n]*|\/\*[\s\S]*?\*\//g);
  return [...pieces]
    .filter(([piece]) => piece.startsWith('/'))
    .map((piece) => ({ offset: piece.index, text: piece[0] }));
}
