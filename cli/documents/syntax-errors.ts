import { type ParseError, printParseErrorCode } from 'jsonc-parser';

/** What a mistake in the syntax comes to, in words. */
export interface SyntaxWords {
  readonly message: string;
  readonly allowed: string;
  readonly fix: string;
}

const JSON_VALUE = 'a string in double quotes, a number, true, false, null, a list or an object';

const NO_JSON: SyntaxWords = {
  message: 'this is no JSON',
  allowed: JSON_VALUE,
  fix: 'remove it, or put names and texts in double quotes',
};

/** By the parser's name of the mistake. */
const WORDS: Readonly<Record<string, SyntaxWords>> = {
  PropertyNameExpected: {
    message: 'a member has to begin with its name',
    allowed: 'a name in double quotes, a colon and a value',
    fix: 'add the name, or remove what stands here',
  },
  ValueExpected: {
    message: 'a value is missing',
    allowed: JSON_VALUE,
    fix: 'add the value, or remove the comma or name before it',
  },
  ColonExpected: {
    message: 'the colon after the name is missing',
    allowed: 'a colon between name and value',
    fix: 'add the colon',
  },
  CommaExpected: {
    message: 'the comma before this is missing',
    allowed: 'a comma between members and between entries',
    fix: 'add the comma, or close the object or list before it',
  },
  CloseBraceExpected: {
    message: 'an object is not closed',
    allowed: 'a } for every {',
    fix: 'add the closing brace',
  },
  CloseBracketExpected: {
    message: 'a list is not closed',
    allowed: 'a ] for every [',
    fix: 'add the closing bracket',
  },
  EndOfFileExpected: {
    message: 'the document has ended before this',
    allowed: 'one JSON value and comments',
    fix: 'remove what follows, or correct the braces before it',
  },
  UnexpectedEndOfComment: {
    message: 'the comment is not closed',
    allowed: '/* … */',
    fix: 'close the comment with */',
  },
  UnexpectedEndOfString: {
    message: 'the text is not closed',
    allowed: 'a text in double quotes, on one line',
    fix: 'add the double quote; write a line break as \\n',
  },
  UnexpectedEndOfNumber: {
    message: 'the number breaks off',
    allowed: 'digits after a point or an exponent',
    fix: 'complete the number',
  },
  InvalidUnicode: {
    message: 'this is no character',
    allowed: '\\u and four hexadecimal digits',
    fix: 'correct the escape',
  },
  InvalidEscapeCharacter: {
    message: 'there is no such escape',
    allowed: '\\" \\\\ \\/ \\b \\f \\n \\r \\t and \\uXXXX',
    fix: 'correct the escape; a backslash itself is \\\\',
  },
  InvalidCharacter: {
    message: 'a control character stands in a text',
    allowed: 'control characters as escapes, such as \\t',
    fix: 'escape the character, or remove it',
  },
};

/** What the parser found, for a person. */
export function syntaxWords({ error }: ParseError): SyntaxWords {
  // The parser's codes are a const enum, which exists for its own compiler only; their names are there at run time.
  return WORDS[printParseErrorCode(error)] ?? NO_JSON;
}
