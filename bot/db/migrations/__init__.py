"""Alembic's folder: env.py runs what versions/ holds."""
