"""`site.yaml`, made a page."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import partial

import yaml

from statusgen.model.findings import Findings, Place
from statusgen.model.page import Component, Group, Page, Security, ThemeOptions, WebLink
from statusgen.model.terms import Impact
from statusgen.read import timestamps
from statusgen.read.copied_files import parse_allowed_files
from statusgen.read.fields import Form, parse_form
from statusgen.read.ids import explain_id, is_id
from statusgen.read.invisible import explain_invisible
from statusgen.read.page_doubts import doubt_page
from statusgen.read.source import SCHEMES, Source, split_address
from statusgen.read.zone_names import doubt_zone, suggest_zone

_IDENTITY = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")
_THEME = re.compile(r"[A-Za-z0-9_-]+")
_WEB = ("https", "http")
_REPORTS = ("mailto", "https", "tel")
_KEYS = ("https", "dns", "openpgp4fpr")
_CHECKED_LATER = ("name", "url", "identity", "language", "theme", "time_zone", "allowed_files")
_ZONE_KEYS = ("tz", "zone")
_DOCUMENT = re.compile(r"\.(?:html?|php|aspx?)$", re.IGNORECASE)
_YEAR = 366 * 24 * 60
_GAPS = Page("", "", "", "", "").update_gap


def parse_page(source: Source, today: date, findings: Findings) -> Page | None:
    """The page that a `site.yaml` describes; None where it is no YAML.

    With errors it has what could be read, so that the entries can be checked as well. `today` is
    the day in examples.
    """
    own, parse = Findings(), partial(_parse_page, today)
    page = parse(source, own)
    findings.extend(explain_invisible(source, own, parse))
    return page


def _parse_page(today: date, source: Source, findings: Findings) -> Page | None:
    form = parse_form(source, today, findings)
    if form is None:
        return None
    url = _url(form)
    places = {name: form.place_of(name) for name in _CHECKED_LATER}
    theme, options = _theme(form, places)
    page = Page(
        name=form.text("name", required=True) or "",
        url=url,
        identity=_identity(form, url),
        time_zone=_time_zone(form),
        language=(form.text("language") or "en").replace("_", "-"),
        description=form.text("description") or "",
        former_identities=_former_identities(form),
        theme=theme,
        theme_options=options,
        groups=_groups(form),
        links=tuple(map(_link, form.forms("links"))),
        contact=_link(contact) if (contact := form.form("contact")) else None,
        source=_source(form),
        hub=_full_address(form, "hub", _WEB, "https://hub.example.com/"),
        security=_security(form, places),
        allowed_files=parse_allowed_files(form),
        history_days=form.number("history_days", 14, 1, 90),
        uptime_days=form.number("uptime_days", 90, 7, 366),
        feed_updates=form.number("feed_updates", 50, 10, 500),
        newest_first=_parse_update_order(form),
        promise_grace=timedelta(minutes=form.number("promise_grace", 5, 0, 1440)),
        update_gap=_update_gap(form),
        places=tuple(places.items()),
    )
    doubt_page(page, form)
    form.close(lambda name: 'did you mean "time_zone"?' if name.lower() in _ZONE_KEYS else "")
    return page


def _url(form: Form) -> str:
    text = form.text("url", required=True)
    if text is None:
        return ""
    url = split_address(text)
    plain = re.fullmatch(r"https?://[A-Za-z0-9.-]+(:\d+)?(/[A-Za-z0-9._~-]+)*/?", text)
    if not plain or url.query or url.fragment or "/.." in url.path or "/./" in url.path + "/":
        message = f'"{text}" is not the address of a page'
        fix = "write it like https://status.example.com/ or https://example.com/status/"
        form.error_at("url", "bad-url", message, fix)
        return "https://status.example/"
    if _DOCUMENT.search(url.path):
        message = "this is the address of one document, and not where the page begins"
        form.error_at("url", "bad-url", message, f"write {text.rpartition('/')[0]}/")
    return text.rstrip("/") + "/"


def _identity(form: Form, url: str) -> str:
    text = form.text("identity") or split_address(url).hostname or ""
    if text:
        _check_identity(form, form.place_of("identity"), text)
    return text


def _former_identities(form: Form) -> tuple[str, ...]:
    """Those that the page had before its owner chose another."""
    former = []
    for node in form.items("former_identities"):
        if text := form.scalar(node, "a former identity"):
            _check_identity(form, form.place(node), text)
            former.append(text)
    return tuple(former)


def _check_identity(form: Form, place: Place, text: str) -> None:
    if not _IDENTITY.fullmatch(text):
        message = f'the identity "{text}" cannot go into feed ids'
        fix = "use a domain name of yours, like status.example.com"
        form.findings.error(place, "bad-identity", message, fix)


def _time_zone(form: Form) -> str:
    name = form.text("time_zone") or "UTC"
    if timestamps.load_zone(name) is None:
        fix = suggest_zone(name)
        form.error_at("time_zone", "unknown-time-zone", f'unknown time zone "{name}"', fix)
        return "UTC"
    if doubt := doubt_zone(name):
        form.warning_at("time_zone", "unlikely-time-zone", *doubt)
    return name


def _theme(form: Form, places: dict[str, Place]) -> tuple[str, ThemeOptions]:
    """The theme's name and its options, which the theme itself checks."""
    node = form.node("theme")
    if isinstance(node, yaml.ScalarNode):
        return _theme_name(form, node, str(node.value)), ()
    inner = form.form("theme")
    if inner is None:
        return "default", ()
    name = "default"
    options: list[tuple[str, str | tuple[tuple[str, str], ...]]] = []
    for key, key_node, value in inner.pairs:
        places[f"theme.{key}"] = inner.place(key_node)
        if key == "name":
            name = _theme_name(inner, value, inner.scalar(value, '"name"') or "default")
        elif isinstance(value, yaml.MappingNode):
            table = inner.form(key)
            assert table is not None
            rows = ((k, table.scalar(v, f'"{k}"') or "") for k, _, v in table.pairs)
            options.append((key, tuple(rows)))
        else:
            options.append((key, inner.text(key) or ""))
    return name, tuple(options)


