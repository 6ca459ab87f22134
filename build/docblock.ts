/** A docblock without its stars, in its parts; all in Markdown. */
export interface Docblock {
  /** Before the first tag. */
  readonly text: string;
  /** Value in force where nothing is given; empty without one. */
  readonly default: string;
  /** Each with its name and what is said of it. */
  readonly params: readonly string[];
  /** What is thrown, and when; empty without one. */
  readonly throws: string;
}

/** Takes a docblock apart. Links to other declarations become what `link` makes of their names. */
export function parseDocblock(comment: string, link: (name: string) => string): Docblock {
  const body = comment
    .replace(/^\s*\/\*\*|\*\/\s*$/g, '')
    .replace(/^[ \t]*\* ?/gm, '')
    .replace(/\{@link ([\w.]+)\}/g, (_, name: string) => link(name))
    .trim();
  const [text = '', ...tags] = body.split(/^@(?=\w)/m).map((part) => part.trim());
  const ofTag = (name: string): readonly string[] =>
    tags.filter((tag) => tag.split(/\s/, 1)[0] === name).map((tag) => tag.slice(name.length).trim());
  return {
    text,
    default: ofTag('default').join(' ').replace(/^- /, ''),
    params: ofTag('param').map((param) => param.replace(/^(\w+)\s+(- )?/, '`$1`: ')),
    throws: ofTag('throws').join('; '),
  };
}
