import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readDocumentText } from '../../cli/documents/document-text.ts';
import type { FlagDocument } from '../../core/document/flag-document.ts';
import { checkHygiene } from '../../core/hygiene/check-hygiene.ts';
import { FLAGS } from '../../lambda/contract.ts';
import { TODAY } from '../cli/io.ts';

function sample(name: string): FlagDocument {
  return shipped(`sample/${name}`);
}

function shipped(path: string): FlagDocument {
  const parsed = readDocumentText(readFileSync(`config/${path}`, 'utf8'));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  expect(parsed.warnings).toEqual([]);
  return parsed.value;
}

describe('the sample document', () => {
  it.each(['model-flags.jsonc', 'next.jsonc'])('is accepted and hygienic: %s', (name) => {
    expect(checkHygiene(sample(name), TODAY)).toEqual([]);
  });

  it('has the flags that the inference handler reads', () => {
    expect(sample('model-flags.jsonc').flags.map(({ flag }) => flag)).toEqual(Object.values(FLAGS));
  });

  it('shows a pin, a killed value, a segment and a gate', () => {
    const { flags, segments } = sample('model-flags.jsonc');
    expect(Object.keys(segments)).not.toEqual([]);
    expect(flags.some(({ pins }) => pins.length > 0)).toBe(true);
    expect(flags.some(({ killed }) => killed.length > 0)).toBe(true);
    const percentages = flags.flatMap(({ rules }) =>
      rules.map(({ condition }) => condition.rollout_percentage),
    );
    expect(percentages).toContain(10);
  });
});

describe('a document to begin with', () => {
  it.each(['starter', 'first-version', 'safe-default'])('has nothing that hygiene minds: %s', (directory) => {
    expect(checkHygiene(shipped(`${directory}/model-flags.json`), TODAY)).toEqual([]);
  });
});
