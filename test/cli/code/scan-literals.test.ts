import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LANGUAGES, languageOf } from '../../../cli/code/language.ts';
import { type Literal, scanLiterals } from '../../../cli/code/scan-literals.ts';

function scan(text: string, file = 'a.ts'): readonly Literal[] {
  const language = languageOf(file);
  if (!language) throw new Error(`${file} is of no language`);
  return scanLiterals(text, language);
}

function valuesIn(text: string, file?: string): readonly string[] {
  return scan(text, file).map(({ value }) => value);
}

describe('string literals of JavaScript and TypeScript', () => {
  it.each([
    ['every kind of quote', `f("a", 'b', \`c\`)`, ['a', 'b', 'c']],
    ['escaped quotes', String.raw`f("a\"b", 'c')`, [String.raw`a\"b`, 'c']],
    ['a template over lines', 'f(`a\nb`, "c")', ['a\nb', 'c']],
    [
      'code inside a template, and no template around it',
      `f(\`a\${g("b", \`c\${"d"}\`, { e: "f" })}"g"\`, "h")`,
      ['b', 'd', 'f', 'h'],
    ],
    ['no comments', `// 'a'\n/* "b" \n 'c' */ 'd' // "e"`, ['d']],
    ['addresses in strings, which hold no comment', `f('https://x', "b")`, ['https://x', 'b']],
    [
      'quotes in regular expressions',
      `x = /["'\`/]\\/"/g, y = "a"; if (!/'/.test("b")) return /"/;`,
      ['a', 'b'],
    ],
    [
      'quotes in regular expressions after a condition',
      `if (f(x)) /["'\`]/.test("b")\nwhile (/'/.test("c"))\n/"/.exec(d)`,
      ['b', 'c'],
    ],
    ['divisions', `x = a / b + "c" / d; y = (1) / 2 + 'e' / 3`, ['c', 'e']],
    ['divisions of calls', `x.if(a) / 2 + "c" / d`, ['c']],
    [
      'divisions of what was counted or is not null',
      `x = a++ / 2 + "b" / 3; y = c-- / 2 + "d" / 3; z = e! / 2 + "f" / 3`,
      ['b', 'd', 'f'],
    ],
    ['regular expressions after a sign or a negation', `x = + /"/; y = a + !/'/.test("b")`, ['b']],
    ['apostrophes between tags', `<p title="a">Don't {t('b')} it's "c"</p>`, ['a', 'b', 'c']],
    ['closing tags', `<b>{x('a')}</b><br /> <i>{y("b")}</i>`, ['a', 'b']],
    ['keywords right before', `switch(x){case'a':return'b'}typeof'c'`, ['a', 'b', 'c']],
    ['what does not close on its line', `x = 'a\ny = "b"`, ['b']],
    ['what is escaped over lines', `x = 'a\\\nb' + "c"`, ['a\\\nb', 'c']],
  ])('are found with %s', (_, text, values) => {
    expect(valuesIn(text, 'a.tsx')).toEqual(values);
  });
});

describe('string literals of other languages', () => {
  it.each([
    ['Python, triple quotes', 'a.py', `f("""a"b""", '''c'd''', '', "")`, ['a"b', "c'd", '', '']],
    ['Python, prefixes', 'a.py', `f(r"a", Rb'b', u"c", f"d", fr'e')`, ['a', 'b', 'c', 'd', 'e']],
    ['Python, code in formatted strings', 'a.py', `f"{g('a')} {{b}} {x["c"]}" + 'd'`, ['a', 'c', 'd']],
    ['Python, code in templates', 'a.py', `t"{g('a')}" + rt'b{x["c"]}'`, ['a', 'c']],
    ['Python, names that every object has', 'a.py', `constructor"a" + __proto__'b'`, ['a', 'b']],
    ['Python, names that end like prefixes', 'a.py', `err"a"`, ['a']],
    ['Python, comments', 'a.py', `x = 'a' # 'b' "c"\ny = "#d" # e'`, ['a', '#d']],
    [
      'Java, text blocks and characters',
      'A.java',
      `f("a", '"', """\n  "b" ""c\n""", "d") // "e"`,
      ['a', '"', '\n  "b" ""c\n', 'd'],
    ],
    [
      'Go, raw strings and runes',
      'a.go',
      'f("a\\"", `b\\`, \'"\', `c\n"d"`) /* "e" */',
      ['a\\"', 'b\\', '"', 'c\n"d"'],
    ],
  ])('are found: %s', (_, file, text, values) => {
    expect(valuesIn(text, file)).toEqual(values);
  });
});

