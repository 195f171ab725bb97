"""One crawl of one outlet: its spider, its state, its sources, the fate of every address."""
