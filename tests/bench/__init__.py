"""Benchmarks: `python -m tests.bench NAME` measures and prints one JSON object."""
