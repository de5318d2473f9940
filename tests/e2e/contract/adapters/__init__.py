"""What the contract's tests must know of each engine: one module per engine, named like it."""

import importlib

import pytest

from e2e.contract.adapters.base import Adapter

__all__ = ["Adapter", "get_adapter"]


def get_adapter(engine: str) -> Adapter:
    """The engine's adapter; a test of an engine without one fails and says what to write."""
    name = f"{__name__}.{engine}"
    try:
        module = importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name != name:
            raise
        pytest.fail(f"the contract has no adapter for {engine}: write {name.replace('.', '/')}.py")
    adapter: Adapter = module.ADAPTER
    return adapter
