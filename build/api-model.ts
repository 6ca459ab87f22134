/** A piece of a declaration; a reference has the name of another. */
export interface Excerpt {
  readonly kind: 'Content' | 'Reference';
  readonly text: string;
}

/** Part of a declaration's pieces, the end not included. */
export interface ExcerptRange {
  readonly startIndex: number;
  readonly endIndex: number;
}

/** A declaration as api-extractor describes it (`*.api.json`), as far as `API.md` needs it. */
export interface ApiItem {
  readonly kind: string;
  readonly name: string;
  /** With its stars; empty without one. */
  readonly docComment: string;
  readonly excerptTokens: readonly Excerpt[];
  readonly isOptional?: boolean;
  readonly propertyTypeTokenRange?: ExcerptRange;
  readonly members?: readonly ApiItem[];
}

/** The file as a whole. */
export interface ApiPackage {
  readonly members: readonly { readonly members: readonly ApiItem[] }[];
}
