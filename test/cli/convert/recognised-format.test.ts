import { describe, expect, it } from 'vitest';
import { FORMAT_NAMES } from '../../../cli/convert/format.ts';
import { FORMATS } from '../../../cli/convert/formats.ts';
import { recognisedFormat } from '../../../cli/convert/recognised-format.ts';
import { aDocument, aFlag, parsed } from '../../helpers/flag-documents.ts';

const DOCUMENT = parsed(
  aDocument([aFlag({ rules: [{ name: 'gold', condition: { plan: 'gold' }, value: 'new' }] })]),
);

describe('recognisedFormat', () => {
  it('recognises what each format writes', () => {
    const found = FORMAT_NAMES.map((name) => recognisedFormat(FORMATS[name].write(DOCUMENT).text));
    expect(found).toEqual(FORMAT_NAMES);
  });

  it('recognises a document of one flag', () => {
    expect(recognisedFormat('{ "flag": "model", "default": "a" }')).toBe('model-rollout');
  });

  it.each([
    '{',
    '7',
    '{}',
    '{ "flags": 7 }',
    '{ "flags": [7] }',
    '{ "flags": {} }',
    '{ "flags": { "a": {} } }',
  ])('says nothing of %s', (text) => {
    expect(recognisedFormat(text)).toBeUndefined();
  });
});
