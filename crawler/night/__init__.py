"""A night: preflight, plan, crawl, closing, report, mail; the timers that begin it."""
