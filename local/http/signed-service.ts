import type { HttpRequest } from './loopback-server.ts';

/** Signature version 4 names who signs, the day, the Region, and the service that the request is for. */
const CREDENTIAL = /Credential=[^/]+\/\d{8}\/[^/]+\/(?<service>[^/]+)\/aws4_request/;

/** The service that a request was signed for, such as `monitoring`; `undefined` for one without a signature. */
export function signedService({ headers }: Pick<HttpRequest, 'headers'>): string | undefined {
  return CREDENTIAL.exec(headers.authorization ?? '')?.groups?.service;
}