def _theme_name(form: Form, node: yaml.Node, name: str) -> str:
    if not _THEME.fullmatch(name):
        message = f'"{name}" cannot be the name of a theme'
        form.error(node, "bad-value", message, "use the name of a folder in themes/")
        return "default"
    return name


def _groups(form: Form) -> tuple[Group, ...]:
    """Groups in the page's order; each component without a group is in one without a name."""
    seen: dict[str, int] = {}
    groups = []
    for item in form.forms("components"):
        name = item.text("group")
        if name is None and item.has("components"):
            name = item.text("name") or ""
            message, fix = 'a group of components needs "group"', "add a line group: ..."
            if name:
                fix = f"write group: {name} in place of name: {name}"
            item.error(None, "missing-key", message, fix)
        if name is None:
            groups.append(Group("", tuple(_page_component(item, seen))))
            continue
        if name in {group.name for group in groups}:
            message, fix = f'two groups are called "{name}"', "put their components into one"
            item.error_at("group", "repeated-group", message, fix)
        members = tuple(
            part for inner in item.forms("components") for part in _page_component(inner, seen)
        )
        item.close()
        groups.append(Group(name, members))
    return tuple(groups)


def _page_component(form: Form, seen: dict[str, int]) -> Iterator[Component]:
    id = form.text("id", required=True)
    name = form.text("name") or id
    description, start = form.text("description") or "", form.read("start", timestamps.parse_day)
    form.close()
    if id is None:
        return
    place = form.place_of("id")
    if not is_id(id):
        form.findings.error(place, "bad-id", *explain_id(id, "id", "web-shop"))
    elif id.lower() in seen:
        message = f'two components have the id "{id}"'
        form.findings.error(place, "repeated-id", message, f"see line {seen[id.lower()]}")
    else:
        seen[id.lower()] = place.line
        yield Component(id, name or id, description, start)


def _link(form: Form) -> WebLink:
    label, url = form.text("label", required=True) or "", form.text("url", required=True) or ""
    form.close()
    if url and split_address(url).scheme not in SCHEMES:
        start = "mailto:" if "@" in url else "https://"
        form.error_at("url", "bad-url", f'"{url}" is not a full address', f"start it with {start}")
    return WebLink(label, url)


def _source(form: Form) -> str:
    text = form.text("source") or ""
    if text and (split_address(text).scheme not in _WEB or "{path}" not in text):
        message = f'"{text}" does not lead to the record of a file'
        fix = "write https://github.com/me/status/commits/main/{path}"
        form.error_at("source", "bad-url", message, fix)
    return text


def _full_address(
    form: Form, name: str, schemes: tuple[str, ...], example: str, required: bool = False
) -> str:
    """A full address, of a kind that fits the key."""
    text = form.text(name, required) or ""
    parts = split_address(text)
    rest = parts.netloc if parts.scheme in _WEB else parts.path
    if text and (parts.scheme not in schemes or not rest or re.search(r"\s", text)):
        begins = " or ".join(f"{scheme}:" for scheme in schemes)
        message = f'"{name}" is "{text}", which is no address that begins with {begins}'
        form.error_at(name, "bad-url", message, f"write it like {example}")
    return text


def _security(form: Form, places: dict[str, Place]) -> Security | None:
    """What `security.txt` says (RFC 9116): where to report a vulnerability, and until when."""
    inner = form.form("security")
    if inner is None:
        return None
    places["security.expires"] = inner.place_of("expires")
    web = partial(_full_address, inner, schemes=("https",), example="https://example.com/security")
    parse = partial(timestamps.parse_day_or_timestamp, zone=timestamps.zone_of("UTC"))
    expires = inner.read("expires", parse, required=True)
    day = expires.day if expires else date.max  # a missing day has not expired
    at = (expires and expires.at) or datetime.combine(day, time(23, 59, 59), UTC)
    security = Security(
        contact=_full_address(
            inner, "contact", _REPORTS, "mailto:security@example.com", required=True
        ),
        expires=at,
        encryption=_full_address(inner, "encryption", _KEYS, "https://example.com/key.asc"),
        acknowledgments=web("acknowledgments"),
        policy=web("policy"),
        hiring=web("hiring"),
        preferred_languages=_languages(inner),
    )
    inner.close()
    return security


def _languages(form: Form) -> str:
    text = form.text("preferred_languages") or ""
    if text and not re.fullmatch(r"[A-Za-z0-9-]+(\s*,\s*[A-Za-z0-9-]+)*", text):
        form.bad_value("preferred_languages", text, "write language tags: en, af")
    return text


def _parse_update_order(form: Form) -> bool:
    """Whether updates are shown newest first."""
    order = form.text("update_order") or "newest_first"
    if order not in {"newest_first", "oldest_first"}:
        form.bad_value("update_order", order, "write newest_first or oldest_first")
    return order == "newest_first"


def _update_gap(form: Form) -> tuple[tuple[Impact, timedelta], ...]:
    inner = form.form("update_gap")
    if inner is None:
        return _GAPS
    gaps = []
    for impact, gap in _GAPS:
        minutes = inner.number(str(impact), gap // timedelta(minutes=1), 1, _YEAR)
        gaps.append((impact, timedelta(minutes=minutes)))
    inner.close()
    return tuple(gaps)
