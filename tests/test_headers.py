"""What a host sends with each file under the site's own `_headers`, and `security.txt`.

Some hosts join by a comma what several rules say of one header, and others send it twice. Of
policies then all hold; a type, an origin or an age that is said twice is none at all.
"""

import re
import shutil
import urllib.request
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from html import unescape
from http.client import HTTPMessage
from pathlib import Path
from urllib.parse import quote

import pytest
from click.testing import CliRunner

from output import Tree
from small_site import HARBOUR, SmallSite, build_in_memory, write_quietly
from statusgen.cli.main import main
from statusgen.model.findings import FindingsError
from web import Served, parse_headers, serve

CONTACT = "security: {contact: mailto:security@example.com, expires: 2027-06-30}\n"
WELL_KNOWN = ".well-known/security.txt"
UNSENT = ("_headers", ".statusgen-files")
TYPES = {
    r"(feed|history|components/[^/]+/feed)\.rss": "application/rss+xml; charset=utf-8",
    r"(feed(/[\d-]+)?|history|components/[^/]+/feed)\.atom": "application/atom+xml; charset=utf-8",
    r"feed(/[\d-]+)?\.json": "application/feed+json; charset=utf-8",
    r"api/.+\.json|(components/[^/]+/)?badge\.json": "application/json; charset=utf-8",
    r"maintenance\.ics|maintenance/[^/]+/event\.ics": "text/calendar; charset=utf-8",
    r"metrics": "application/openmetrics-text; version=1.0.0; charset=utf-8",
    r"(components/[^/]+/)?badge\.svg|logo\.svg": "image/svg+xml",
    r"(incidents/[^/]+/)?preview\.png": "image/png",
    r"incidents/.+/chart\.gif": "image/gif",
    r"embed\.js": "text/javascript; charset=utf-8",
    r"(.+/)?[^/]+\.html": "text/html; charset=utf-8",
    r"robots\.txt|größe\.txt|\.well-known/security\.txt": "text/plain; charset=utf-8",
    r"sitemap(-[\w-]+)?\.xml": "application/xml; charset=utf-8",
}
"""Every kind of file that a site has, by its path, and what its bytes are."""
SHARED = re.compile(r"api/.+|.+\.(rss|atom|ics)|feed(/.+)?\.json|(.+/)?badge\.json")


@dataclass(frozen=True)
class Host:
    """A host that serves a site, which may stand below the host's own root."""

    served: Served
    root: Path

    @property
    def paths(self) -> list[str]:
        """Every file of the site, from its root."""
        files = (file for file in self.root.rglob("*") if file.is_file())
        paths = (file.relative_to(self.root).as_posix() for file in files)
        return sorted(path for path in paths if path not in UNSENT)

    @property
    def documents(self) -> list[str]:
        return [path for path in self.paths if path.endswith(".html")]

    def address(self, path: str) -> str:
        """What a visitor asks for to get a file."""
        base = self.root.relative_to(self.served.folder).as_posix()
        short = re.sub(r"(^|/)index\.html$", r"\1", path)
        return f"/{base}/{short}" if base != "." else f"/{short}"

    def sent(self, path: str) -> HTTPMessage:
        address = quote(self.address(path))
        with urllib.request.urlopen(self.served.url + address, timeout=10) as answer:
            assert answer.read() == (self.root / path).read_bytes()
            headers: HTTPMessage = answer.headers
            return headers

    def policies(self, path: str) -> list[str]:
        """The policies of a document, which hold all at once."""
        headers = self.served.headers_for(self.address(path))
        return headers["Content-Security-Policy"].split(", ")


@pytest.fixture(scope="module", params=["the demonstration", "a site below a root"])
def host(
    request: pytest.FixtureRequest, demo_site: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Host]:
    if request.param == "the demonstration":
        with serve(demo_site) as served:
            yield Host(served, demo_site)
        return
    folder = tmp_path_factory.mktemp("host")
    site = replace(HARBOUR, more=CONTACT).load(tmp_path_factory.mktemp("site"))
    write_quietly(site, folder / "sub")
    shutil.move(folder / "sub/_headers", folder / "_headers")
    with serve(folder) as served:
        yield Host(served, folder / "sub")


