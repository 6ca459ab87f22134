import { describe, expect, it } from 'vitest';
import { Screen } from '../../../cli/output/screen.ts';

function aScreen(stream: { isTTY?: boolean; columns?: number } = {}, env: Record<string, string> = {}) {
  const written: string[] = [];
  const screen = new Screen({ ...stream, write: (text: string) => written.push(text) }, env);
  return { screen, text: () => written.join('') };
}

describe('a screen', () => {
  it('breaks a paragraph between words at the width of the terminal', () => {
    const { screen, text } = aScreen({ isTTY: true, columns: 20 });
    screen.paragraph('one two three four five six seven', 2, 0);
    const lines = text().trimEnd().split('\n');
    expect(lines.every((line) => line.length <= 20)).toBe(true);
    expect(lines.slice(1).every((line) => line.startsWith('  '))).toBe(true);
    expect(text().split(/\s+/).filter(Boolean)).toEqual([
      'one',
      'two',
      'three',
      'four',
      'five',
      'six',
      'seven',
    ]);
  });

  it('writes neither colours nor live lines where output is piped', () => {
    const { screen, text } = aScreen();
    screen.live('passing');
    screen.line(screen.style('red', 'kept'));
    expect(text()).toBe('kept\n');
  });

  it('writes no colours where NO_COLOR is set', () => {
    const { screen, text } = aScreen({ isTTY: true }, { NO_COLOR: '1' });
    screen.line(screen.style('red', 'kept'));
    expect(text()).toBe('kept\n');
  });

  it('replaces a live line by the next line', () => {
    const { screen, text } = aScreen({ isTTY: true, columns: 80 });
    screen.live('passing');
    screen.line('kept');
    expect(text().endsWith('passing\r\u001b[2Kkept\n')).toBe(true);
  });
});
