import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCondition } from '../../../local/dynamodb/condition.ts';
import { Expression, type Placeholders } from '../../../local/dynamodb/expression.ts';
import { readUpdate } from '../../../local/dynamodb/update.ts';

const ITEM = { id: { S: 'a' }, n: { N: '5' }, open: { BOOL: true } };

function holds(text: string, placeholders: Placeholders = {}): boolean {
  return readCondition(new Expression(placeholders), text)(ITEM);
}

const VALUES = { ':four': { N: '4' }, ':five': { N: '5.0' }, ':six': { N: '6' }, ':a': { S: 'a' } };

describe('a condition', () => {
  it.each([
    ['attribute_exists(id)', true],
    ['attribute_not_exists(#other)', true],
    ['attribute_not_exists(n)', false],
    ['n = :five', true],
    ['n <> :five', false],
    ['other <> :five', true],
    ['other = :five', false],
    ['n < :six AND n > :four', true],
    ['n <= :five AND n >= :five', true],
    ['n < :five OR n > :five', false],
    ['id > n', false],
    ['NOT (id = :a)', false],
    ['not id = :a or open = open', true],
  ])('%s is %s of an item', (text, expected) => {
    expect(holds(text, { values: VALUES, names: { '#other': 'other' } })).toBe(expected);
  });

  it('binds AND more than OR, whatever its parts are', () => {
    const truth = { true: 'attribute_exists(id)', false: 'attribute_not_exists(id)' };
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }), (parts) => {
        const [a, b, c] = parts;
        const texts = parts.map((part) => truth[`${part}`]);
        expect(holds(`${texts[0]} OR ${texts[1]} AND ${texts[2]}`)).toBe(a || (b && c));
        expect(holds(`(${texts[0]} OR ${texts[1]}) AND ${texts[2]}`)).toBe((a || b) && c);
      }),
    );
  });

  it.each([
    ['n', /ends too early/],
    ['n = :none', /:none stands for nothing/],
    ['#none = n', /#none stands for nothing/],
    ['n IN (:five)', /got IN in a condition/],
    ['n = :five :six', /got :six after a condition/],
    ['(n = :five', /ends too early/],
    ['n = 5', /no expression at 3/],
  ])('%s is refused', (text, message) => {
    expect(() => holds(text, { values: VALUES })).toThrow(message);
  });

  it('uses every placeholder of its request', () => {
    const expression = new Expression({ values: VALUES });
    readCondition(expression, 'n = :five');
    expect(() => expression.done()).toThrow(/not used in expressions: :four, :six, :a/);
  });
});

describe('an update', () => {
  it.each([
    ['REMOVE n', /SET and ADD are modelled/],
    ['SET n = id', /n is given something that is not modelled/],
    ['SET n = :five REMOVE id', /SET and ADD are modelled/],
    ['ADD n :a', /ADD of what is no number/],
  ])('%s is refused', (text, message) => {
    expect(() => readUpdate(new Expression({ values: VALUES }), text)).toThrow(message);
  });

  it('adds to a number, to 0 where there is none, and sets besides', () => {
    const update = readUpdate(new Expression({ values: VALUES }), 'SET id = :a ADD n :five');
    const first = update({});
    expect([first, update(first)].map(({ id, n }) => [id, n?.N])).toEqual([
      [VALUES[':a'], '5'],
      [VALUES[':a'], '10'],
    ]);
  });

  it('adds to nothing but a number', () => {
    const update = readUpdate(new Expression({ values: VALUES }), 'ADD n :five');
    expect(() => update({ n: { S: 'five' } })).toThrow(/incorrect data type/);
  });
});
