"""Data packages out and in, and plots."""
