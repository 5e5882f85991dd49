"""The table of addresses is the site: each file has a row, each row a file, and links may be made
to what is there and to nothing else.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from output import broken_links, read_tree
from small_site import (
    HARBOUR,
    NOW,
    PIXEL,
    URL,
    SmallSite,
    build_again,
    build_in_memory,
    entry,
    update,
    write_quietly,
)
from statusgen.model.addresses import Route, Use, file_address
from statusgen.model.findings import Finding, FindingsError
from web import HeaderRule, parse_headers

BASE = "/sub/"
SECURITY = "security: {contact: mailto:security@example.com, expires: 2027-06-30}\n"
ALLOWED = "allowed_files: [static/manual/index.html]\n"
FOG = "See ![fog](fog.gif)."
RICH = replace(HARBOUR, more=SECURITY + ALLOWED).with_files(
    {
        "incidents/2026/boats.md": entry(
            "Boats are late",
            update("2026-05-05 09:00", "Investigating", FOG),
            update("2026-06-05 12:00", "Resolved", "Sunshine."),
            components="[app]",
            aliases="[fog, /issues/fog/, /posts/fog.html]",
        ),
        "incidents/2026/fog.gif": PIXEL,
        "incidents/later.md": entry(
            "Not yet",
            update("2026-08-01 09:00", "Investigating", "![x](storm.gif)"),
            draft="true",
            aliases="[/issues/soon/]",
        ),
        "incidents/storm.gif": PIXEL,
        "maintenance/lift.md": entry(
            "A lift",
            update("2026-03-20 09:00", "Scheduled", "We repair it."),
            update("2026-03-31 23:00", "In progress", "We begin early."),
            update("2026-04-01 02:00", "Completed", "It runs."),
            starts="2026-04-01 01:00",
            ends="2026-04-01 03:00",
        ),
        "maintenance/crane.md": entry(
            "A crane", starts="2027-01-05 01:00", ends="2027-01-05 03:00"
        ),
        "static/manual/index.html": "<!doctype html>",
    },
)
"""Every kind of address is there, and months differ: of beginnings, of updates, of planned work."""
FURTHER = {
    "incidents/fog/index.html": Route.ALIAS,
    "issues/fog/index.html": Route.ALIAS,
    "posts/fog.html": Route.ALIAS,
    "incidents/boats/fog.gif": Route.ATTACHMENT,
    "incidents/tickets/chart.gif": Route.ATTACHMENT,
    "größe.txt": Route.STATIC,
    "manual/index.html": Route.STATIC,
}
FORMS = {"month": r"\d{4}-\d{2}", "year": r"\d{4}", "api_id": "[0-9a-z]{12}"}


def matches(route: Route, path: str) -> bool:
    """Whether a path has the form of a route's paths."""
    form = FORMS.get(route.part, "[^/]+")
    pattern = re.escape(route.pattern).replace(re.escape(f"{{{route.part}}}"), form)
    return re.fullmatch(pattern, path) is not None


def routes_of(paths: Iterable[str]) -> dict[str, Route]:
    """The row of each file; it has one and no more."""
    copied = set(FURTHER.values())
    found = {}
    for path in paths:
        routes = [route for route in Route if route not in copied and matches(route, path)]
        routes = [FURTHER[path]] if path in FURTHER else routes
        assert len(routes) == 1, (path, routes)
        found[path] = routes[0]
    return found


