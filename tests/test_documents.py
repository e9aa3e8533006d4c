"""The documents lead to each other: each link, each file that is named, the site's menus."""

import re

import pytest
import yaml
from support.project import ROOT

DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
LINK = re.compile(r"\]\((?!\w+:)([^)#\s]*)(?:#([^)\s]*))?\)")
FILE = re.compile(r"`((?:benchmarks|containers|docs|grader|tests)/[\w./-]+)`")


def anchors(path):
    """Give how a document's headings are linked to."""
    headings = re.findall(r"(?m)^#+ (.*)$", path.read_text(encoding="utf-8"))
    return {re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_each_link_leads_somewhere(document):
    for name, anchor in LINK.findall(document.read_text(encoding="utf-8")):
        target = document.parent / name if name else document
        assert target.exists(), name
        assert not anchor or anchor in anchors(target), f"{name}#{anchor}"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_each_file_of_ours_that_a_sentence_names_is_there(document):
    sentences = re.sub(r"(?ms)^```.*?^```$", "", document.read_text(encoding="utf-8"))
    for name in FILE.findall(sentences):
        assert (ROOT / name).exists(), name


def test_each_document_is_in_a_menu_of_the_site():
    menus = "".join(path.read_text(encoding="utf-8") for path in ROOT.glob("docs/site/*.md"))
    names = {f"../{path.stem}" for path in (ROOT / "docs").glob("*.md")}
    assert names <= {*menus.split()}


def test_the_hosted_workflow_can_be_read():
    text = (ROOT / ".github/workflows/ci.yml").read_text(encoding="utf-8")
    jobs = yaml.safe_load(text)["jobs"].values()
    assert all(isinstance(step, dict) for job in jobs for step in job["steps"])
    needed = {name for job in jobs for name in job.get("needs", ())}
    assert needed <= {*yaml.safe_load(text)["jobs"]}
