import type { HttpRequest } from '../http/loopback-server.ts';
import { ServiceError } from '../http/service-error.ts';

const LINE_END = '\r\n';

/**
 * The bytes of an upload: those of the body, or where the body is `aws-chunked` what its chunks hold. Signatures of chunks
 * and checksums in the trailer are not looked at. Throws `IncompleteBody` for chunks that are cut short.
 */
export function uploadedBytes({ headers, body }: Pick<HttpRequest, 'headers' | 'body'>): Buffer {
  const isChunked =
    headers['content-encoding']?.includes('aws-chunked') === true ||
    headers['x-amz-content-sha256']?.startsWith('STREAMING-') === true;
  return isChunked ? withoutFrames(body) : body;
}

/** Frames are `SIZE-IN-HEX[;extension]`, line end, bytes, line end; the last one has size 0. */
function withoutFrames(body: Buffer): Buffer {
  const chunks: Buffer[] = [];
  for (let at = 0; ; ) {
    const end = body.indexOf(LINE_END, at);
    const size = end < 0 ? undefined : /^([0-9a-f]+)(;|$)/i.exec(body.toString('latin1', at, end))?.[1];
    if (size === undefined) throw cutShort();
    const length = Number.parseInt(size, 16);
    if (length === 0) return Buffer.concat(chunks);
    const start = end + LINE_END.length;
    if (start + length > body.length) throw cutShort();
    chunks.push(body.subarray(start, start + length));
    at = start + length + LINE_END.length;
  }
}

function cutShort(): ServiceError {
  return new ServiceError('IncompleteBody', 400, 'the chunks of the body do not end; send the whole of it');
}
