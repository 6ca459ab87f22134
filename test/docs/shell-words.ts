/**
 * The words of a command line as a POSIX shell splits it: at spaces outside of quotes. Quotes may be single or double;
 * there are no variables, globs or escapes in what we show. Throws on a quote that is not closed.
 */
export function shellWords(line: string): readonly string[] {
  const words = [...line.matchAll(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g)].map(([word]) => word);
  const unquoted = words.map((word) => word.replaceAll(/'([^']*)'|"([^"]*)"/g, (_, one, two) => one ?? two));
  const quotes = line.replaceAll(/'[^']*'|"[^"]*"/g, '').match(/['"]/);
  if (quotes) throw new Error(`a quote is not closed: ${line}`);
  return unquoted;
}
