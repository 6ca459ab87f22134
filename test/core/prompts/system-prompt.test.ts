import { describe, expect, it } from 'vitest';
import { JSON_INSTRUCTION, NO_PASSAGES, systemPrompt } from '../../../core/prompts/system-prompt.ts';

const PASSAGES = ['first $& text', 'second {{passages}} text'];

describe('system prompt', () => {
  it('is the prompt itself when there is nothing to add', () => {
    expect(systemPrompt({ system: 'Be brief.' }, { passages: [], json: false })).toBe('Be brief.');
  });

  it('puts the passages where the placeholder is, and takes them literally', () => {
    const text = systemPrompt({ system: 'Use <{{passages}}> only.' }, { passages: PASSAGES, json: false });
    expect(text).toBe('Use <[1] first $& text\n\n[2] second {{passages}} text> only.');
  });

  it('fills every placeholder', () => {
    const text = systemPrompt({ system: '{{passages}}|{{passages}}' }, { passages: ['a'], json: false });
    expect(text).toBe('[1] a|[1] a');
  });

  it('appends the passages to a prompt without a placeholder', () => {
    const text = systemPrompt({ system: 'Be brief.' }, { passages: ['a', 'b'], json: false });
    expect(text).toBe('Be brief.\n\nPassages:\n[1] a\n\n[2] b');
  });

  it('says so where a placeholder finds no passages', () => {
    const text = systemPrompt({ system: 'Use {{passages}}.' }, { passages: [], json: false });
    expect(text).toBe(`Use ${NO_PASSAGES}.`);
  });

  it('ends with the format instruction when JSON is wanted', () => {
    const text = systemPrompt({ system: 'Be brief.' }, { passages: ['a'], json: true });
    expect(text.startsWith('Be brief.')).toBe(true);
    expect(text.endsWith(`\n\n${JSON_INSTRUCTION}`)).toBe(true);
  });
});
