import type { KnowledgeBaseRetrievalResult } from '@aws-sdk/client-bedrock-agent-runtime';

/** The passages that share most words with the query, best first; ties in the order of the passages. Score in [0, 1]. */
export function retrievePassages(
  passages: readonly string[],
  query: string,
  count: number,
): KnowledgeBaseRetrievalResult[] {
  const wanted = wordsOf(query);
  return passages
    .map((text, index) => ({ text, index, score: overlap(wanted, wordsOf(text)) }))
    .sort((a, b) => b.score - a.score)
    .slice(0, count)
    .map(({ text, index, score }) => ({
      content: { type: 'TEXT', text },
      location: { type: 'CUSTOM', customDocumentLocation: { id: `passage-${index}` } },
      score,
    }));
}

function wordsOf(text: string): ReadonlySet<string> {
  return new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu));
}

/** Words in both over words in either (Jaccard). */
function overlap(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let shared = 0;
  for (const word of a) if (b.has(word)) shared += 1;
  const all = a.size + b.size - shared;
  return all === 0 ? 0 : shared / all;
}
