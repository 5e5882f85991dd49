"""Links as other tools write them, and addresses that lead nobody to what is meant."""

import re
from collections.abc import Iterator
from itertools import islice
from urllib.parse import unquote

from statusgen.read.stray_markup import MOST, StrayMarkup

_OTHER_LINKS = re.compile(
    r"(?<!\\)(?:<(?P<slack_url>https?://[^\s<>|]+)\|(?P<slack>[^<>\n]+)>"
    r"|\[(?P<jira>[^\[\]|\n]+)\|(?P<jira_url>https?://[^\[\]\s]+)\]"
    r"|(?<!\[)\[(?P<wiki_url>https?://[^\[\]|\s]+)[ ](?P<wiki>[^\[\]\n]+)\](?!\()"
    r"|\[(?P<square>[^\[\]\n]+)\]\[(?P<square_url>https?://[^\[\]\s]+)\]"
    r"|\[\[(?P<org_url>https?://[^\[\]\s]+)\]\[(?P<org>[^\[\]\n]+)\]\]"
    r"|[\[［](?P<wide>[^\[\]［］\n]+)[\]］]（(?P<wide_url>https?://[^\s（）]+)）"
    r"|［(?P<full>[^［］\n]+)］\((?P<full_url>https?://[^\s()]+)\)"
    r"|\"(?P<textile>[^\"\n]+)\":(?P<textile_url>https?://[^\s\"]+(?<![.,:;!?)]))"
    r"|(?<![^\s(])(?P<ascii_url>https?://[^\s\[\]<>()|]+)\[(?!\d+\])(?P<ascii>[^\[\]\n]+)\](?![\w=&/%\[(])"
    r"|\((?P<swapped>[^()\n]+)\)\[(?P<swapped_url>https?://[^\[\]\s]+)\])"
)
_RST_LINK = re.compile(r"`(?P<words>[^`<>\n]+) <(?P<url>https?://[^\s<>`]+)>`__?(?!\w)")
_END = r"[^\s()<>\[\]\"]*(?<![.,;:!?\'*])"
_MISTYPED = re.compile(
    rf"(?<![\w/:])(https?)(?::/|:///+|///?)([\w-]+\.\w{_END})|(https?)://([\w-]+),([\w-]+\.\w{_END})"
)
_PRIVATE = re.compile(
    r"https?://(?:[\w-]+|(?:[\w-]+\.)+(?:local|localdomain|lan|internal|intranet|corp)|"
    r"(?:127|10)(?:\.\d+){3}|192\.168(?:\.\d+){2}|172\.(?:1[6-9]|2\d|3[01])(?:\.\d+){2})"
    rf"(?::\d+)?(?=[/?#()<>\[\]\"']|[.,;:!]?(?:\s|$)){_END}"
)
_REDIRECT = re.compile(
    r"https?://(?:[\w-]+\.safelinks\.protection\.outlook\.com/|www\.google\.[a-z.]+/url)"
    rf"\?(?:[^\s()<>&]{{0,300}}&){{0,20}}(?:url|q)=(https?(?::|%3A)[^\s()<>\[\]&\"]+){_END}"
)


def find_stray_links(text: str) -> Iterator[StrayMarkup]:
    """What is to be said of the links in a text; of each kind the first ten."""
    if "ttp" not in text:
        return
    is_address = "://" in text
    links = islice(_OTHER_LINKS.finditer(text), MOST) if is_address else ()
    for match in (*links, *islice(_RST_LINK.finditer(text) if "`_" in text else (), MOST)):
        words, address = sorted(filter(None, match.groups()), key=lambda part: "://" in part)
        message = f"this link is not Markdown, and is shown as it stands: {match[0]}"
        yield StrayMarkup(match.start(), "broken-link", message, f"write [{words}]({address})")
    for match in islice(_MISTYPED.finditer(text), MOST):
        scheme, *parts = filter(None, match.groups())
        message, fix = (
            f"this address leads nowhere: {match[0]}",
            f"write {scheme}://{'.'.join(parts)}",
        )
        yield StrayMarkup(match.start(), "broken-link", message, fix)
    for match in islice(_PRIVATE.finditer(text), MOST) if is_address else ():
        message = f"nobody outside your own network can open {match[0]}"
        fix = "write an address that everybody can open, or put it between ` if it is no link"
        yield StrayMarkup(match.start(), "private-address", message, fix)
    for match in islice(_REDIRECT.finditer(text), MOST) if "url" in text else ():
        message = f"this address leads through another service to the one that is meant: {match[0]}"
        yield StrayMarkup(match.start(), "redirected-link", message, f"write {unquote(match[1])}")
