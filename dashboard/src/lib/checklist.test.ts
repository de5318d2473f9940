import { describe, expect, it } from 'vitest';
import { buildCondition, buildStore } from '@/testing/fixtures';
import { countDone, deriveChecklist } from './checklist';

const halfway = [
  buildCondition('ReleaseDeployed', 'True'),
  buildCondition('WorkloadsAvailable', 'False', 'The shop is starting.'),
  buildCondition('Ready', 'False', 'Not yet.'),
];

function statesOf(changes: Parameters<typeof buildStore>[0]) {
  return deriveChecklist(buildStore(changes)).map((step) => step.state);
}

describe('deriveChecklist', () => {
  it('shows all steps before anything was observed', () => {
    expect(statesOf({ phase: 'Pending', conditions: [] })).toEqual([
      'active',
      'waiting',
      'waiting',
      'waiting',
      'waiting',
    ]);
  });

  it('marks the first open step as active while provisioning', () => {
    expect(statesOf({ phase: 'Provisioning', conditions: halfway })[1]).toBe('active');
  });

  it.each(['Failed', 'Degraded'] as const)('marks the first open step as failed: %s', (phase) => {
    expect(statesOf({ phase, conditions: halfway })).toEqual([
      'done',
      'failed',
      'waiting',
      'waiting',
      'waiting',
    ]);
  });

  it('keeps a later step done when an earlier one broke', () => {
    const conditions = [
      buildCondition('ReleaseDeployed', 'True'),
      buildCondition('WorkloadsAvailable', 'False'),
      buildCondition('Reachable', 'True'),
    ];
    expect(statesOf({ phase: 'Degraded', conditions }).slice(0, 3)).toEqual([
      'done',
      'failed',
      'done',
    ]);
  });

  it('shows the isolation test once there is one, before the end', () => {
    const conditions = [...halfway, buildCondition('Isolated', 'True', 'All refused.')];
    const types = deriveChecklist(buildStore({ conditions })).map((step) => step.type);
    expect(types.slice(-3)).toEqual(['Orderable', 'Isolated', 'Ready']);
  });

  it('marks what does not hold in a store that is in use as failed', () => {
    const conditions = [
      ...(['ReleaseDeployed', 'WorkloadsAvailable', 'Reachable', 'Orderable'] as const).map(
        (type) => buildCondition(type, 'True'),
      ),
      buildCondition('Isolated', 'False'),
      buildCondition('Ready', 'True'),
    ];
    expect(statesOf({ phase: 'Ready', conditions }).slice(-2)).toEqual(['failed', 'done']);
  });

  it('appends conditions that it does not know', () => {
    const unknown = buildCondition('BackedUp' as 'Ready', 'True', 'Saved.');
    const last = deriveChecklist(buildStore({ conditions: [unknown] })).at(-1);
    expect(last).toMatchObject({ title: 'BackedUp', state: 'done', message: 'Saved.' });
  });

  it('counts what is done', () => {
    expect(countDone(deriveChecklist(buildStore({ conditions: halfway })))).toEqual({
      done: 1,
      all: 5,
    });
  });
});
