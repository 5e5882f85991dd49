"""A fix that is followed literally works: what it is about is not found any more.

Of every case in `bad/`, each finding whose fix says what to write where is fixed just so.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from bad_cases import read_cases, write_case
from statusgen.model.findings import Finding, FindingsError
from statusgen.pipeline.load import load_site
from tiers import tiers

NOW = datetime.now(UTC).replace(microsecond=0)


class Line(NamedTuple):
    """A line of a file, cut at the place of a finding."""

    before: str
    after: str

    def replaced(self, old: str, new: str) -> str:
        assert self.after.startswith(old), (
            f"there is no {old!r} at the finding's place: {self.after!r}"
        )
        return self.before + new + self.after.removeprefix(old)

    def indented(self, text: str) -> str:
        return self.before[: len(self.before) - len(self.before.lstrip())] + text


def quoted_in(finding: Finding) -> str:
    match = re.search(r'"(.*)"|^(\S+) leads', finding.message)
    assert match, finding
    return match[1] or match[2]


def shown_in(finding: Finding) -> str:
    return finding.message.partition(": ")[2]


Fix = Callable[[Line, Finding, re.Match[str]], str]
FIXES: dict[str, Fix] = {
    r'did you mean "(.*)"\?': lambda line, finding, fix: line.replaced(quoted_in(finding), fix[1]),
    r"write (## .*?|### .*?)(?:, or begin the line with - if it is text)?": lambda _line, _, fix: (
        fix[1]
    ),
    r"write the one that is meant: (## .*?)(?:, ## .*)? or ## .*": lambda _line, _, fix: fix[1],
    r"if an update begins here, write (## .*)": lambda _line, _, fix: fix[1],
    r"put it on a line of its own: (## .*)": lambda line, _, fix: f"{line.before}\n\n{fix[1]}",
    r"put it on a line of its own below: (.*)": lambda line, _, fix: (
        f"{line.before.rstrip(' ,')}\n{fix[1]}"
    ),
    r"if it is one, move it under a heading of its own: (## .*)": lambda line, _, fix: (
        f"{fix[1]}\n\n{line.after}"
    ),
    r"write (\S+ = \w+)": lambda line, finding, fix: line.replaced(quoted_in(finding), fix[1]),
    r"write (in \d+ h \d+ min)": lambda line, finding, fix: line.replaced(
        quoted_in(finding), fix[1]
    ),
    r"leave the line out .*": lambda *_: "",
    r"write ((?:Next update|Components|Edited): .*?)(?:, or put a blank line above it .*)?": (
        lambda _line, _, fix: fix[1]
    ),
    r"(?:put a blank .*, or )?write these \d+ lines as one: (.*?)(?:; or put .*)?": (
        lambda line, _, fix: line.indented(fix[1])
    ),
    r"write (.*\\\[.*)": lambda _line, _, fix: fix[1],
    r"write (\*\*.*|~~.*|!?\[[^\[\]]+\]\(\S+\)|https?://\S+|`.*`)": lambda line, finding, fix: (
        line.replaced(shown_in(finding), fix[1])
    ),
    r"write (\S+) in their place": lambda line, finding, fix: line.replaced(
        shown_in(finding), fix[1]
    ),
    r"write a blank in their place": lambda line, finding, _: line.replaced(shown_in(finding), " "),
    r"write (\\[>+#-].*)": lambda line, finding, fix: line.replaced(quoted_in(finding), fix[1]),
    r"write \(address\) in place of (.*)": lambda line, _, fix: line.replaced(
        fix[1], "(https://help.example.com/)"
    ),
    r"write \) after its address: (\(.*)\)": lambda line, _, fix: line.replaced(
        f"]{fix[1]}", f"]{fix[1]})"
    ),
    r"write (☐) or ☑ in its place, .*": lambda line, finding, fix: line.replaced(
        shown_in(finding), fix[1]
    ),
    r"write --- in its place, with .*": lambda *_: "\n---\n",
    r"write (\| .* \|), below it (\| .* \|), .*": lambda _line, _, fix: f"{fix[1]}\n{fix[2]}",
    r"put a semicolon after it": lambda line, finding, _: line.replaced(
        shown_in(finding), f"{shown_in(finding)};"
    ),
    r"to keep them apart, end each but the last with \\, .*": lambda line, *_: f"{line.after}\\",
    r"delete it, or write another .*": lambda line, *_: line.before + line.after[1:],
    r"delete the line": lambda *_: "",
    r"(?:type the emoji|write a name) .*, or delete it": lambda line, finding, _: line.replaced(
        shown_in(finding), ""
    ),
    r"write (```) on a line of its own, above .*": lambda line, _, fix: (
        f"{fix[1]}\n{line.after.removeprefix(fix[1])}"
    ),
    r"put exactly (\d+) blanks before \w+": lambda line, _, fix: (
        " " * int(fix[1]) + (line.before + line.after).lstrip()
    ),
    r"take away the blanks before \w+": lambda line, *_: (line.before + line.after).lstrip(),
    r"put what stands after the - in quotes": lambda line, *_: f'{line.before}"{line.after}"',
    r"delete them, or put the text .*": lambda line, *_: line.after,
    r"(?:delete it(?:; .*)?|take it out)": lambda line, *_: line.before + line.after[1:],
    r"type a plain one in its place": lambda line, *_: f"{line.before} {line.after[1:]}",
    r"write (.) in its place": lambda line, _, fix: line.before + fix[1] + line.after[1:],
    r'put the whole text in quotes: (".*")(?:; or put .*)?': lambda line, _, fix: (
        line.before + fix[1]
    ),
    r'put the text in quotes, like ((?:- )?\w+: ".*")': lambda line, _, fix: line.indented(fix[1]),
    r'write "(#\w+)" in quotes': lambda line, _, fix: line.replaced(fix[1], f'"{fix[1]}"'),
    r'write it after "(\w+):"': lambda _line, _, fix: f"{fix[1]}: Words",
    r"put two blanks before (\S+), .*": lambda line, *_: f"  {line.after}",
    r"write one time: (.*) or .*": lambda line, finding, fix: line.replaced(
        quoted_in(finding), fix[1]
    ),
    r"write (.*) or .* if it is a range, or (.*) if the offset is meant": (
        lambda line, finding, fix: line.replaced(quoted_in(finding), fix[2])
    ),
    r"write (\S+ \S+) if it ends on the day after": lambda line, _, fix: line.before + fix[1],
    r"write the (?:one that is meant:|zone of a city(?: there)?, like) ([\w/]+)(?:[ ,].*)?": (
        lambda line, _, fix: line.before + fix[1]
    ),
    r"write ((?:\S+ )?\d\d:\d\d(?:Z|[+-]\d\d:\d\d)?|in \d+ minutes)": (
        lambda line, _, fix: line.before + fix[1]
    ),
    r"write (\S+ \S+) if (?:that is meant, or move it|it was on the day after)": (
        lambda line, _, fix: re.sub(r"\d{4}-\d+-\d+ \d+:\d+", fix[1], line.after)
    ),
    r"write (components: .*[\]}])": lambda line, _, fix: line.indented(fix[1]),
    r"write (\w+: major_outage)": lambda line, _, fix: line.indented(fix[1]),
    r"write three hyphens(?: at the beginning of the line)?: ---": lambda *_: "---",
    r"delete the blank between \] and \(": lambda line, *_: (
        line.before + line.after.replace(" ", "", 1)
    ),
}


def found(root: Path) -> tuple[Finding, ...]:
    try:
        return load_site(root, NOW, now=NOW, drafts=True).findings
    except FindingsError as error:
        return error.findings


@tiers("step", quick=4, slow=1)
def test_each_fix_that_says_what_to_write_works(tmp_path: Path, step: int) -> None:
    failed: list[str] = []
    followed: Counter[str] = Counter()
    for number, case in enumerate([*read_cases()][::step]):
        root = tmp_path / str(number)
        write_case(case, root)
        for finding in found(root):
            for pattern, fixed in FIXES.items():
                if match := re.fullmatch(pattern, finding.fix):
                    followed[pattern] += 1
                    failed += follow(root, finding, match, fixed)
    assert failed == []
    assert step > 1 or followed.keys() == FIXES.keys()


def follow(root: Path, finding: Finding, fix: re.Match[str], fixed: Fix) -> Iterator[str]:
    """Fix one finding; gives the finding and the new line where it is found again."""
    file, row, column = root / finding.place.path, finding.place.line - 1, finding.place.column - 1
    text = file.read_text("utf-8")
    lines = text.split("\n")
    lines[row] = fixed(Line(lines[row][:column], lines[row][column:]), finding, fix)
    if several := re.search(r"these (\d+) lines as one", finding.fix):
        del lines[row + 1 : row + int(several[1])]
    file.write_text("\n".join(lines), "utf-8")
    again = {(other.code, other.place, other.message) for other in found(root)}
    file.write_text(text, "utf-8")
    if (finding.code, finding.place, finding.message) in again:
        yield f"{finding}\n  {lines[row]}"
