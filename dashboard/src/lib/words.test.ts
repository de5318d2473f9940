import { describe, expect, it } from 'vitest';
import { splitWords } from './words';

describe('splitWords', () => {
  it.each([
    ['MailDropped', 'Mail dropped'],
    ['KubernetesApi', 'Kubernetes API'],
    ['OtherStore', 'Other store'],
    ['Internet', 'Internet'],
    ['', ''],
  ])('%s is %s', (name, words) => {
    expect(splitWords(name)).toBe(words);
  });
});
