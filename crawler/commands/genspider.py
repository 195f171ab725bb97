"""``scrapy genspider -t FAMILY NAME URL``: the module of a new outlet."""

from __future__ import annotations

import argparse
import inspect

from scrapy.exceptions import UsageError

from crawler.cli.command import LOGGED, BaseCommand
from crawler.exceptions import UsageFailure
from crawler.onboarding.draft import Declaration, checked, counted, module, outlets_folder, source_of
from crawler.outlets.loader import OutletLoader, family_classes

_SPEC = (
    "feed:PATH, sitemap:PATH, posts:PATH, 'listing:PATH | CSS of the links' or 'json:PATH | items=… link=…'; of lists, "
    "'PATH post FORM' is asked by POST, and PATH or FORM holds {page}; may be given several times"
)


class Command(BaseCommand):
    """Write the module of a new outlet.

    Writes the module of a new outlet; `scrapy probe URL` ends with the whole command line. What is not given is
    inherited from the family.

    Example: scrapy genspider -t wordpress warta_contoh https://warta.example.org/ --title 'Warta Contoh' --region 35
    """

    arguments = "-t FAMILY NAME URL --title TITLE --region CODE [options]"
    default_settings = LOGGED

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("-t", "--template", metavar="FAMILY", help="a family (see -l)")
        parser.add_argument("-l", "--list", action="store_true", help="list the families and how to recognise them")
        parser.add_argument("--title", default="", help="display name")
        parser.add_argument("--region", default="", metavar="CODE", help="Kemendagri code of the outlet's own region")
        parser.add_argument("--article-path", metavar="REGEX", help="an article's /path or /path?query")
        parser.add_argument("--article", metavar="CSS", help="the element that holds an article's paragraphs")
        parser.add_argument("--headline", metavar="CSS", help="where the article's title stands, when not in h1")
        parser.add_argument("--published", metavar="CSS", help="where the moment of publication stands")
        parser.add_argument("--authors", metavar="CSS", help="where the reporters' names stand")
        parser.add_argument("--zone", metavar="ZONE", help="IANA zone of its dates, where it is not its region's")
        parser.add_argument("--network", metavar="N", help="network it belongs to, where its family does not say")
        parser.add_argument("--whole", metavar="ENDING", help="ending that shows a split article whole: ?page=all")
        parser.add_argument("--example", metavar="URL", help="the address of an article that was seen")
        parser.add_argument("--rendered", action="store_true", help="its pages need a browser")
        parser.add_argument("--source", action="append", default=[], metavar="SPEC", help=_SPEC)
        parser.add_argument("--step", type=int, metavar="N", help="its lists count articles, N to a page, from 0")
        parser.add_argument("--dead", action="append", default=[], metavar="PATH", help="family source that it lacks")
        parser.add_argument("--dry-run", action="store_true", help="print the module and write nothing")

    def execute(self, args: list[str], opts: argparse.Namespace) -> None:
        families = family_classes(self.settings)
        if opts.list:
            for name, cls in families.items():
                about = (inspect.getdoc(inspect.getmodule(cls)) or "").partition("\n\n")
                print(f"{name:15} {' '.join((about[0] + ' ' + about[2].partition(chr(10) * 2)[0]).split())}")
            return
        if len(args) != 2 or not opts.template:
            raise UsageError("give -t FAMILY, a name and the address of the site; -l lists the families")
        if opts.template not in families:
            raise UsageFailure(f"there is no family {opts.template!r}: choose of {', '.join(families)}")
        name, site = args
        loader = OutletLoader.from_settings(self.settings)
        if name in {*loader.list(), *loader.broken}:
            raise UsageFailure(f"there is an outlet {name!r} already: choose another name")
        declared = Declaration(
            name=name,
            site=site,
            title=opts.title,
            region=opts.region,
            day=self.now.date(),
            family=families[opts.template],
            article_path=opts.article_path,
            article=opts.article,
            example=opts.example,
            headline=opts.headline,
            published=opts.published,
            authors=opts.authors,
            zone=opts.zone,
            network=opts.network,
            whole=opts.whole,
            rendered=opts.rendered,
            sources=tuple(counted(one, opts.step) if opts.step else one for one in map(source_of, opts.source)),
            dead=tuple(opts.dead),
        )
        text = module(checked(declared))
        if opts.dry_run:
            print(text, end="")
            return
        path = outlets_folder(self.settings["NEWSPIDER_MODULE"]) / f"{name}.py"
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
        print(f"wrote {path}")
        print(f"next: read it, then `scrapy capture {name} URL` of two or three articles, then `make test`")
