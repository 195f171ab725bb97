"""Facts about the outlets' sites: one module an outlet, and nothing else in the project knows a site."""
