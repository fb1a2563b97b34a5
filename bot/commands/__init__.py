"""The commands on subscriptions, digests, reminders and announcements, free of any chat channel."""
