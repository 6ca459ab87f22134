import type { EvaluationContext } from '../../core/evaluation/decision.ts';
import { isRecord } from '../../core/record.ts';
import type { Result } from '../../core/result.ts';
import type { Message } from './model-invoker.ts';

/** The user, as flags see it: `user_id` is the unit; other attributes are scalars. */
export interface User extends EvaluationContext {
  readonly user_id: string;
}

export interface InferenceRequest {
  readonly user: User;
  /** Starts and ends with the user; roles alternate, as Bedrock Converse requires. */
  readonly messages: readonly Message[];
}

/** One thing wrong with a request; holds nothing the caller sent, names of attributes included. */
export interface RequestIssue {
  /** JSON pointer; `*` stands for any attribute. */
  readonly pointer: string;
  readonly message: string;
  readonly allowed: string;
}

/** Caps on what a caller may send. Lengths in UTF-16 units. */
export const REQUEST_LIMITS = {
  userId: 256,
  attributes: 64,
  attributeLength: 1024,
  messages: 200,
  /** Of all messages together. */
  contentLength: 1_000_000,
} as const;

/** Parses the payload of a request; reports every problem at once. */
export function parseRequest(payload: unknown): Result<InferenceRequest, RequestIssue> {
  if (!isRecord(payload)) return { ok: false, problems: [issue('', 'this is no object', FORM)] };
  const { user, messages, ...others } = payload;
  const problems = [
    ...(Object.keys(others).length > 0 ? [issue('', 'there are unknown members', 'user, messages')] : []),
    ...userIssues(user),
    ...messagesIssues(messages),
  ];
  if (problems.length > 0) return { ok: false, problems };
  return { ok: true, value: { user: user as User, messages: messages as readonly Message[] } };
}

const FORM = 'an object with user and messages';

function userIssues(user: unknown): RequestIssue[] {
  if (!isRecord(user)) return [issue('/user', 'this is no object', 'an object with user_id')];
  const problems: RequestIssue[] = [];
  if (!isText(user.user_id, REQUEST_LIMITS.userId)) {
    const allowed = `a text of 1 to ${REQUEST_LIMITS.userId} characters`;
    problems.push(issue('/user/user_id', 'the user id is missing or unusable', allowed));
  }
  const attributes = Object.values(user);
  if (attributes.length > REQUEST_LIMITS.attributes) {
    problems.push(issue('/user', 'there are too many attributes', `at most ${REQUEST_LIMITS.attributes}`));
  }
  if (!attributes.every(isAttribute)) {
    const allowed = `a text of at most ${REQUEST_LIMITS.attributeLength} characters, a number or a boolean`;
    problems.push(issue('/user/*', 'an attribute is unusable', allowed));
  }
  return problems;
}

function messagesIssues(messages: unknown): RequestIssue[] {
  if (!Array.isArray(messages) || messages.length === 0 || messages.length > REQUEST_LIMITS.messages) {
    return [
      issue('/messages', 'there is no usable list', `a list of 1 to ${REQUEST_LIMITS.messages} messages`),
    ];
  }
  const problems = messages.flatMap((message: unknown, index) => messageIssues(message, index));
  if (messages.length % 2 === 0) {
    problems.push(issue('/messages', 'the last message is not the user’s', 'a list that ends with the user'));
  }
  const length = messages.reduce((sum: number, message: unknown) => sum + contentLength(message), 0);
  if (length > REQUEST_LIMITS.contentLength) {
    const allowed = `at most ${REQUEST_LIMITS.contentLength} characters in all`;
    problems.push(issue('/messages', 'the messages are too long', allowed));
  }
  return problems;
}

function messageIssues(message: unknown, index: number): RequestIssue[] {
  const at = `/messages/${index}`;
  if (!isRecord(message)) return [issue(at, 'this is no object', 'an object with role and content')];
  const { role, content, ...others } = message;
  const expected = index % 2 === 0 ? 'user' : 'assistant';
  const problems: RequestIssue[] = [];
  if (Object.keys(others).length > 0) problems.push(issue(at, 'there are unknown members', 'role, content'));
  if (role !== expected) {
    const allowed = `${expected} here: user and assistant take turns, the user first`;
    problems.push(issue(`${at}/role`, 'the role does not fit', allowed));
  }
  if (typeof content !== 'string' || content.trim() === '') {
    problems.push(issue(`${at}/content`, 'there is no text', 'a text that is not blank'));
  }
  return problems;
}

function issue(pointer: string, message: string, allowed: string): RequestIssue {
  return { pointer, message, allowed };
}

function isText(input: unknown, maxLength: number): boolean {
  return typeof input === 'string' && input !== '' && input.length <= maxLength;
}

function isAttribute(input: unknown): boolean {
  if (typeof input === 'string') return input.length <= REQUEST_LIMITS.attributeLength;
  return typeof input === 'boolean' || (typeof input === 'number' && Number.isFinite(input));
}

function contentLength(message: unknown): number {
  return isRecord(message) && typeof message.content === 'string' ? message.content.length : 0;
}
