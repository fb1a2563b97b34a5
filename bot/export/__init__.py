"""Lists and pictures to take along."""
