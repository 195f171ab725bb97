"""Verdicts on outlets and nights: baselines, rules, alerts, coverage, the report."""
