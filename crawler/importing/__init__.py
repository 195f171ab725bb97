"""A collection of one's own, in the form and under the names in which people have it, into articles."""
