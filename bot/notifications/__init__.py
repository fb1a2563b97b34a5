"""Who is told what and when, and how a notice is sent."""
