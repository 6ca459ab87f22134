import { describe, expect, it } from 'vitest';
import { valueText } from '../../../cli/output/value-text.ts';

describe('a value', () => {
  it.each([
    ['claude-3-haiku', 'claude-3-haiku'],
    [0.25, '0.25'],
    [true, 'true'],
    ['', '""'],
    ['two words', '"two words"'],
  ])('is shown as people read it: %s', (value, text) => {
    expect(valueText(value)).toBe(text);
  });

  it.each([
    ['a sequence of the terminal', 'a\u001b[2J'],
    ['the same in one character', 'a\u009b2J'],
    ['text that runs backwards', 'a\u202eb'],
    ['a line break', 'a\nb'],
  ])('cannot bring %s to the screen', (_, value) => {
    expect(valueText(value)).toMatch(/^[ -~]+$/);
  });
});
