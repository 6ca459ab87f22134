import { describe, expect, it } from 'vitest';
import { transformInput } from '../../../local/events/input-transformer.ts';

const EVENT = { detail: { 'instance-id': 'i-1', state: 'RUNNING', count: 3, place: { Name: 'prod' } } };
const InputPathsMap = {
  instance: '$.detail.instance-id',
  state: '$.detail.state',
  count: '$.detail.count',
  place: '$.detail.place',
  missing: '$.detail.nothing.here',
};

// The first three are the examples of the EventBridge user guide, "input transformation". BEHAVIOUR E3
describe('an input transformer', () => {
  it.each([
    ['"instance <instance> is in <state>"', '"instance i-1 is in RUNNING"'],
    ['{"instance" : <instance>,"state": <state>}', '{"instance" : "i-1","state": "RUNNING"}'],
    [
      '{"status": "instance \\"<instance>\\" is in <state>"}',
      '{"status": "instance \\"i-1\\" is in RUNNING"}',
    ],
    ['"<count> in <place>"', '"3 in {"Name":"prod"}"'],
    ['"before <missing> after"', '"before  after"'],
    ['"nothing to fill in"', '"nothing to fill in"'],
  ])('makes of %s what EventBridge makes of it', (InputTemplate, expected) => {
    expect(transformInput({ InputPathsMap, InputTemplate }, EVENT)).toBe(expected);
  });

  it('refuses a path in another notation, and a variable without a path', () => {
    const odd = { InputPathsMap: { all: "$['detail']" }, InputTemplate: '"<all>"' };
    expect(() => transformInput(odd, EVENT)).toThrow(/\$\['detail'\].*dot notation/);
    expect(() => transformInput({ InputTemplate: '"<toString>"' }, EVENT)).toThrow(/<toString>/);
  });
});
