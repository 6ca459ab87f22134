import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRequest, REQUEST_LIMITS } from '../../../lambda/inference/request.ts';

const USER = { user_id: 'u1' };
const TURN = { role: 'user', content: 'Hi' };

function pointersOf(payload: unknown): readonly string[] {
  const result = parseRequest(payload);
  return result.ok ? [] : result.problems.map(({ pointer }) => pointer);
}

function turns(count: number): object[] {
  return Array.from({ length: count }, (_, at) => ({
    role: at % 2 === 0 ? 'user' : 'assistant',
    content: 'x',
  }));
}

describe('inference request', () => {
  it('is a user with scalar attributes and a conversation that the user begins and ends', () => {
    const user = { ...USER, user_segment: 'internal', age: 41, opted_in: true };
    expect(parseRequest({ user, messages: turns(3) })).toEqual({
      ok: true,
      value: { user, messages: turns(3) },
    });
  });

  it.each([
    ['no object', null, ['']],
    ['nothing', {}, ['/user', '/messages']],
    ['a model of the caller’s choice', { user: USER, messages: [TURN], model: 'x' }, ['']],
    ['a user without an id', { user: {}, messages: [TURN] }, ['/user/user_id']],
    ['an empty id', { user: { user_id: '' }, messages: [TURN] }, ['/user/user_id']],
    ['an attribute that is a list', { user: { ...USER, groups: [] }, messages: [TURN] }, ['/user/*']],
    ['an attribute that is null', { user: { ...USER, plan: null }, messages: [TURN] }, ['/user/*']],
    ['no message', { user: USER, messages: [] }, ['/messages']],
    ['a message that is none', { user: USER, messages: ['Hi'] }, ['/messages/0']],
    ['an assistant that has the last word', { user: USER, messages: turns(2) }, ['/messages']],
    ['two turns of one side', { user: USER, messages: [TURN, TURN, TURN] }, ['/messages/1/role']],
    ['a system message', { user: USER, messages: [{ role: 'system', content: 'x' }] }, ['/messages/0/role']],
    ['a blank message', { user: USER, messages: [{ role: 'user', content: ' ' }] }, ['/messages/0/content']],
    ['more than role and content', { user: USER, messages: [{ ...TURN, name: 'x' }] }, ['/messages/0']],
  ] as const)('refuses %s', (_what, payload, pointers) => {
    expect(pointersOf(payload)).toEqual(pointers);
  });

  it('caps what it takes', () => {
    const many = Object.fromEntries(
      Array.from({ length: REQUEST_LIMITS.attributes }, (_, n) => [`a${n}`, n]),
    );
    expect(pointersOf({ user: { ...USER, ...many }, messages: [TURN] })).toEqual(['/user']);
    const long = 'x'.repeat(REQUEST_LIMITS.attributeLength + 1);
    expect(pointersOf({ user: { user_id: long, a: long }, messages: [TURN] })).toEqual([
      '/user/user_id',
      '/user/*',
    ]);
    const novel = { role: 'user', content: 'x'.repeat(REQUEST_LIMITS.contentLength + 1) };
    expect(pointersOf({ user: USER, messages: [novel] })).toEqual(['/messages']);
    expect(pointersOf({ user: USER, messages: turns(REQUEST_LIMITS.messages + 1) })).toEqual(['/messages']);
  });

  it('never repeats what was sent, and never throws', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (odd, other) => {
        const sent = {
          user: { 'canary-key': odd, user_id: 'canary-user' },
          messages: [{ role: 'canary-role', content: other }],
        };
        for (const payload of [odd, sent, { ...sent, 'canary-member': 1 }]) {
          expect(JSON.stringify(parseRequest(payload))).not.toContain('canary-');
        }
      }),
    );
  });
});
