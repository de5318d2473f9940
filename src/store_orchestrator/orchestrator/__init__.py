"""Fetching, leasing, watching, reconciling, executing, probing.

A pass over a store is *observe → plan → execute → record*; what to do is decided in
:mod:`store_orchestrator.domain.plan`, this package only does it.
"""
