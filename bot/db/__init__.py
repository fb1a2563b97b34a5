"""What has to survive a restart, in SQLite or PostgreSQL; the only package with SQL in it."""
