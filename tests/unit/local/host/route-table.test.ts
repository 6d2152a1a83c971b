import { describe, expect, it } from 'vitest';
import type { RegisteredFunction } from '../../../../local/host/core/app-registry.ts';
import { routeTable } from '../../../../local/host/http/route-table.ts';

function fn(name: string, route: string | undefined, methods = ['GET']): RegisteredFunction {
  const trigger = { type: 'httpTrigger', authLevel: 'anonymous', methods, route };
  return {
    id: name,
    callback: () => undefined,
    metadata: { name, bindings: { trigger, $return: { type: 'http', direction: 'out' } } },
  };
}

describe('routeTable', () => {
  it('puts the prefix before each route and takes the function name for a missing one', () => {
    const table = routeTable([fn('health', undefined)], 'api');
    expect(table.find('GET', '/api/health')?.route.fn.id).toBe('health');
    expect(table.find('GET', '/health')).toBeUndefined();
    expect(routeTable([fn('health', undefined)], '').find('GET', '/health/')).toBeDefined();
  });

  it('decodes segments but keeps an encoded slash, and survives a broken escape', () => {
    const table = routeTable([fn('a', '{name}')], '');
    expect(table.find('GET', '/R%C3%A9x%20a%2Fb')?.params).toEqual({ name: 'Réx a%2Fb' });
    expect(table.find('GET', '/%ZZ')?.params).toEqual({ name: '%ZZ' });
  });

  it('lets two functions share a route by method', () => {
    const table = routeTable([fn('read', 'x', ['GET']), fn('write', 'x', ['post'])], '');
    expect(table.find('POST', '/x')?.route.fn.id).toBe('write');
    expect(table.warnings).toEqual([]);
  });

  it('warns of a hidden route only where the first one really takes its place', () => {
    const hidden = routeTable([fn('a', 'owners/{id}'), fn('b', 'owners/search')], '');
    expect(hidden.warnings).toHaveLength(1);
    const constrained = routeTable([fn('a', 'owners/{id:int}'), fn('b', 'owners/search')], '');
    expect(constrained.warnings).toEqual([]);
    const ordered = routeTable([fn('a', 'owners/search'), fn('b', 'owners/{id}')], '');
    expect(ordered.warnings).toEqual([]);
  });
});
