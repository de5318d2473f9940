"""The two proofs of a store: that a shopper can buy, and that the shop is shut in."""

from dataclasses import dataclass
from typing import Final

from store_orchestrator.cluster.door import ClusterDoor, ClusterError, SelfTest
from store_orchestrator.domain.failure import Failure
from store_orchestrator.domain.isolation import IsolationReport, build_report
from store_orchestrator.domain.plan import BeginIsolation, CheckShop, ProbeOrder, ProveIsolation
from store_orchestrator.domain.probe import ProbeFailed
from store_orchestrator.domain.store import Verification
from store_orchestrator.domain.timeline import Milestone
from store_orchestrator.domain.transition import (
    derive_checked,
    derive_failed,
    derive_probed,
    derive_reached,
    derive_tested,
    derive_unsellable,
)
from store_orchestrator.engines.sizes import SELF_TEST
from store_orchestrator.orchestrator.prober import Prober
from store_orchestrator.orchestrator.situation import (
    Chance,
    Clock,
    Outcome,
    Situation,
    build_backed_off,
)

_RESOURCES: Final = SELF_TEST.build_values()


@dataclass(frozen=True, slots=True)
class Proofs:
    """Makes them.

    Attributes:
        self_test_image: image with this package, for the pod that tests from inside.
        clock: the present, timezone-aware UTC.
        chance: a number in [0, 1), for jitter.
    """

    door: ClusterDoor
    prober: Prober
    self_test_image: str
    clock: Clock
    chance: Chance

    async def make(
        self, step: CheckShop | ProbeOrder | BeginIsolation | ProveIsolation, at: Situation
    ) -> Outcome:
        """Make the proof that the plan asks for."""
        match step:
            case CheckShop():
                return await self._check_shop(at)
            case ProbeOrder():
                return await self._probe_order(step, at)
            case BeginIsolation():
                return await self._begin_isolation(step, at)
            case ProveIsolation():
                return await self._prove_isolation(step, at)

    async def _check_shop(self, at: Situation) -> Outcome:
        """Go as far as the checkout and no further: cheap enough to be repeated for ever."""
        target, credentials = at.get_target(), at.holding.leased.credentials
        if credentials is None:
            raise AssertionError("the plan checks only stores that were deployed")
        try:
            await self.prober.tell(
                target.shop.url, lambda: target.engine.build_check(target.shop, credentials)
            )
        except ProbeFailed as failure:
            return self._check_failed(at, failure)
        return Outcome(derive_checked(at.status, self.clock()), observed=at.observed)

    def _check_failed(self, at: Situation, error: ProbeFailed) -> Outcome:
        now = self.clock()
        reason = "CheckFailed" if error.reachable else "ShopUnreachable"
        message = f"A scheduled check failed: {error}."
        status = derive_unsellable(at.status, reason, message, reachable=error.reachable, now=now)
        failure = Failure(
            reason=reason,
            cause=message,
            suggestion="Look at the shop's own log; a test order is tried by itself.",
            permanent=False,
            generation=at.spec.generation,
            at=now,
        )
        return build_backed_off(derive_failed(status, failure), self.chance)

    async def _probe_order(self, step: ProbeOrder, at: Situation) -> Outcome:
        """Buy at the shop's public address and cancel again."""
        target, credentials = at.get_target(), at.holding.leased.credentials
        if credentials is None:
            raise AssertionError("the plan probes only stores that were deployed")
        try:
            sale = await self.prober.probe(
                target.shop.url,
                lambda: target.engine.build_order_probe(target.shop, credentials),
            )
        except ProbeFailed as failure:
            return self._order_failed(step, at, failure)
        proof, now = sale.proof, self.clock()
        message = (
            f"Order {proof.order_number} over {proof.total} {proof.currency} was placed at "
            f"{target.shop.url} and cancelled again"
        )
        verification = Verification(step.verification, True, message, now, proof)
        # Measured by another clock than the milestones: it may be microseconds off.
        began = at.status.milestones.get(Milestone.WORKLOADS_AVAILABLE, now - sale.duration)
        reached = max(began, now - sale.duration)
        status = derive_reached(at.status, Milestone.REACHABLE, reached)
        status = derive_probed(status, verification, reachable=True, now=now)
        return Outcome(status, observed=at.observed)

    def _order_failed(self, step: ProbeOrder, at: Situation, error: ProbeFailed) -> Outcome:
        now = self.clock()
        message = f"A test order failed: {error}."
        verification = Verification(step.verification, False, message, now)
        status = derive_probed(at.status, verification, reachable=error.reachable, now=now)
        failure = Failure(
            reason="OrderFailed" if error.reachable else "ShopUnreachable",
            cause=message,
            suggestion="Look at the shop's own log; the order is tried again by itself.",
            permanent=False,
            generation=at.spec.generation,
            at=now,
        )
        return build_backed_off(derive_failed(status, failure), self.chance)

    async def _begin_isolation(self, step: BeginIsolation, at: Situation) -> Outcome:
        """Start the pod that tries what the shop must not reach."""
        try:
            await self.door.begin_isolation_test(at.spec, self._build_test(step.number))
        except ClusterError as error:
            return self._isolation_untested(at, step.number, error)
        return Outcome(at.status)

    async def _prove_isolation(self, step: ProveIsolation, at: Situation) -> Outcome:
        """Let a pod in the store's network try what the shop must not reach."""
        try:
            checks = await self.door.test_isolation(at.spec, self._build_test(step.number))
        except ClusterError as error:
            return self._isolation_untested(at, step.number, error)
        report = build_report(step.number, checks, self.clock())
        if report.ok:
            return Outcome(derive_tested(at.status, report, report.at))
        return self._isolation_failed(
            at, report, "NotIsolated", "Restore the store's network policies; it is tested again."
        )

    def _build_test(self, number: int) -> SelfTest:
        return SelfTest(number, self.self_test_image, _RESOURCES)

    def _isolation_untested(self, at: Situation, number: int, error: ClusterError) -> Outcome:
        message = f"The isolation self-test could not be made: {error.cause}"
        report = IsolationReport(number, False, message, self.clock())
        return self._isolation_failed(at, report, error.reason, error.suggestion)

    def _isolation_failed(
        self, at: Situation, report: IsolationReport, reason: str, suggestion: str
    ) -> Outcome:
        failure = Failure(
            reason=reason,
            cause=report.message,
            suggestion=suggestion,
            permanent=False,
            generation=at.spec.generation,
            at=report.at,
        )
        status = derive_failed(derive_tested(at.status, report, report.at), failure)
        return build_backed_off(status, self.chance)
