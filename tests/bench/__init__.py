"""Benchmarks: `python -m tests.bench NAME`; what they measure and how is in README.md beside this file."""
