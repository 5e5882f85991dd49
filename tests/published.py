"""Small sites as a visitor or a program reads them: built in memory, read back from the outputs."""

import json
import re
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from lxml import html

from output import Tree
from small_site import SmallSite, build_in_memory


def publish(settings: str, files: dict[str, str], at: str) -> Tree:
    """Every output of a site at an instant, by its path.

    `settings` are lines of site.yaml beside `name` and `url`; `files` are by path in content/.
    """
    page = f"name: Harbour Ferries\nurl: https://status.example/\n{settings}"
    small = SmallSite(files={"site.yaml": page, **files})
    with TemporaryDirectory() as folder:
        return build_in_memory(small.load(Path(folder), datetime.fromisoformat(at)))


def read_html(tree: Tree, path: str) -> Any:
    """A document as an element of lxml, which has no types."""
    return html.fromstring(tree[path].decode())


def texts(tree: Tree, path: str, xpath: str) -> list[str]:
    """The texts of a document's elements that an XPath selects, with single blanks."""
    elements = read_html(tree, path).xpath(xpath)
    return [re.sub(r"\s+", " ", element.text_content()).strip() for element in elements]


def read_json(tree: Tree, path: str) -> Any:
    return json.loads(tree[path])


def api_incident(tree: Tree, title: str) -> Any:
    """An incident or a maintenance as its own document of the API has it."""
    documents = [read_json(tree, path) for path in tree if path.startswith("api/v2/")]
    incidents = [document["incident"] for document in documents if "incident" in document]
    (incident,) = (each for each in incidents if each["name"] == title)
    return incident
