import { describe, expect, it } from 'vitest';
import { buildCondition, buildStore, buildTimeline } from '@/testing/fixtures';
import { deriveStages, findTotal, formatSeconds } from './timeline';

const CREATED = Date.parse(buildStore().created_at);

function describeStages(changes: Parameters<typeof buildStore>[0], seconds = 0) {
  return deriveStages(buildStore(changes), CREATED + seconds * 1000).map(
    ({ milestone, from, to, at }) => `${milestone} ${from}-${to}${at === null ? ' on' : ''}`,
  );
}

describe('deriveStages', () => {
  const timeline = buildTimeline({ NamespaceEnsured: 0.5, CredentialsDrawn: 0.2 });

  it('gives each stage the time since the one before', () => {
    expect(describeStages({ timeline })).toEqual([
      'CredentialsDrawn 0-0.2',
      'NamespaceEnsured 0.2-0.5',
    ]);
  });

  it('goes on with the next stage while the store is being set up', () => {
    expect(describeStages({ phase: 'Provisioning', timeline }, 3).at(-1)).toBe(
      'ReleaseDeployed 0.5-3 on',
    );
    expect(describeStages({ phase: 'Pending', timeline: buildTimeline({}) }, 1)).toEqual([
      'CredentialsDrawn 0-1 on',
    ]);
  });

  it('never ends a stage before it began when the clocks differ', () => {
    expect(describeStages({ phase: 'Provisioning', timeline }, -60).at(-1)).toBe(
      'ReleaseDeployed 0.5-0.5 on',
    );
  });

  it('does not go on after a failure', () => {
    expect(describeStages({ phase: 'Failed', timeline }, 600)).toHaveLength(2);
  });

  it('waits for the isolation test only where there is one', () => {
    const sold = {
      phase: 'Provisioning' as const,
      timeline: buildTimeline({
        CredentialsDrawn: 0,
        NamespaceEnsured: 0,
        ReleaseDeployed: 1,
        WorkloadsAvailable: 2,
        Reachable: 3,
        Orderable: 4,
      }),
    };
    const conditions = [buildCondition('Isolated', 'False')];
    expect(describeStages(sold, 5).at(-1)).toBe('Ready 4-5 on');
    expect(describeStages({ ...sold, conditions }, 5).at(-1)).toBe('Isolated 4-5 on');
  });

  it('leaves out what came after the shop was ready', () => {
    const tested = buildTimeline({ Orderable: 4, Ready: 4, Isolated: 47 });
    expect(describeStages({ timeline: tested })).toEqual(['Orderable 0-4', 'Ready 4-4']);
  });

  it('keeps the usual order of what was seen at once', () => {
    const at = buildTimeline({ Ready: 4, Orderable: 4 });
    expect(describeStages({ timeline: at })).toEqual(['Orderable 0-4', 'Ready 4-4']);
  });
});

describe('findTotal', () => {
  it('is the end of the last stage that is done', () => {
    const store = buildStore({
      phase: 'Provisioning',
      timeline: buildTimeline({ CredentialsDrawn: 0.2 }),
    });
    expect(findTotal(deriveStages(store, CREATED + 9000))).toBe(0.2);
    expect(findTotal([])).toBeNull();
  });
});

describe('formatSeconds', () => {
  it.each([
    [0, '0.00 s'],
    [0.384, '0.38 s'],
    [9.994, '9.99 s'],
    [9.996, '10.0 s'],
    [12.44, '12.4 s'],
    [99.96, '1 min 40 s'],
    [185, '3 min 5 s'],
    [7440, '2 h 4 min'],
  ])('%d is %s', (seconds, words) => {
    expect(formatSeconds(seconds)).toBe(words);
  });
});
