"""Probe of an unknown site: the facts of an outlet, found on a handful of pages."""
