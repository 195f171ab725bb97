"""What an unknown site offers, found out from a handful of its pages: for maintainers who add an outlet."""
