/** An outcome that the orchestrator recorded: the request it answers, and the latest one. */
interface Answer {
  readonly number: number;
  readonly requested: number;
}

/**
 * Whether the answer to a request is still awaited: to the one made here (its number), or to one
 * that somebody else made.
 */
export function isAwaited(answer: Answer | null, asked: number | null): boolean {
  const answered = answer?.number ?? -1;
  const wanted = Math.max(answer?.requested ?? 0, asked ?? 0);
  return wanted > 0 && answered < wanted;
}
