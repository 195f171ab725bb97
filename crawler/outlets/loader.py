"""Finds the outlets. One that cannot be imported must not take the others with it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

from scrapy.settings import SETTINGS_PRIORITIES, BaseSettings
from scrapy.spiderloader import SpiderLoader
from scrapy.utils.spider import iter_spider_classes

from crawler.config import acknowledged_networks
from crawler.exceptions import UsageFailure, line_of
from crawler.outlets.checks import fault
from crawler.outlets.outlet import Outlet


class OutletLoader(SpiderLoader):
    """Scrapy's loader, module by module.

    ``broken`` maps the name of an outlet that cannot be crawled to the reason, in one line: its module cannot be
    imported, or what it declares is unsound, or its name is another's. Scrapy's own loader stops every
    command at the first such module, or silently leaves out the modules sorted after it.
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
        stem = path.rpartition(".")[2]
        try:
            module: ModuleType = import_module(path)
            reason = self._unsound(module)
        # Whatever an outlet's module raises is that outlet's failure and nobody else's.
        except Exception as error:
            reason = line_of(error, None)
        if reason is None:
            self._load_spiders(module)
        else:
            self.broken[stem] = reason

    def _unsound(self, module: ModuleType) -> str | None:
        """Reason for which the outlets of a module are not loaded."""
        outlets = [cls for cls in iter_spider_classes(module) if issubclass(cls, Outlet)]
        if not outlets:
            return "declares no outlet: a class with a name"
        for outlet in outlets:
            if outlet.name in self._spiders:
                return f"the name {outlet.name!r} is that of {self._spiders[outlet.name].__module__}"
            if reason := fault(outlet):
                return reason
        return None


def outlet_classes(settings: BaseSettings) -> dict[str, type[Outlet]]:
    """Every outlet that can be imported, by name, in order of name."""
    loader = OutletLoader.from_settings(settings)
    classes = {name: loader.load(name) for name in sorted(loader.list())}
    return {name: cls for name, cls in classes.items() if issubclass(cls, Outlet)}


def family_classes(settings: BaseSettings) -> dict[str, type[Outlet]]:
    """Every family of outlets by its name: the class that stands in each module of ``families`` beside the outlets."""
    found: dict[str, type[Outlet]] = {}
    for package in settings.getlist("SPIDER_MODULES"):
        families = import_module(f"{package}.families")
        for info in iter_modules(families.__path__):
            module = import_module(f"{families.__name__}.{info.name}")
            for value in vars(module).values():
                if isinstance(value, type) and issubclass(value, Outlet) and value.__module__ == module.__name__:
                    found[info.name] = value
    return found


def check_networks(settings: BaseSettings) -> None:
    """Raises ``UsageFailure`` when terms are acknowledged of a network that no outlet belongs to.

    An outlet that cannot be imported may be of any network, and with ``-s SPIDER_MODULES`` the catalogue is another one
    than the settings were written for: then nothing is refused.
    """
    acknowledged = acknowledged_networks(settings)
    other_catalogue = (settings.getpriority("SPIDER_MODULES") or 0) > SETTINGS_PRIORITIES["project"]
    if not acknowledged or other_catalogue:
        return
    loader = OutletLoader.from_settings(settings)
    classes = [loader.load(name) for name in loader.list()]
    known = sorted({cls.network_name() for cls in classes if issubclass(cls, Outlet)})
    for name in () if loader.broken else sorted(acknowledged - {*known}):
        near = get_close_matches(name, known)
        meant = f" (is it {' or '.join(near)}?)" if near else ""
        raise UsageFailure(
            f"KLIPING_TERMS_ACKNOWLEDGED: there is no network {name!r}{meant}; `scrapy outlets` lists them"
        )


def check_names(names: Iterable[str], known: Sequence[str]) -> None:
    """Raises ``UsageFailure`` when one of ``names`` is no outlet."""
    for name in names:
        if name not in known:
            near = get_close_matches(name, known)
            meant = f" (is it {' or '.join(near)}?)" if near else ""
            raise UsageFailure(f"there is no outlet {name!r}{meant}; `scrapy outlets` lists them")