def test_no_header_but_the_policy_is_said_twice_of_any_file(host: Host) -> None:
    rules = parse_headers((host.served.folder / "_headers").read_text("utf-8"))
    assert len(host.paths) > 40
    for path in host.paths:
        said = [rule for rule in rules if rule.matches(host.address(path))]
        names = Counter(name.lower() for rule in said for name, _ in rule.headers)
        assert names["cache-control"] == names["x-content-type-options"] == 1, path
        policies = names.pop("content-security-policy", 0)
        assert policies in (1, 2) if path.endswith(".html") else policies < 3, path
        assert max(names.values()) == 1, path


def test_every_file_is_sent_as_what_it_is(host: Host) -> None:
    for path in host.paths:
        (expected,) = [kind for pattern, kind in TYPES.items() if re.fullmatch(pattern, path)]
        headers = host.sent(path)
        (told,) = headers.get_all("Content-Type", [])
        assert told == expected, path
        assert headers.get_all("X-Content-Type-Options") == ["nosniff"]
        assert len(headers.get_all("Cache-Control", [])) == 1


def test_every_kind_of_file_was_looked_at(host: Host) -> None:
    rare = ("chart", "größe", "security", "logo")
    kinds = [kind for kind in TYPES if not any(word in kind for word in rare)]
    assert [
        kind for kind in kinds if not any(re.fullmatch(kind, path) for path in host.paths)
    ] == []


def test_programs_on_other_sites_may_read_data_and_nothing_else(host: Host) -> None:
    found = {
        path: host.served.headers_for(host.address(path)).get("Access-Control-Allow-Origin")
        for path in host.paths
    }
    wanted = {path: "*" if SHARED.fullmatch(path) else None for path in host.paths}
    assert found == wanted
    assert {None, "*"} == set(found.values())
    assert found["embed.js"] is found["badge.svg"] is found["index.html"] is None


def test_only_the_document_for_frames_may_stand_in_a_frame(host: Host) -> None:
    found = {path: "; ".join(host.policies(path)).split("; ") for path in host.documents}
    framed = [path for path, parts in found.items() if "frame-ancestors 'none'" not in parts]
    assert framed == ["embed/index.html"]
    assert "frame-ancestors" not in "".join(found["embed/index.html"])


def test_the_front_page_stands_in_no_frame_by_its_files_name_either(host: Host) -> None:
    name = host.address("") + "index.html"
    assert "frame-ancestors 'none'" in host.served.headers_for(name)["Content-Security-Policy"]


def test_the_policy_that_is_sent_is_the_documents_own(host: Host) -> None:
    for path in host.documents:
        text = unescape((host.root / path).read_text("utf-8"))
        own = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', text)
        assert own, path
        sent = "; ".join(host.policies(path)).replace("; frame-ancestors 'none'", "").split("; ")
        assert sent[0] == "default-src 'none'"
        assert "unsafe" not in own[1]
        for part in sent:
            assert part in own[1], path


