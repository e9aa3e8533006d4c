"""How Sphinx makes the site: the pages are README.md, docs/ and their like, where they lie.

`nox -s docs` builds it in `build/site`. Every link and anchor is checked: a dead one is an error.
"""

import re
import shutil
from pathlib import Path

import click
from sphinx.errors import ExtensionError

from grader.cli.command import main
from grader.core.version import __version__

HERE = Path(__file__).parent
COMMANDS, WIDTH = "docs/site/commands", 80
LINK = re.compile(r"\[([^\]]+)\]\(([^)\s]+)\)")
FETCHED = re.compile(r"<(?:link|script|img|iframe)\b[^>]*(?:href|src)=[\"'](?:https?:)?//[^>]*>")
project = "golden-grader"
release = __version__
copyright = "the golden-grader developers"
extensions = ["myst_parser", "sphinx.ext.autodoc"]
include_patterns = ["*.md", "docs/*.md", "docs/site/*.md", "assignments/*/README.md"]
root_doc = "README"
autodoc_typehints_format = "short"
default_role = "code"  # a docstring's single backquotes
myst_heading_anchors = 3  # as GitHub names them
html_theme = "pydata_sphinx_theme"
html_theme_options = {
    "show_toc_level": 2,
    "primary_sidebar_end": [],
    "footer_start": ["copyright"],
    "footer_end": [],
}
html_title = f"{project} {release}"
html_copy_source = False


def setup(app):
    app.connect("env-get-outdated", name_what_is_made)
    app.connect("source-read", add_what_is_made)
    app.connect("source-read", unlink_folders)
    app.connect("build-finished", finish)


def name_what_is_made(*_):
    """Name the pages that are made anew each time: what they are made of is no page."""
    return [root_doc, COMMANDS]


def add_what_is_made(app, name, source):
    """Add to the README what leads to all pages, and to the page of the commands their help."""
    if name == root_doc:
        source[0] += (HERE / "contents.txt").read_text(encoding="utf-8")
    if name == COMMANDS:
        source[0] += "".join(help_of_commands())


def help_of_commands():
    """Give the help of each command as it is shown, below a heading."""
    top = click.Context(main, info_name="grade", terminal_width=WIDTH)
    yield f"\n```text\n{main.get_help(top)}\n```\n"
    for name in main.list_commands(top):
        command = main.get_command(top, name)
        if not command.hidden:
            of_it = click.Context(command, top, name, terminal_width=WIDTH)
            yield f"\n## grade {name}\n\n```text\n{command.get_help(of_it)}\n```\n"


def unlink_folders(app, name, source):
    """Let a link to a folder be its text alone: GitHub shows folders, the site has none."""

    def unlinked(link):
        return link[1] if (folder / link[2]).is_dir() else link[0]

    folder = Path(app.env.doc2path(name)).parent
    source[0] = LINK.sub(unlinked, source[0])


def finish(app, error):
    """Let the site open with the README's page, and see that no page fetches from elsewhere."""
    if error or app.builder.format != "html":
        return
    shutil.copy(Path(app.outdir, "README.html"), Path(app.outdir, "index.html"))
    for page in Path(app.outdir).rglob("*.html"):
        if fetched := FETCHED.search(page.read_text(encoding="utf-8")):
            raise ExtensionError(f"{page}: to be kept beside the page: {fetched[0]}")
