import type { HttpHandler, HttpRequest, HttpResponse } from '../http/loopback-server.ts';
import { ServiceError } from '../http/service-error.ts';
import { type XmlContent, xmlDocument } from '../http/xml.ts';
import { uploadedBytes } from './chunked-body.ts';
import type { ObjectAddress, S3, StoredObject } from './s3.ts';

const NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/';
const DEFAULT_TYPE = 'binary/octet-stream';
/** What the parameter says that names an operation, beside the method. */
const SUB_RESOURCES = ['location', 'encryption', 'uploads', 'uploadId', 'delimiter'] as const;

interface S3Request extends HttpRequest, ObjectAddress {}

type Operation = (engine: S3, request: S3Request) => HttpResponse;

/** By method, whether there is a key, and sub-resource. */
const OPERATIONS: ReadonlyMap<string, Operation> = new Map<string, Operation>([
  ['GET bucket', listObjects],
  ['GET bucket location', bucketLocation],
  ['GET bucket encryption', bucketEncryption],
  ['GET object', getObject],
  ['HEAD object', getObject],
  ['PUT object', putObject],
  ['POST object uploads', createMultipartUpload],
  ['PUT object uploadId', uploadPart],
  ['POST object uploadId', completeMultipartUpload],
  ['DELETE object uploadId', abortMultipartUpload],
]);

/** S3 over HTTP: restXml, path style only. An operation that is not modelled is a 501 that names it. */
export function s3Handler(engine: S3): HttpHandler {
  return (request) => {
    try {
      const [bucket = '', ...rest] = request.path.slice(1).split('/').map(decodeURIComponent);
      const key = rest.join('/');
      return operationOf(request, bucket, key)(engine, { ...request, bucket, key });
    } catch (error) {
      if (error instanceof ServiceError) return errorResponse(error);
      throw error;
    }
  };
}

function operationOf({ method, query, path }: HttpRequest, bucket: string, key: string): Operation {
  const sub = SUB_RESOURCES.find((name) => query.has(name));
  const name = [method, key === '' ? 'bucket' : 'object', sub].filter(Boolean).join(' ');
  const operation = bucket === '' ? undefined : OPERATIONS.get(name);
  if (operation !== undefined) return operation;
  const asked = `${method} ${path}${query.size > 0 ? `?${query}` : ''}`;
  throw new ServiceError(
    'NotImplemented',
    501,
    `got ${asked}, which is not modelled of S3; local/BEHAVIOUR.md names what is`,
  );
}

function listObjects(engine: S3, { bucket, query }: S3Request): HttpResponse {
  const prefix = query.get('prefix') ?? '';
  const maxKeys = Number(query.get('max-keys') ?? '1000');
  const after = query.get('continuation-token') ?? query.get('start-after') ?? '';
  const { objects, isTruncated } = engine.list({ bucket, prefix, maxKeys, after });
  return xmlResponse('ListBucketResult', {
    Name: bucket,
    Prefix: prefix,
    KeyCount: objects.length,
    MaxKeys: maxKeys,
    IsTruncated: isTruncated,
    NextContinuationToken: isTruncated ? objects.at(-1)?.key : undefined,
    Contents: objects.map(({ key, etag, body, modifiedAtMs }) => ({
      Key: key,
      LastModified: new Date(modifiedAtMs),
      ETag: etag,
      Size: body.length,
      StorageClass: 'STANDARD',
    })),
  });
}

/** Empty: a bucket of us-east-1 (API reference of GetBucketLocation). */
function bucketLocation(engine: S3, { bucket }: S3Request): HttpResponse {
  engine.checkBucket(bucket);
  return xmlResponse('LocationConstraint', '');
}

/** S3 encrypts every object with its own keys unless told otherwise (since January 2023). */
function bucketEncryption(engine: S3, { bucket }: S3Request): HttpResponse {
  engine.checkBucket(bucket);
  const Rule = { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } };
  return xmlResponse('ServerSideEncryptionConfiguration', { Rule });
}

function getObject(engine: S3, request: S3Request): HttpResponse {
  const { body, contentType, etag, modifiedAtMs } = engine.get(request);
  const headers = {
    'content-type': contentType,
    etag,
    'last-modified': new Date(modifiedAtMs).toUTCString(),
    'content-length': String(body.length),
  };
  return { status: 200, headers, ...(request.method === 'GET' && { body }) };
}

function putObject(engine: S3, request: S3Request): HttpResponse {
  const { etag } = engine.put(request, uploadedBytes(request), contentTypeOf(request));
  return { status: 200, headers: { etag } };
}

function createMultipartUpload(engine: S3, request: S3Request): HttpResponse {
  const { bucket, key } = request;
  const UploadId = engine.createUpload(request, contentTypeOf(request));
  return xmlResponse('InitiateMultipartUploadResult', { Bucket: bucket, Key: key, UploadId });
}

function uploadPart(engine: S3, request: S3Request): HttpResponse {
  const number = Number(request.query.get('partNumber'));
  const etag = engine.putPart(uploadIdOf(request), number, uploadedBytes(request));
  return { status: 200, headers: { etag } };
}

function completeMultipartUpload(engine: S3, request: S3Request): HttpResponse {
  const { bucket, key, body } = request;
  const numbers = [...body.toString('utf8').matchAll(/<PartNumber>(\d+)<\/PartNumber>/g)];
  const stored: StoredObject = engine.completeUpload(
    uploadIdOf(request),
    numbers.map(([, number]) => Number(number)),
  );
  return xmlResponse('CompleteMultipartUploadResult', { Bucket: bucket, Key: key, ETag: stored.etag });
}

function abortMultipartUpload(engine: S3, request: S3Request): HttpResponse {
  engine.abortUpload(uploadIdOf(request));
  return { status: 204 };
}

function uploadIdOf({ query }: S3Request): string {
  return query.get('uploadId') ?? '';
}

function contentTypeOf({ headers }: S3Request): string {
  return headers['content-type'] ?? DEFAULT_TYPE;
}

function xmlResponse(root: string, content: XmlContent): HttpResponse {
  const body = xmlDocument(root, content, NAMESPACE);
  return { status: 200, headers: { 'content-type': 'application/xml' }, body };
}

function errorResponse({ name, message, status }: ServiceError): HttpResponse {
  const body = xmlDocument('Error', { Code: name, Message: message });
  return { status, headers: { 'content-type': 'application/xml' }, body };
}
