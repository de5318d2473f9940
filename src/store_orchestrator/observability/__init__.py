"""Logging and metrics. It imports nothing of ours."""
