import { describe, expect, it } from 'vitest';
import { parseDocblock } from '../../build/docblock.ts';

const link = (name: string): string => `<${name}>`;

describe('a docblock', () => {
  it('is taken apart into its text and what its tags say', () => {
    const comment = [
      '/**',
      ' * Reads a {@link Flag}, 0…1.',
      ' *',
      ' * See `docs/`.',
      ' * @param name - what it is called,',
      ' *   in full',
      ' * @default - none',
      ' * @throws when it is broken',
      ' */',
    ].join('\n');
    expect(parseDocblock(comment, link)).toEqual({
      text: 'Reads a <Flag>, 0…1.\n\nSee `docs/`.',
      default: 'none',
      params: ['`name`: what it is called,\n  in full'],
      throws: 'when it is broken',
    });
  });

  it('may be one line, or not be there', () => {
    expect(parseDocblock('/** @default 5 */', link)).toMatchObject({ text: '', default: '5' });
    expect(parseDocblock('', link)).toEqual({ text: '', default: '', params: [], throws: '' });
  });

  it('keeps an address with an at sign in its text', () => {
    expect(parseDocblock('/** Mail me@example.com. */', link).text).toBe('Mail me@example.com.');
  });
});
