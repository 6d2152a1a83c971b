import { describe, expect, it } from 'vitest';
import { compileRoute } from '../../../../local/host/http/route-template.ts';

const path = (text: string) => text.split('/');

describe('compileRoute', () => {
  it.each([
    ['owners', 'OWNERS', {}],
    ['owners/{id}', 'owners/own_1', { id: 'own_1' }],
    ['owners/{id?}', 'owners', {}],
    ['owners/{id?}', 'owners/7', { id: '7' }],
    ['owners/{page=1}', 'owners', { page: '1' }],
    ['files/{*rest}', 'files/a/b/c', { rest: 'a/b/c' }],
    ['files/{**rest}', 'files', {}],
    ['{a}-{b}.csv', 'x-y-z.csv', { a: 'x-y', b: 'z' }],
    ['a.b', 'a.b', {}],
    ['{id:int:min(1)}', '12', { id: '12' }],
    ['{id:length(2,3)}', 'abc', { id: 'abc' }],
    ['{id:regex(^\\d{{2}}$)}', '42', { id: '42' }],
    ['{id:guid}', '123e4567-e89b-12d3-a456-426614174000', { id: expect.any(String) as unknown }],
    ['{at:datetime}', '2026-11-22', { at: '2026-11-22' }],
    ['{n:range(1,5)?}', '5', { n: '5' }],
    ['{on:bool}', 'True', { on: 'True' }],
    ['{n:long}', '9223372036854775807', { n: '9223372036854775807' }],
  ])('matches %s against %s', (template, text, params) => {
    expect(compileRoute(template).match(path(text))).toEqual(params);
  });

  it.each([
    ['owners', 'owner'],
    ['owners', 'owners/1'],
    ['owners/{id}', 'owners'],
    ['owners/{id}/pets', 'owners//pets'],
    ['a.b', 'axb'],
    ['{id:int}', '2147483648'],
    ['{id:int}', '1.5'],
    ['{id:alpha}', 'r2'],
    ['{id:length(2,3)}', 'abcd'],
    ['{id:minlength(2)}', 'a'],
    ['{id:maxlength(2)}', 'abc'],
    ['{n:range(1,5)}', '6'],
    ['{n:max(5)}', '6'],
    ['{n:decimal}', '1e3'],
    ['{n:long}', '9223372036854775808'],
    ['{id:regex(^\\d{{2}}$)}', '423'],
    ['{on:bool}', 'yes'],
  ])('does not match %s against %s', (template, text) => {
    expect(compileRoute(template).match(path(text))).toBeUndefined();
  });

  it.each([
    ['x/{id', 'brace'],
    ['x/id}', 'brace'],
    ['x//y', 'empty segment'],
    ['{}', 'without a name'],
    ['{a}/{A}', 'twice'],
    ['{*rest}/x', 'not its last segment'],
    ['x{*rest}', 'not its last segment'],
    ['x{id?}', 'optional inside a segment'],
    ['{id:slug}', 'no route constraint "slug"'],
    ['{id:int(3)}', 'no route constraint "int(3)"'],
    ['{id:length(a)}', 'no route constraint "length(a)"'],
    ['{id!int}x{id:}', 'cannot be read'],
  ])('refuses %s', (template, words) => {
    expect(() => compileRoute(template)).toThrow(words);
  });
});
