import { ServiceError } from '../http/service-error.ts';
import { invalidRequest, secretNotFound } from './errors.ts';

export const CURRENT = 'AWSCURRENT';
export const PREVIOUS = 'AWSPREVIOUS';
export const PENDING = 'AWSPENDING';

/** One value that a secret has or had. */
export interface SecretVersion {
  readonly id: string;
  readonly text: string;
  readonly createdAtMs: number;
}

/** The versions of one secret, and which label is at which. A version without any label is forgotten. */
export class SecretVersions {
  readonly #secret: string;
  readonly #versions = new Map<string, SecretVersion>();
  readonly #labels = new Map<string, string>();

  constructor(secret: string) {
    this.#secret = secret;
  }

  /**
   * Adds a version with labels, or finds it again when it was added with the same text. Throws `ResourceExistsException`
   * for another text.
   */
  put(version: SecretVersion, labels: readonly string[]): void {
    const known = this.#versions.get(version.id);
    if (known !== undefined && known.text !== version.text) {
      const message = `secret ${this.#secret} has version ${version.id} already, with another value; use another id`;
      throw new ServiceError('ResourceExistsException', 400, message);
    }
    this.#versions.set(version.id, known ?? version);
    for (const label of labels) this.#move(label, version.id);
    this.#forget();
  }

  /** Moves a label, taken from the version that is said to have it. Throws as Secrets Manager does when it has it not. */
  move(label: string, to: string | undefined, from: string | undefined): void {
    const holder = this.#labels.get(label);
    if (to !== undefined && !this.#versions.has(to)) throw this.#missing(to);
    if (holder !== undefined && holder !== from && holder !== to) {
      throw new ServiceError(
        'InvalidParameterException',
        400,
        `label ${label} is at version ${holder}; say so with RemoveFromVersionId`,
      );
    }
    if (to === undefined) this.#labels.delete(label);
    else this.#move(label, to);
    this.#forget();
  }

  /** By id, by label, or by both, which must agree; the current one by default. */
  find(id: string | undefined, label: string | undefined): SecretVersion {
    const labelled = this.#labels.get(label ?? CURRENT);
    if (id !== undefined && label !== undefined && id !== labelled) {
      throw invalidRequest(`label ${label} is not at version ${id}; ask for one of the two`);
    }
    const version = this.#versions.get(id ?? labelled ?? '');
    if (version === undefined) throw this.#missing(id ?? label ?? CURRENT);
    return version;
  }

  has(label: string): boolean {
    return this.#labels.has(label);
  }

  /** Labels of a version, sorted. */
  labelsOf(id: string): string[] {
    return [...this.#labels]
      .filter(([, version]) => version === id)
      .map(([label]) => label)
      .sort();
  }

  /** Labels by version. */
  get all(): Record<string, string[]> {
    return Object.fromEntries([...this.#versions.keys()].map((id) => [id, this.labelsOf(id)]));
  }

  /** What was current is previous from then on. */
  #move(label: string, to: string): void {
    const before = this.#labels.get(label);
    if (label === CURRENT && before !== undefined && before !== to) this.#labels.set(PREVIOUS, before);
    this.#labels.set(label, to);
  }

  #forget(): void {
    const labelled = new Set(this.#labels.values());
    for (const id of [...this.#versions.keys()]) if (!labelled.has(id)) this.#versions.delete(id);
  }

  #missing(wanted: string): ServiceError {
    return secretNotFound(`secret ${this.#secret} has no version ${JSON.stringify(wanted)}; use ${CURRENT}`);
  }
}
