import { describe, expect, it } from 'vitest';
import { run } from '../cli/io.ts';
import { codeBlocks } from './markdown.ts';
import { shellWords } from './shell-words.ts';

/** A command that the documentation shows with what it prints. */
interface Transcript {
  readonly place: string;
  /** Without the prompt, continued lines joined. */
  readonly command: string;
  readonly output: string;
}

const PROMPT = '$ ';

/** The commands of all `console` blocks, each with the lines up to the next prompt. */
function transcripts(): readonly Transcript[] {
  return codeBlocks('console').flatMap(({ place, code }) =>
    `\n${code}`
      .split(`\n${PROMPT}`)
      .slice(1)
      .map((part) => {
        const [, command = '', output = ''] = /^((?:[^\n]*\\\n)*[^\n]*)\n?([\s\S]*)$/.exec(part) ?? [];
        return { place, command: command.replaceAll(/\s*\\\n\s*/g, ' '), output: output.trimEnd() };
      }),
  );
}

describe('transcripts of the command line', () => {
  const shown = transcripts();

  it('begin each with a prompt, and show commands of ours only', () => {
    expect(codeBlocks('console').filter(({ code }) => !code.startsWith(PROMPT))).toEqual([]);
    expect(shown.filter(({ command }) => !command.startsWith('model-rollout '))).toEqual([]);
  });

  it.each(['validate', 'explain', 'diff', 'plan', 'hygiene', 'compare'])('show %s', (verb) => {
    expect(shown.some(({ command }) => command.startsWith(`model-rollout ${verb} `))).toBe(true);
  });

  it.each(shown)('are what the command prints: $place $command', async ({ command, output }) => {
    const { out, err } = await run(shellWords(command).slice(1), { columns: 80 });
    expect((out + err).trimEnd()).toBe(output);
  });
});

describe('words of a shown command', () => {
  it('are split as a shell does', () => {
    expect(shellWords(`a --b '{"c": 1}' "d e"f`)).toEqual(['a', '--b', '{"c": 1}', 'd ef']);
    expect(() => shellWords("a 'b")).toThrow('not closed');
  });
});
