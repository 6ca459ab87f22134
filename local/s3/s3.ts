import { createHash } from 'node:crypto';
import type { Clock } from '../clock.ts';
import { ServiceError } from '../http/service-error.ts';

/** Default and limit of `max-keys` (API reference of ListObjectsV2). */
const MOST_KEYS = 1000;

/** `BUCKET.s3.REGION.amazonaws.com`; the path style has no bucket in the host. */
const VIRTUAL_HOST = /^(.+)\.s3[.-].*amazonaws\.com/;

export interface S3Options {
  readonly clock: Clock;
  /** Names of the buckets that there are: no operation makes one. */
  readonly buckets: readonly string[];
}

/** Where an object is, or is to be. */
export interface ObjectAddress {
  readonly bucket: string;
  readonly key: string;
}

export interface StoredObject {
  readonly key: string;
  readonly body: Uint8Array;
  readonly contentType: string;
  /** In quotes, as S3 writes it. */
  readonly etag: string;
  readonly modifiedAtMs: number;
}

export interface ListRequest {
  readonly bucket: string;
  readonly prefix?: string;
  /** Keys that sort after this one only. */
  readonly after?: string;
  /** Default and limit 1000. */
  readonly maxKeys?: number;
}

export interface ObjectList {
  readonly objects: readonly StoredObject[];
  /** Whether there are more after the last one. */
  readonly isTruncated: boolean;
}

interface Upload {
  readonly address: ObjectAddress;
  readonly contentType: string;
  readonly parts: Map<number, Uint8Array>;
}

/** An embedded model of Amazon S3: objects in memory, as many as a deployment uploads. */
export class S3 {
  readonly #clock: Clock;
  readonly #buckets: ReadonlyMap<string, Map<string, StoredObject>>;
  readonly #uploads = new Map<string, Upload>();
  #startedUploads = 0;

  constructor({ clock, buckets }: S3Options) {
    this.#clock = clock;
    this.#buckets = new Map(buckets.map((name) => [name, new Map()]));
  }

  /** Throws `NoSuchBucket`. */
  checkBucket(bucket: string): void {
    this.#objects(bucket);
  }

  /** Keeps the bytes as they are; checksums are not looked at. Throws `NoSuchBucket`. */
  put({ bucket, key }: ObjectAddress, body: Uint8Array, contentType: string): StoredObject {
    const stored = { key, body, contentType, etag: etagOf([body]), modifiedAtMs: this.#clock.now() };
    this.#objects(bucket).set(key, stored);
    return stored;
  }

  /** Throws `NoSuchBucket`, `NoSuchKey`. */
  get({ bucket, key }: ObjectAddress): StoredObject {
    const found = this.#objects(bucket).get(key);
    if (found === undefined) throw new ServiceError('NoSuchKey', 404, `there is no object ${bucket}/${key}`);
    return found;
  }

  /** In the order of the keys. Throws `NoSuchBucket`. */
  list({ bucket, prefix = '', after = '', maxKeys = MOST_KEYS }: ListRequest): ObjectList {
    const wanted = [...this.#objects(bucket).values()]
      .filter(({ key }) => key.startsWith(prefix) && (after === '' || key > after))
      .sort((one, other) => (one.key < other.key ? -1 : 1));
    const objects = wanted.slice(0, Math.min(maxKeys, MOST_KEYS));
    return { objects, isTruncated: objects.length < wanted.length };
  }

  /** Begins an upload in parts; answers its id. Throws `NoSuchBucket`. */
  createUpload(address: ObjectAddress, contentType: string): string {
    this.checkBucket(address.bucket);
    this.#startedUploads += 1;
    const id = `upload-${this.#startedUploads}`;
    this.#uploads.set(id, { address, contentType, parts: new Map() });
    return id;
  }

  /** Answers the part's ETag. A part that is sent again takes the place of the first. Throws `NoSuchUpload`. */
  putPart(uploadId: string, partNumber: number, body: Uint8Array): string {
    this.#upload(uploadId).parts.set(partNumber, body);
    return etagOf([body]);
  }

  /** Makes the object out of the parts named, in that order. Throws `NoSuchUpload`, `InvalidPart`. */
  completeUpload(uploadId: string, partNumbers: readonly number[]): StoredObject {
    const { address, contentType, parts } = this.#upload(uploadId);
    const bodies = partNumbers.map((number) => {
      const part = parts.get(number);
      if (part !== undefined) return part;
      throw new ServiceError('InvalidPart', 400, `part ${number} of the upload ${uploadId} was never sent`);
    });
    this.#uploads.delete(uploadId);
    return this.put(address, Buffer.concat(bodies), contentType);
  }

  /** Throws `NoSuchUpload`. */
  abortUpload(uploadId: string): void {
    this.#upload(uploadId);
    this.#uploads.delete(uploadId);
  }

  /**
   * Text of the object that a path-style or virtual-host address names, whatever its host: as CloudFormation is given
   * templates. Throws `NoSuchBucket`, `NoSuchKey`.
   */
  textAt(address: string): string {
    return Buffer.from(this.get(addressOf(new URL(address))).body).toString('utf8');
  }

  #objects(bucket: string): Map<string, StoredObject> {
    const objects = this.#buckets.get(bucket);
    if (objects !== undefined) return objects;
    const names = [...this.#buckets.keys()].join(', ');
    throw new ServiceError('NoSuchBucket', 404, `there is no bucket ${bucket}; there are ${names}`);
  }

  #upload(id: string): Upload {
    const upload = this.#uploads.get(id);
    if (upload !== undefined) return upload;
    throw new ServiceError(
      'NoSuchUpload',
      404,
      `there is no upload ${id}; it was completed, aborted or never begun`,
    );
  }
}

function addressOf({ hostname, pathname }: URL): ObjectAddress {
  const path = decodeURIComponent(pathname.slice(1));
  const host = VIRTUAL_HOST.exec(hostname)?.[1];
  if (host !== undefined) return { bucket: host, key: path };
  const [bucket = '', ...key] = path.split('/');
  return { bucket, key: key.join('/') };
}

function etagOf(bodies: readonly Uint8Array[]): string {
  const hash = createHash('md5');
  for (const body of bodies) hash.update(body);
  return `"${hash.digest('hex')}"`;
}