def test_a_page_that_isolates_itself_may_load_the_script(host: Host) -> None:
    headers = host.served.headers_for(host.address("embed.js"))
    assert headers["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_hosts_take_the_file_as_it_is(host: Host) -> None:
    """Cloudflare takes 100 rules, 2,000 characters in a line, and one `*` in a path."""
    text = (host.served.folder / "_headers").read_text("ascii")
    rules = parse_headers(text)
    assert len(rules) <= 100
    assert max(map(len, text.splitlines())) <= 2_000
    assert all(rule.path.startswith(host.address("")) for rule in rules)
    assert all(rule.path.count("*") <= 1 for rule in rules)
    assert len({rule.path for rule in rules}) == len(rules)


def built(more: str, root: Path) -> Tree:
    small: SmallSite = replace(HARBOUR, more=more)
    return build_in_memory(small.load(root))


FULL = """\
security:
  contact: https://example.com/report
  expires: 2027-06-30 12:00+08:00
  policy: "https://example.com/policy"
  encryption: openpgp4fpr:5f2de5521c63a801ab59ccb603d49de44b29100f
  acknowledgments: https://example.com/thanks
  hiring: https://example.com/jobs
  preferred_languages: en, zh-Hant
"""


def fields(content: bytes) -> list[tuple[str, str]]:
    """The fields of a `security.txt` (RFC 9116): name, colon, blank and value."""
    assert content.endswith(b"\n")
    lines = [line.removesuffix("\r") for line in content.decode("utf-8").split("\n")[:-1]]
    found = [re.fullmatch(r"([A-Za-z-]+): (\S.*)", line) for line in lines if line[:1] != "#"]
    return [(field[1], field[2]) for field in found if field]


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        (
            CONTACT,
            {"Contact": "mailto:security@example.com", "Expires": "2027-06-30T23:59:59Z"},
        ),
        (
            FULL,
            {
                "Contact": "https://example.com/report",
                "Expires": "2027-06-30T04:00:00Z",
                "Policy": "https://example.com/policy",
                "Encryption": "openpgp4fpr:5f2de5521c63a801ab59ccb603d49de44b29100f",
                "Acknowledgments": "https://example.com/thanks",
                "Hiring": "https://example.com/jobs",
                "Preferred-Languages": "en, zh-Hant",
            },
        ),
    ],
)
def test_security_txt_has_the_fields_of_the_standard_each_once(
    more: str, expected: dict[str, str], tmp_path: Path
) -> None:
    content = built(more, tmp_path)[WELL_KNOWN]
    found = fields(content)
    assert dict(found) == {**expected, "Canonical": f"https://status.example/{WELL_KNOWN}"}
    assert len(found) == len(expected) + 1 == content.count(b"\n")
    assert datetime.fromisoformat(dict(found)["Expires"]).tzinfo


def test_there_is_no_security_txt_where_nobody_configured_it(tmp_path: Path) -> None:
    assert [path for path in built("", tmp_path) if "security" in path] == []


MISTAKES = {
    "no day on which it expires": ("contact: mailto:a@example.com", 1, "missing-key"),
    "no contact": ("expires: 2027-06-30", 1, "missing-key"),
    "a contact without a scheme": ("expires: 2027-06-30\n  contact: a@example.com", 2, "bad-url"),
    "a contact by plain http": (
        "expires: 2027-06-30\n  contact: http://example.com/",
        2,
        "bad-url",
    ),
    "a policy by plain http": (
        "contact: mailto:a@example.com\n  expires: 2027-06-30\n  policy: http://example.com/",
        3,
        "bad-url",
    ),
    "a day that is none": ("contact: mailto:a@example.com\n  expires: soon", 2, "bad-time"),
    "a key that it has not": (
        "contact: mailto:a@example.com\n  expires: 2027-06-30\n  polcy: https://example.com/",
        3,
        "unknown-key",
    ),
}


@pytest.mark.parametrize(("told", "line", "code"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_in_what_it_says_has_its_place_and_its_fix(
    told: str, line: int, code: str, tmp_path: Path
) -> None:
    small = replace(HARBOUR, more=f"security:\n  {told}\n")
    with pytest.raises(FindingsError) as failed:
        small.load(tmp_path)
    (problem,) = failed.value.findings
    above = small.page.splitlines().index("security:") + 1
    assert (problem.place.path, problem.place.line, problem.code) == (
        "content/site.yaml",
        above + line,
        code,
    )
    assert problem.place.column > 2
    assert problem.fix
    run = CliRunner().invoke(main, ["check", "--site", str(tmp_path)])
    assert run.exit_code == 1
    assert str(problem).partition("; ")[0] in run.output  # the fix may show the day of now
