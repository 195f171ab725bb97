"""Answers as they come: browser and download handlers, robots.txt, proof of completeness, blocks and missing pages."""
