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

  it('appends conditions that it does not know', () => {
    const unknown = buildCondition('Isolated' as 'Ready', 'True', 'Cut off.');
    const last = deriveChecklist(buildStore({ conditions: [unknown] })).at(-1);
    expect(last).toMatchObject({ title: 'Isolated', state: 'done', message: 'Cut off.' });
  });

  it('counts what is done', () => {
    expect(countDone(deriveChecklist(buildStore({ conditions: halfway })))).toEqual({
      done: 1,
      all: 5,
    });
  });
});
