"""A night: preflight, plan, crawl, closing, report; the timers that begin it."""
