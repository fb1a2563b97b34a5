"""What the plans say: documents read into records, and the registry of departments."""