describe('the call of a literal', () => {
  it.each([
    [
      'a.ts',
      `client.getStringValue('k', "d")`,
      { name: 'getStringValue', isMember: true, argument: 0, hasNext: true },
    ],
    ['a.ts', `evaluate(docs[f('x', 1)], 'k', context)`, { name: 'evaluate', isMember: false, argument: 1 }],
    [
      'a.ts',
      `x.getObjectValue<{ a: 'b'; f(): () => void }>('k', {})`,
      { name: 'getObjectValue', isMember: true },
    ],
    [
      'a.ts',
      `await evaluate(\n  // the document\n  document,\n  'k',\n)`,
      { name: 'evaluate', argument: 1, hasNext: true },
    ],
    ['a.ts', `f({ a: 'x' }, [\`y\`], 'k')`, { name: 'f', argument: 2, isFirstLiteral: true, hasNext: false }],
    ['a.ts', `f('x', 'k')`, { name: 'f', argument: 1, isFirstLiteral: false }],
    ['a.py', `client.get_boolean_value(default_value=x, flag_key="k")`, { argument: 1, keyword: 'flag_key' }],
    [
      'a.go',
      `client.StringValue(context.Background(), "k", "d", evalCtx)`,
      { name: 'StringValue', argument: 1 },
    ],
    ['A.java', `client.<String>getStringValue("k", d)`, { name: 'getStringValue', argument: 0 }],
  ])('is known in %s: %s', (file, text, call) => {
    expect(scan(text, file).find(({ value }) => value === 'k')?.call).toMatchObject(call);
  });

  it.each([
    `f('k' + x)`,
    `f(x + 'k')`,
    `f(a ? 'k' : b)`,
    `x = 'k'`,
    `f(['k'])`,
    `(a, 'k')`,
    `f(g, { k: 'k' })`,
  ])('is none where the literal is not an argument by itself: %s', (text) => {
    expect(scan(text).find(({ value }) => value === 'k')?.call).toBeUndefined();
  });

  it('survives brackets that do not match', () => {
    expect(scan(`f(]}) g('k', 1)`)[0]?.call).toMatchObject({ name: 'g', argument: 0 });
    expect(scan(`f(\`\${a)}\`, 1); g("k", 1)`).at(-1)?.call).toMatchObject({ name: 'g', argument: 0 });
  });
});

it('places every literal where its value stands, in any text of any language', () => {
  const pieces = fc.constantFrom(
    ...'" \' ` """ $ } { ( ) [ ] , / // /* */ # \\ \n < > = . f f" r\' abc é'.split(/ (?!$)/),
  );
  const text = fc
    .array(fc.oneof(pieces, fc.string({ maxLength: 3 })), { maxLength: 40 })
    .map((all) => all.join(''));
  fc.assert(
    fc.property(text, fc.constantFrom(...LANGUAGES), (source, language) => {
      let end = 0;
      for (const { value, offset } of scanLiterals(source, language)) {
        expect(offset).toBeGreaterThan(end);
        expect(source.slice(offset, offset + value.length)).toBe(value);
        expect(source[offset - 1]).toMatch(/["'`]/);
        end = offset + value.length;
      }
    }),
    { numRuns: 2000 },
  );
});
