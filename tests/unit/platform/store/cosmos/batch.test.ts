import { describe, expect, it } from 'vitest';
import {
  brokenGuard,
  operationsOf,
  type BatchAnswer,
} from '../../../../../shared/platform/store/cosmos/batch.ts';
import { chargeLog } from '../../../../../shared/platform/store/cosmos/charges.ts';
import { etagMemory } from '../../../../../shared/platform/store/cosmos/etag-memory.ts';
import { BatchFault, faultOf } from '../../../../../shared/platform/store/cosmos/faults.ts';
import { verdictOn } from '../../../../../shared/platform/store/cosmos/versions.ts';
import { prepared } from '../../../../../shared/platform/store/commit-check.ts';
import { logTo, type LogFields } from '../../../../../shared/platform/log.ts';

const WRITES = prepared({ tenantId: 't' }, [
  { op: 'create', document: { id: 'a' } },
  { op: 'replace', document: { id: 'b' }, etag: 'cmt_1' },
  { op: 'touch', id: 'c', etag: 'cmt_1' },
  { op: 'delete', id: 'd', etag: 'cmt_1' },
]);
const answer = (...statuses: number[]): BatchAnswer =>
  statuses.map((statusCode) => ({ statusCode, requestCharge: 0 }));

describe('the operations of a batch', () => {
  it('guard each version by the ETag of the service, and a lost version by one nobody has', () => {
    const operations = operationsOf('t', 'cmt_2', WRITES, ({ id }) =>
      id === 'd' ? undefined : `"${id}"`,
    );
    expect(operations).toEqual([
      { operationType: 'Create', resourceBody: { id: 'a', pk: 't', commitId: 'cmt_2' } },
      {
        operationType: 'Replace',
        id: 'b',
        ifMatch: '"b"',
        resourceBody: { id: 'b', pk: 't', commitId: 'cmt_2' },
      },
      {
        operationType: 'Patch',
        id: 'c',
        ifMatch: '"c"',
        resourceBody: { operations: [{ op: 'set', path: '/commitId', value: 'cmt_2' }] },
      },
      {
        operationType: 'Delete',
        id: 'd',
        ifMatch: '"00000000-0000-0000-0000-000000000000"',
      },
    ]);
  });
});

describe('the answer to a batch', () => {
  it.each<[string, BatchAnswer, object | undefined]>([
    ['done', answer(201, 200, 200, 204), undefined],
    ['exists', answer(409, 424, 424, 424), { index: 0, id: 'a', reason: 'exists' }],
    ['changed', answer(424, 412, 424, 424), { index: 1, id: 'b', reason: 'changed' }],
    ['missing', answer(424, 424, 404, 424), { index: 2, id: 'c', reason: 'missing' }],
    ['changed', answer(424, 424, 424, 412), { index: 3, id: 'd', reason: 'changed' }],
  ])('says %s', (_, statuses, broken) => {
    expect(brokenGuard(statuses, WRITES)).toEqual(broken);
  });

  it.each<[string, BatchAnswer]>([
    ['a throttled operation', answer(424, 429, 424, 424)],
    ['a time-out', answer(408, 424, 424, 424)],
    ['a create that conflicts by its ETag', answer(412, 424, 424, 424)],
    ['nobody to blame', answer(424, 424, 424, 424)],
    ['entries missing', answer(201, 200)],
    ['nothing', answer()],
  ])('is never taken for done or for a broken guard with %s', (_, statuses) => {
    expect(() => brokenGuard(statuses, WRITES)).toThrow(BatchFault);
  });
});

describe('where documents stand after a doubt', () => {
  const at = (versions: Record<string, string>) =>
    new Map(
      Object.entries(versions).map(([id, commitId]) => [id, { commitId, etag: `"${commitId}"` }]),
    );
  it.each<[string, Record<string, string>, string]>([
    ['all as the commit left them', { a: 'cmt_2', b: 'cmt_2', c: 'cmt_2' }, 'applied'],
    ['one of them is enough', { a: 'cmt_9', b: 'cmt_9', c: 'cmt_2' }, 'applied'],
    ['all as before', { b: 'cmt_1', c: 'cmt_1', d: 'cmt_1' }, 'not-applied'],
    ['one as before is enough', { a: 'cmt_9', b: 'cmt_9', d: 'cmt_1' }, 'not-applied'],
    ['what was to be created is missing', { b: 'cmt_9', c: 'cmt_9' }, 'not-applied'],
    ['all written over', { a: 'cmt_9', b: 'cmt_9', c: 'cmt_9', d: 'cmt_9' }, 'unknown'],
    ['written over or gone', { a: 'cmt_9', b: 'cmt_9', c: 'cmt_9' }, 'unknown'],
  ])('%s', (_, versions, verdict) => {
    expect(verdictOn(WRITES, 'cmt_2', at(versions))).toBe(verdict);
  });
});

it('remembers the ETags of the latest versions and forgets the oldest', () => {
  const memory = etagMemory(2);
  memory.remember('t', 'a', 'cmt_1', '"1"');
  memory.remember('t', 'b', 'cmt_1', '"2"');
  memory.remember('t', 'a', 'cmt_1', '"1"');
  memory.remember('u', 'a', 'cmt_1', '"3"');
  expect(memory.recall('t', 'a', 'cmt_1')).toBe('"1"');
  expect(memory.recall('t', 'b', 'cmt_1')).toBeUndefined();
  expect(memory.recall('u', 'a', 'cmt_1')).toBe('"3"');
  expect(memory.recall('t', 'a', 'cmt_2')).toBeUndefined();
});

it('finds the status of a failed request inside of what the SDK wraps around it', () => {
  const cause = Object.assign(new Error('busy'), { code: 429, retryAfterInMs: 7 });
  expect(faultOf(new Error('Batch request error', { cause }))).toEqual({
    status: 429,
    code: 'HTTP 429',
    retryAfterMs: 7,
  });
  expect(faultOf(new TypeError('a bug'))).toBeUndefined();
});

it('logs each charge with the sum of its kind', () => {
  const lines: LogFields[] = [];
  const onCharge = chargeLog(logTo((_level, _message, fields) => lines.push(fields)));
  onCharge({ operation: 'get', requestUnits: 1 });
  onCharge({ operation: 'commit', requestUnits: 10.123 });
  onCharge({ operation: 'get', requestUnits: 2.5 });
  expect(lines).toEqual([
    { operation: 'get', requestUnits: 1, calls: 1, totalRequestUnits: 1 },
    { operation: 'commit', requestUnits: 10.12, calls: 1, totalRequestUnits: 10.12 },
    { operation: 'get', requestUnits: 2.5, calls: 2, totalRequestUnits: 3.5 },
  ]);
});
