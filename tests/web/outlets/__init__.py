"""Outlets that exist in the sample web only."""
