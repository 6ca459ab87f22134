import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetBucketEncryptionCommand,
  GetBucketLocationCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../local/clock.ts';
import { s3Handler } from '../../../local/s3/http.ts';
import { S3 } from '../../../local/s3/s3.ts';
import { connect } from '../../helpers/loopback-client.ts';

const NOW = Date.UTC(2027, 0, 15, 10);
const Bucket = 'assets';

async function bucket(): Promise<{ readonly client: S3Client; readonly engine: S3 }> {
  const engine = new S3({ clock: new VirtualClock(NOW), buckets: [Bucket] });
  const { client } = await connect(S3Client, s3Handler(engine));
  return { client, engine };
}

const put = (Key: string, Body: string | Uint8Array = 'x') => new PutObjectCommand({ Bucket, Key, Body });

describe('S3 over HTTP', () => {
  it('gives back the bytes that were put, whatever they are', async () => {
    const { client } = await bucket();
    const bytes = Uint8Array.from({ length: 70_000 }, (_, at) => (at * 31) % 256);
    await client.send(put('a/b c+ü.zip', bytes));
    const got = await client.send(new GetObjectCommand({ Bucket, Key: 'a/b c+ü.zip' }));
    expect(Buffer.compare(await got.Body!.transformToByteArray(), bytes)).toBe(0);
    expect(got.LastModified).toEqual(new Date(NOW));
  });

  it('tells size and type of an object without its bytes', async () => {
    const { client } = await bucket();
    await client.send(
      new PutObjectCommand({ Bucket, Key: 'k', Body: '12345', ContentType: 'application/json' }),
    );
    expect(await client.send(new HeadObjectCommand({ Bucket, Key: 'k' }))).toMatchObject({
      ContentLength: 5,
      ContentType: 'application/json',
    });
  });

  it('lists what begins with a prefix page by page, each key once and in order', async () => {
    const { client } = await bucket();
    for (const key of ['p/3', 'q/1', 'p/1', 'p/2']) await client.send(put(key));
    const keys: (string | undefined)[] = [];
    let ContinuationToken: string | undefined;
    do {
      const page = await client.send(
        new ListObjectsV2Command({
          Bucket,
          Prefix: 'p/',
          MaxKeys: 2,
          ...(ContinuationToken && { ContinuationToken }),
        }),
      );
      keys.push(...(page.Contents ?? []).map(({ Key }) => Key));
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken !== undefined);
    expect(keys).toEqual(['p/1', 'p/2', 'p/3']);
  });

  it('lists a name that markup would break', async () => {
    const { client } = await bucket();
    await client.send(put('<a>&"b"'));
    const { Contents } = await client.send(new ListObjectsV2Command({ Bucket }));
    expect(Contents?.[0]?.Key).toBe('<a>&"b"');
  });

  it('puts the parts of an upload together in the order of their numbers, however they came', async () => {
    const { client } = await bucket();
    const where = { Bucket, Key: 'large' };
    const { UploadId } = await client.send(new CreateMultipartUploadCommand(where));
    for (const [PartNumber, Body] of [
      [2, 'world'],
      [1, 'hello '],
    ] as const) {
      await client.send(new UploadPartCommand({ ...where, UploadId, PartNumber, Body }));
    }
    const Parts = [{ PartNumber: 1 }, { PartNumber: 2 }];
    await client.send(new CompleteMultipartUploadCommand({ ...where, UploadId, MultipartUpload: { Parts } }));
    const { Body } = await client.send(new GetObjectCommand(where));
    expect(await Body?.transformToString()).toBe('hello world');
  });

  it('refuses to complete an upload with a part that was never sent', async () => {
    const { client } = await bucket();
    const where = { Bucket, Key: 'large' };
    const { UploadId } = await client.send(new CreateMultipartUploadCommand(where));
    const command = new CompleteMultipartUploadCommand({
      ...where,
      UploadId,
      MultipartUpload: { Parts: [{ PartNumber: 1 }] },
    });
    await expect(client.send(command)).rejects.toMatchObject({ name: 'InvalidPart' });
  });

  it('answers for the bucket where it is and how it is encrypted', async () => {
    const { client } = await bucket();
    await client.send(new GetBucketLocationCommand({ Bucket }));
    const { ServerSideEncryptionConfiguration } = await client.send(
      new GetBucketEncryptionCommand({ Bucket }),
    );
    const [rule] = ServerSideEncryptionConfiguration?.Rules ?? [];
    expect(rule?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm).toBe('AES256');
  });

  it('knows no bucket but those it was given, and no object that was not put', async () => {
    const { client } = await bucket();
    const elsewhere = new ListObjectsV2Command({ Bucket: 'other' });
    await expect(client.send(elsewhere)).rejects.toMatchObject({ name: 'NoSuchBucket' });
    const missing = new GetObjectCommand({ Bucket, Key: 'missing' });
    await expect(client.send(missing)).rejects.toMatchObject({ name: 'NoSuchKey' });
  });

  it('names an operation that is not modelled', async () => {
    const { client } = await bucket();
    await expect(client.send(new DeleteObjectCommand({ Bucket, Key: 'k' }))).rejects.toMatchObject({
      name: 'NotImplemented',
      message: expect.stringContaining('DELETE /assets/k'),
    });
  });

  it('says of an operation on no bucket that it is not modelled', async () => {
    const { client } = await bucket();
    await expect(client.send(new ListBucketsCommand({}))).rejects.toThrow(
      /^got GET \/.*, which is not modelled of S3/,
    );
  });
});
