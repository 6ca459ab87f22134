export interface Retrieval {
  readonly query: string;
  /** Passages wanted, 1 to 100. */
  readonly count: number;
  /** The retriever enforces it. */
  readonly timeoutMs: number;
}

/** Finds passages for a question, the most relevant first. Rejects with a `ModelFailure` of the same kinds. */
export interface Retriever {
  retrieve(retrieval: Retrieval): Promise<readonly string[]>;
}
