import { describe, expect, it } from 'vitest';
import { asProblem, collectFieldErrors, describeUnreachable, parseProblem } from './problem';

const inUse = {
  type: 'urn:store-orchestrator:problem:name-in-use',
  title: 'Name in use',
  status: 409,
  detail: 'You have a live store of this name.',
  remedy: 'Choose another name.',
  errors: [],
};

describe('parseProblem', () => {
  it('reads a problem document', () => {
    expect(parseProblem(409, inUse)).toMatchObject({
      slug: 'name-in-use',
      detail: 'You have a live store of this name.',
      remedy: 'Choose another name.',
    });
  });

  it.each([null, 'text', [], {}, { title: 5 }])('describes an answer that is none: %j', (body) => {
    const problem = parseProblem(502, body);
    expect(problem.slug).toBe('foreign');
    expect(problem.detail).toContain('502');
    expect(problem.remedy).not.toBeNull();
  });

  it('drops malformed field errors only', () => {
    const errors = [{ field: 'name', message: 'too short' }, { field: 3 }, 'x'];
    expect(parseProblem(422, { ...inUse, errors }).errors).toEqual([
      { field: 'name', message: 'too short' },
    ]);
  });
});

describe('collectFieldErrors', () => {
  const fields = ['name', 'engine'] as const;

  it('places errors at fields by the last part of their path, the first one wins', () => {
    const problem = parseProblem(422, {
      ...inUse,
      type: 'urn:store-orchestrator:problem:validation',
      errors: [
        { field: 'body.name', message: 'too short' },
        { field: 'name', message: 'second' },
        { field: 'colour', message: 'unknown' },
      ],
    });
    expect(collectFieldErrors(problem, fields)).toEqual({ name: 'too short' });
  });

  it('places a name in use at the name', () => {
    expect(collectFieldErrors(parseProblem(409, inUse), fields)).toEqual({
      name: 'You have a live store of this name.',
    });
  });

  it('is empty for problems of no field', () => {
    expect(collectFieldErrors(describeUnreachable(), fields)).toEqual({});
  });
});

describe('asProblem', () => {
  it('shows anything that was thrown', () => {
    expect(asProblem(new Error('boom')).detail).toBe('boom');
    expect(asProblem('boom').detail).toBe('boom');
  });
});
