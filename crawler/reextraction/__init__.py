"""Archived pages read again with today's rules."""
