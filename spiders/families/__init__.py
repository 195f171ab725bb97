"""One module a publishing platform; an outlet on a known platform is ten lines of facts."""
