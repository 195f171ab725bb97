"""A page and lists for each family, for whichever outlet asks: what its declaration must be able to read.

They follow the facts that each family states in its docstring; text and names are invented. The outlets of the sample
web have sites of their own (``tests.web.sites``), other templates of a family are in ``tests.web.variants``.
"""
