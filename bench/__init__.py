"""Benchmarks: each writes build/bench/<name>.json and prints it. Run with ``make bench``."""
