"""Preview pictures, drawn by Pillow, and the fonts that it draws with."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache, lru_cache, partial
from io import BytesIO
from string import ascii_letters

from PIL import Image, ImageColor, ImageDraw, ImageFont

from statusgen.render.pages.values import PREVIEW_SIZE

WIDTH, HEIGHT = PREVIEW_SIZE
_LEFT, _TOP, _BAR = 84, 76, 28
_ROOM = WIDTH - 2 * _LEFT
_TITLE_TOP, _TITLE_ROOM, _TITLE_SIZES, _LEADING = 196, 300, range(96, 55, -8), 1.18
_SMALL = 46
_FOOT_TOP = 500
_LONGEST = 400
_INK, _SOFT, _PAPER, _WHITE = "#1b1d21", "#5a5f68", "#fbfaf8", "#fff"
_SHADES = 20
# Everything is drawn in numbers of colours, since to find a palette afterwards takes longest of
# all. Between those of a ground and of its text are the shades that the edges of letters have.
_BLANK, _TITLE = 0, _SHADES
_FOOT, _NAME = _TITLE + 1, _TITLE + 1 + _SHADES
_PILL, _LABEL = _NAME + 1, _NAME + 1 + _SHADES
_UNSHAPED = frozenset({"Mn", "Mc", "Me"})
_RIGHT_TO_LEFT = frozenset({"R", "AL", "AN"})
_PICTOGRAMS = frozenset({"So", "Sk"})


def draw_preview(content: bytes, colour: str, label: str, title: str, name: str) -> bytes:
    """A PNG with a label on a colour, a title, and a name at the foot, in the font `content`.

    What the font cannot write right is left out, since its place says as much.
    """
    font = _load_font(content)
    picture = Image.new("L", (WIDTH, HEIGHT), _BLANK)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, _FOOT_TOP, WIDTH, HEIGHT), fill=_FOOT)
    draw.rectangle((0, 0, _BAR, HEIGHT), fill=_PILL)
    _draw_pill(draw, font, label)
    name = font.writable(name)
    _draw_title(draw, font, font.writable(title) or name)
    name = font.cut(name, _SMALL, _ROOM)
    draw.text((_LEFT, HEIGHT - _TOP), name, _NAME, font.size(_SMALL), anchor="ls")
    picture.putpalette([*_shades(_PAPER, _INK), *_shades(_PAPER, _SOFT), *_shades(colour, _WHITE)])
    png = BytesIO()
    picture.save(png, "PNG", compress_level=3)  # 5 saves 16 % and takes a third longer
    return png.getvalue()


def _shades(ground: str, text: str) -> Iterator[int]:
    """The colours from one to another: red, green and blue of each."""
    first, last = ImageColor.getrgb(ground), ImageColor.getrgb(text)
    for step in range(_SHADES + 1):
        for begin, end in zip(first, last, strict=True):
            yield begin + (end - begin) * step // _SHADES


def _draw_pill(draw: ImageDraw.ImageDraw, font: Font, text: str) -> None:
    """How bad it is, white on the status's colour; only the colour where the font has no words."""
    label = font.cut(font.writable(text), _SMALL, _ROOM - 56)
    width = font.width(label, _SMALL) if label else 160
    box = (_LEFT, _TOP, _LEFT + width + 56, _TOP + 78)
    draw.rounded_rectangle(box, 16, fill=_PILL)
    draw.text((_LEFT + 28, _TOP + 55), label, _LABEL, font.size(_SMALL), anchor="ls")


def _draw_title(draw: ImageDraw.ImageDraw, font: Font, title: str) -> None:
    """In the largest size in which it fits, or cut short in the smallest."""
    lines, step = list[str](), 0.0
    for size in _TITLE_SIZES:
        step = size * _LEADING
        most = int(_TITLE_ROOM / step)
        lines = list(font.wrap(title, size, _ROOM))
        if len(lines) <= most:
            break
    else:
        lines = [*lines[: most - 1], font.cut(" ".join(lines[most - 1 :]), size, _ROOM)]
    for number, line in enumerate(lines):
        baseline = _TITLE_TOP + round(number * step + 0.9 * size)
        draw.text((_LEFT, baseline), line, _TITLE, font.size(size), anchor="ls")


def is_font(content: bytes) -> bool:
    """Whether these bytes are a font that can draw at least English."""
    try:
        font = _load_font(content)
    except OSError:
        return False
    return all(font.draws(letter) for letter in ascii_letters)


@lru_cache(maxsize=1)
def _load_font(content: bytes) -> Font:
    """A font with all that it was asked before; a build has one. Raises OSError."""
    return Font(content)


class Font:
    """A font that is asked what it can write, and how wide."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.size = cache(self._load)
        self.draws = cache(self._draws)
        self._nothing = self._mask("\U0010ffff")

    def _load(self, size: int) -> ImageFont.FreeTypeFont:
        # The basic layout is the same on every machine; the other asks which libraries it has.
        layout = ImageFont.Layout.BASIC
        return ImageFont.truetype(BytesIO(self.content), size, layout_engine=layout)

    def _mask(self, character: str) -> tuple[tuple[int, int], bytes]:
        mask = self.size(_SMALL).getmask(character)
        return mask.size, bytes(mask)

    def _draws(self, character: str) -> bool:
        """Whether there is ink for a character, and not that for all that are missing."""
        try:
            mask = self._mask(character)
        except OSError:  # the font is damaged here
            return False
        return character == " " or (any(mask[1]) and mask != self._nothing)

    def writable(self, text: str) -> str:
        """The beginning of a text, as much as may be shown of it, without what nobody reads aloud.

        Nothing where the font lacks a letter, and where letters would have to be joined or put
        in another order.
        """
        kept = []
        for character in " ".join(unicodedata.normalize("NFC", text[:_LONGEST]).split()):
            kind = unicodedata.category(character)
            if kind == "Cf" or "\ufe00" <= character <= "\ufe0f":  # it only changes others' look
                continue
            turned = unicodedata.bidirectional(character) in _RIGHT_TO_LEFT
            if turned or kind in _UNSHAPED:
                return ""
            if self.draws(character):
                kept.append(character)
            elif kind not in _PICTOGRAMS:
                return ""
        return " ".join("".join(kept).split())

    def width(self, text: str, size: int) -> int:
        return round(self.size(size).getlength(text))

    def wrap(self, text: str, size: int, room: int) -> Iterator[str]:
        """A text's lines; a word that is longer than a line is broken, as all are in Chinese."""
        line = ""
        for word in text.split():
            longer = f"{line} {word}".lstrip()
            if self.width(longer, size) > room:
                if line:
                    yield line
                    longer = word
                while self.width(longer, size) > room:
                    fits = bisect_right(
                        range(1, len(longer)), room, key=partial(self._upto, longer, size)
                    )
                    yield longer[: max(1, fits)]
                    longer = longer[max(1, fits) :]
            line = longer
        if line:
            yield line

    def _upto(self, text: str, size: int, length: int) -> int:
        return self.width(text[:length], size)

    def cut(self, line: str, size: int, room: int) -> str:
        """A line that fits, and says by an ellipsis where there is more."""
        if self.width(line, size) <= room:
            return line
        while line and self.width(f"{line}…", size) > room:
            line = line[:-1]
        return f"{line.rstrip()}…"
