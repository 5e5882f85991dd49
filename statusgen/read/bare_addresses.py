"""Addresses as people paste them into a text, with nothing around them.

As GitHub's extension of CommonMark has it, but an address also begins after and ends before letters
of Chinese, Japanese and Korean, which are written without blanks.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_CJK = "\u1100-\u11ff\u2e80-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\uff00-\uffef"
_ADDRESS = re.compile(
    rf"(?<![A-Za-z0-9_/.@:+-])(?:https?://(?=\w)|www\.(?=[\w-]+\.\w))[^\s<>\"“”«»{_CJK}]+"
    r"|(?<![\w.+/@:-])(?P<mail>(?:mailto:)?[a-z0-9][\w.+-]*@[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,})",
    re.IGNORECASE | re.ASCII,
)
_AFTER = ".,:;!?'*_~’…"


@dataclass(frozen=True)
class BareAddress:
    """An address in a text; the names are those that markdown-it asks for."""

    schema: str
    index: int
    last_index: int
    text: str
    url: str


class BareAddresses:
    """Finds the addresses for the rule of markdown-it that makes links of them."""

    def pretest(self, text: str) -> bool:
        """Whether there may be an address."""
        return may_hold_address(text)

    def test(self, text: str) -> bool:
        """Whether there is an address."""
        return any(_find(text))

    def match(self, text: str) -> list[BareAddress]:
        """All addresses."""
        return list(_find(text))


def may_hold_address(text: str) -> bool:
    """Whether a text may hold an address; quick."""
    return "://" in text or "@" in text or "www." in text.lower()


def _find(text: str) -> Iterator[BareAddress]:
    for match in _ADDRESS.finditer(text):
        address = _without_end(match[0])
        url = address if "://" in address else f"https://{address}"
        if match["mail"]:
            url = f"mailto:{address.removeprefix('mailto:')}"
        yield BareAddress("https:", match.start(), match.start() + len(address), address, url)


def _without_end(address: str) -> str:
    """An address without the signs after it that belong to the sentence."""
    surplus = {last: address.count(last) - address.count(first) for first, last in ("()", "[]")}
    end = len(address)
    while address[end - 1] in _AFTER or surplus.get(address[end - 1], 0) > 0:
        end -= 1
        if address[end] in surplus:
            surplus[address[end]] -= 1
    return address[:end]