@pytest.fixture(scope="module")
def rich(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that a build of the rich site writes."""
    out = tmp_path_factory.mktemp("rich") / "public"
    write_quietly(RICH.load(out.parent), out)
    return out


def linking(*addresses: str) -> SmallSite:
    """The rich site with a text that links to these addresses."""
    text = " ".join(f"[x](<{address}>)" for address in addresses)
    file = str(RICH.files["incidents/2026/boats.md"])
    return RICH.having(**{"incidents/2026/boats.md": file.replace("Sunshine.", text)})


def refused(site: SmallSite, root: Path, at: datetime = NOW) -> tuple[Finding, ...]:
    try:
        site.load(root, at)
    except FindingsError as error:
        return error.findings
    return ()


def test_each_file_has_a_row_of_the_table_and_each_row_has_a_file(rich: Path) -> None:
    assert set(routes_of(read_tree(rich)).values()) == set(Route)


def test_a_browser_is_told_of_each_file_what_its_row_says(rich: Path) -> None:
    rules = parse_headers((rich / "_headers").read_text("utf-8"))
    for path, route in routes_of(read_tree(rich)).items():
        address = BASE + file_address(path)
        headers = [header for rule in rules if rule.matches(address) for header in rule.headers]
        types = [value for name, value in headers if name == "Content-Type"]
        html = path.endswith(".html")
        names = {HeaderRule(BASE + rule, ()) for rule in (route.rule, file_address(route.rule))}
        assert not route.rule or any(name.matches(address) for name in names), path
        assert types == ([] if html or not route.content_type else [route.content_type]), path
        assert not html or route.content_type in ("", "text/html; charset=utf-8")
        readable = ("Access-Control-Allow-Origin", "*") in headers
        assert readable is (Use.READ in route.use), path
        if route.content_type and route is not Route.ALIAS:
            policies = [value for name, value in headers if name == "Content-Security-Policy"]
            framed = html and "frame-ancestors 'none'" not in policies
            shown = ("Cross-Origin-Resource-Policy", "cross-origin") in headers or framed
            assert shown is (Use.EMBED in route.use), path


def test_a_text_may_link_to_all_that_stays(rich: Path, tmp_path: Path) -> None:
    routes = routes_of(read_tree(rich))
    stay = [path for path, route in routes.items() if Use.LINK in route.use]
    addresses = [f"/{file_address(path)}" for path in stay] + [f"/{path}" for path in stay]
    site = linking(*addresses, "/history", "/sub/history/", "/sub/feed/2026-06.atom", "/")
    tree = build_again(site.write(tmp_path), tmp_path / "public")
    assert tree.keys() == routes.keys()
    # security.txt says that its place is at the root of the host, and this site is below it.
    assert [link for link in broken_links(tree, URL) if not link.startswith(".well-known/")] == []
    assert len(addresses) > 100
    passing = {path for path, route in routes.items() if Use.LINK not in route.use}
    assert passing == {
        *("404.html", "_headers", ".statusgen-files", "preview.png"),
        "incidents/tickets/preview.png",
    }


@pytest.mark.parametrize(
    "address",
    [
        *("404.html", "_headers", "incidents/tickets/preview.png", "incidents/boats/preview.png"),
        *("history/2026-5/", "issues/soon/", "api/v2/incidents/2026-03.json"),
        *("history/2026-12/", "history/2026-08/", "history/2027/", "feed/2026-08.atom", "feed/"),
        *("history/2026-04/", "history/2026-06/", "feed/2026-12.json", "sitemap-2026-06.xml"),
        *("history/2026-05/index.htm", "sitemap-2026-12.xml", "api/v2/"),
        *("api/v2/incidents/2026-06.json", "api/v2/scheduled-maintenances/2026-03.json"),
        *("api/v2/incidents/abcdefghij12.json", "components/none/", "components/web/feed.json"),
        *("incidents/boats/event.ics", "issues/", "issues/fog.html", "Größe.txt", "Feed.rss"),
        *("history//", ".well-known/", "{file}"),
    ],
)
def test_a_link_to_what_is_not_there_is_refused(address: str, tmp_path: Path) -> None:
    (finding,) = refused(linking(f"/{address}"), tmp_path)
    assert finding.place[:2] == ("content/incidents/2026/boats.md", 13)
    assert (finding.code, finding.message) == ("broken-link", f"/{address} leads nowhere")
    assert finding.fix == "look at its name and folder"


@pytest.mark.parametrize(
    ("address", "fix"),
    [
        ("../history/2026-05/", "write /history/2026-05/"),
        ("static/größe.txt", "write /größe.txt"),
        ("/maintenance/boats/", 'did you mean "boats.md"?'),
        ("/incidents/Boats/", 'did you mean "boats.md"?'),
        ("/incidents/later/", 'did you mean "later.md"?'),
        ("/incidents/boats/chart.gif", 'did you mean "chart.gif"?'),
        ("/incidents/later/storm.gif", 'did you mean "storm.gif"?'),
        ("https.example.com/history/", "start it with https:// if it is another site"),
    ],
)
def test_a_link_that_is_nearly_right_is_refused_with_the_right_one(
    address: str, fix: str, tmp_path: Path
) -> None:
    (finding,) = refused(linking(address), tmp_path)
    assert finding.fix == fix


def test_a_month_is_there_once_planned_work_has_begun(tmp_path: Path) -> None:
    """What earlier builds found out of the entries makes no difference."""
    out = tmp_path / "public"
    build_again(RICH.write(tmp_path), out)
    root = linking("/history/2026-12/").write(tmp_path)
    assert "history/2026-12/index.html" in build_again(root, out, datetime(2026, 12, 2, tzinfo=UTC))
    with pytest.raises(FindingsError, match="/history/2026-12/ leads nowhere"):
        build_again(root, out)


def test_a_text_of_later_spoils_no_build_of_an_earlier_instant(tmp_path: Path) -> None:
    site = linking("/feed/2026-06.atom", "/history/2026-11/")
    assert refused(site, tmp_path, datetime(2026, 5, 10, tzinfo=UTC)) == ()


def test_a_month_of_an_entry_with_an_error_is_no_second_error(tmp_path: Path) -> None:
    told = update("2026-07-01 09:00", "Investigating", "It is down.")
    bad = {"incidents/bad.md": entry("Bad", told, components="[none]")}
    site = linking("/history/2026-07/", "/feed/2026-07.json").having(**bad)
    assert [finding.code for finding in refused(site, tmp_path)] == ["unknown-component"]


def test_a_link_in_the_foot_may_lead_into_a_document(tmp_path: Path) -> None:
    page = RICH.page.replace("theme: {", "theme: {foot: '[x](/history/#2026)', ")
    tree = build_in_memory(RICH.having(**{"site.yaml": page}).load(tmp_path))
    assert f'<a href="{BASE}history/#2026">x</a>' in tree["index.html"].decode()
