"""Finds the outlets. One that cannot be imported must not take the others with it."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

from scrapy.settings import BaseSettings
from scrapy.spiderloader import SpiderLoader

from crawler.outlet import OutletSpider


class OutletLoader(SpiderLoader):
    """Scrapy's loader, module by module.

    ``broken`` maps the name of an outlet whose module cannot be imported to the reason, in one line. Scrapy's own
    loader stops every command at the first such module, or silently leaves out the modules sorted after it.
    """

    def __init__(self, settings: BaseSettings) -> None:
        self.broken: dict[str, str] = {}
        super().__init__(settings)

    def _load_all_spiders(self) -> None:
        for package in self.spider_modules:
            module = import_module(package)
            self._load_spiders(module)
            for found in iter_modules(getattr(module, "__path__", ())):
                if not found.ispkg:
                    self._load_outlet(f"{package}.{found.name}")
        self._check_name_duplicates()

    def _load_outlet(self, path: str) -> None:
        try:
            module: ModuleType = import_module(path)
        # Whatever an outlet's module raises at import is that outlet's failure and nobody else's.
        except Exception as error:
            self.broken[path.rpartition(".")[2]] = f"{type(error).__name__}: {error}".splitlines()[0]
        else:
            self._load_spiders(module)


def outlet_classes(settings: BaseSettings) -> dict[str, type[OutletSpider]]:
    """Every outlet that can be imported, by name, in order of name."""
    loader = OutletLoader.from_settings(settings)
    classes = {name: loader.load(name) for name in sorted(loader.list())}
    return {name: cls for name, cls in classes.items() if issubclass(cls, OutletSpider)}


def family_classes(settings: BaseSettings) -> dict[str, type[OutletSpider]]:
    """Every family of outlets by its name: the class that stands in each module of ``families`` beside the outlets."""
    found: dict[str, type[OutletSpider]] = {}
    for package in settings.getlist("SPIDER_MODULES"):
        families = import_module(f"{package}.families")
        for info in iter_modules(families.__path__):
            module = import_module(f"{families.__name__}.{info.name}")
            for value in vars(module).values():
                if isinstance(value, type) and issubclass(value, OutletSpider) and value.__module__ == module.__name__:
                    found[info.name] = value
    return found
