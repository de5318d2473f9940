"""Store Orchestrator: complete, isolated online shops on Kubernetes."""

__version__ = "0.1.0"
