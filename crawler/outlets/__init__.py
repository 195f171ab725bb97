"""Declarations of outlets: facts about a site, its sources, its addresses."""
