"""Alembic's scripts; run by ``python -m store_orchestrator migrate``, never at start-up."""
