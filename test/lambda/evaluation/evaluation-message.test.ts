import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  MAX_MESSAGE_BYTES,
  MESSAGE_LIMITS,
  parseMessage,
  printMessage,
} from '../../../lambda/evaluation/evaluation-message.ts';

const MESSAGE = { token: 'v1.a.b', rubric: 'v1', question: 'Who?', answer: 'You.' };
const words = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 50 })
  .filter((text) => text.trim() !== '');

describe('a message to the evaluator', () => {
  it('is read as it was written', () => {
    const message = fc.record(
      { token: words, rubric: words, question: words, answer: words, reference: words },
      { requiredKeys: ['token', 'rubric', 'question'] },
    );
    fc.assert(
      fc.property(message, (written) => {
        fc.pre(written.rubric.length <= 64);
        expect(parseMessage(printMessage(written))).toEqual(written);
      }),
    );
  });

  it('has texts of limited length, with no half of a character at the end', () => {
    const long = `${'x'.repeat(MESSAGE_LIMITS.answer - 1)}😀`;
    const read = parseMessage(printMessage({ ...MESSAGE, answer: long, question: long }));
    expect(read?.answer).toBe('x'.repeat(MESSAGE_LIMITS.answer - 1));
    expect(read?.question).toHaveLength(MESSAGE_LIMITS.question);
  });

  it('is no larger than the queue takes', () => {
    const [question, answer] = ['\u0001'.repeat(20_000), '\u0001'.repeat(40_000)];
    expect(printMessage({ ...MESSAGE, question: `x${question}`, answer: `x${answer}` })).toBeUndefined();
    const largest = printMessage({ ...MESSAGE, question: '語'.repeat(20_000), answer: '語'.repeat(40_000) });
    expect(Buffer.byteLength(largest ?? '')).toBeLessThanOrEqual(MAX_MESSAGE_BYTES);
    expect(largest).toBeDefined();
  });

  it('is nothing else, and reading never throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (body) => {
        expect(parseMessage(body)).toBeUndefined();
      }),
    );
  });

  it.each([
    { token: 3 },
    { token: 'x'.repeat(16_385) },
    { rubric: '' },
    { rubric: 'x'.repeat(65) },
    { question: undefined },
    { answer: '' },
    { answer: null },
    { reference: 'x'.repeat(20_001) },
    { role: 'candidate' },
    { version: 2 },
  ])('is refused with %o', (more) => {
    expect(parseMessage(JSON.stringify({ version: 1, ...MESSAGE, ...more }))).toBeUndefined();
  });
});
