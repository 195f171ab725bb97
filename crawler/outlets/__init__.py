"""What an outlet declares: facts about its site, its sources, its addresses."""
