"""This project beside what one would take instead: `python -m tests.bench peers`; the README beside says how it is measured."""
