"""Fault runs: real sending processes over HTTP to the stand-in for Telegram, killed and lied to."""
