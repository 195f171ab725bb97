"""Signatures to events: candidates, scores, constraints, clusters. Pure: no database."""
