import { describe, expect, it } from 'vitest';
import { apiDocument } from '../../build/api-document.ts';
import type { ApiItem } from '../../build/api-model.ts';
import type { DescribedEntryPoint } from '../../build/declarations.ts';
import { ENTRY_POINTS } from '../../build/entry-points.ts';

function anItem(kind: string, name: string, declaration: string, more: Partial<ApiItem> = {}): ApiItem {
  return { kind, name, docComment: '', excerptTokens: [{ kind: 'Content', text: declaration }], ...more };
}

/** A property of an interface whose type is the one piece of its declaration. */
function aProperty(name: string, type: string, more: Partial<ApiItem> = {}): ApiItem {
  return anItem('PropertySignature', name, type, {
    propertyTypeTokenRange: { startIndex: 0, endIndex: 1 },
    ...more,
  });
}

function documentOf(...chapters: readonly (readonly ApiItem[])[]): string {
  const described = chapters.map((items, at): DescribedEntryPoint => {
    const entryPoint = ENTRY_POINTS[at];
    if (entryPoint === undefined) throw new Error('more chapters than entry points');
    return { entryPoint, items, problems: [] };
  });
  return apiDocument(described);
}

describe('the reference', () => {
  it('has required members before optional ones, with their defaults', () => {
    const members = [
      aProperty('age', 'number | string', {
        isOptional: true,
        docComment: '/** In years.\n * @default 7 */',
      }),
      aProperty('name', 'string'),
    ];
    const text = documentOf([anItem('Interface', 'Dog', 'export interface Dog ', { members })]);
    expect(text).toContain('| `name` | `string` |  |  |\n| `age?` | `number \\| string` | In years. | 7 |');
  });

  it('shows how a class is made and what it can do', () => {
    const members = [
      anItem('Constructor', '', 'constructor(name: string);'),
      anItem('Method', 'bark', 'bark(): void;', { docComment: '/** Makes noise. */' }),
    ];
    const text = documentOf([anItem('Class', 'Dog', 'export declare class Dog ', { members })]);
    expect(text).toContain('```typescript\nclass Dog\nnew Dog(name: string)\n```');
    expect(text).toContain('```typescript\nbark(): void\n```\n\nMakes noise.');
  });

  it('describes once what two entry points have, and links there', () => {
    const cat = anItem('TypeAlias', 'Cat', 'export type Cat = "cat";');
    const text = documentOf([cat], [cat, anItem('Function', 'feed', 'export declare function feed(): Cat;')]);
    expect(text.match(/^### Cat$/gm)).toHaveLength(1);
    expect(text).toContain('here as well: [`Cat`](#cat).');
  });
});
