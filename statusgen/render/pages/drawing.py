"""Preview pictures, drawn with Pillow."""

import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from io import BytesIO
from string import ascii_letters

from PIL import Image, ImageColor, ImageDraw, ImageFont

from statusgen.render.pages.values import PREVIEW_SIZE

WIDTH, HEIGHT = PREVIEW_SIZE
_LEFT, _TOP, _BAR = 84, 76, 28
_LINE_WIDTH = WIDTH - 2 * _LEFT
_TITLE_TOP, _TITLE_HEIGHT, _TITLE_SIZES, _LEADING = 196, 300, range(96, 55, -8), 1.18
_SMALL = 46
_FOOT_TOP = 500
_MAX_CHARACTERS = 400
_INK, _SOFT, _PAPER, _WHITE = "#1b1d21", "#5a5f68", "#fbfaf8", "#fff"
_SHADES = 20
# Everything is drawn in indexes of a palette, since finding one afterwards would take longest of
# all. Between a background and its text are the shades of the edges of letters.
_BLANK, _TITLE = 0, _SHADES
_FOOT, _NAME = _TITLE + 1, _TITLE + 1 + _SHADES
_PILL, _LABEL = _NAME + 1, _NAME + 1 + _SHADES
_COMBINING = frozenset({"Mn", "Mc", "Me"})
_RIGHT_TO_LEFT = frozenset({"R", "AL", "AN"})
_PICTOGRAMS = frozenset({"So", "Sk"})


def draw_preview(content: bytes, colour: str, label: str, title: str, name: str) -> bytes:
    """A PNG with a label on a colour, a title, and a name at the foot, in the font `content`.

    Texts that the font cannot write correctly are left out.
    """
    font = _load_font(content)
    picture = Image.new("L", (WIDTH, HEIGHT), _BLANK)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, _FOOT_TOP, WIDTH, HEIGHT), fill=_FOOT)
    draw.rectangle((0, 0, _BAR, HEIGHT), fill=_PILL)
    _draw_pill(draw, font, label)
    name = font.writable(name)
    _draw_title(draw, font, font.writable(title) or name)
    name = font.cut(name, _SMALL, _LINE_WIDTH)
    draw.text((_LEFT, HEIGHT - _TOP), name, _NAME, font.size(_SMALL), anchor="ls")
    picture.putpalette([*_shades(_PAPER, _INK), *_shades(_PAPER, _SOFT), *_shades(colour, _WHITE)])
    png = BytesIO()
    picture.save(png, "PNG", compress_level=3)  # 5 saves 16 % and takes a third longer
    return png.getvalue()


def _shades(background: str, text: str) -> Iterator[int]:
    """The colours from one to the other: red, green and blue of each."""
    first, last = ImageColor.getrgb(background), ImageColor.getrgb(text)
    for step in range(_SHADES + 1):
        for begin, end in zip(first, last, strict=True):
            yield begin + (end - begin) * step // _SHADES


class Font:
    """A font: what it can write, and how wide."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.size = cache(self._load)
        self.draws = cache(self._draws)
        self._missing = self._mask("\U0010ffff")

    def _load(self, size: int) -> ImageFont.FreeTypeFont:
        # The basic layout is the same on every machine; the other depends on its libraries.
        layout = ImageFont.Layout.BASIC
        return ImageFont.truetype(BytesIO(self.content), size, layout_engine=layout)

    def _mask(self, character: str) -> tuple[tuple[int, int], bytes]:
        mask = self.size(_SMALL).getmask(character)
        return mask.size, bytes(mask)

    def _draws(self, character: str) -> bool:
        """Whether there is a glyph for a character, and not the one for missing characters."""
        try:
            mask = self._mask(character)
        except OSError:  # the font is damaged here
            return False
        return character == " " or (any(mask[1]) and mask != self._missing)

    def writable(self, text: str) -> str:
        """A text's beginning without pictograms that the font lacks.

        Empty if the font lacks a letter, or if letters would have to be joined or reordered.
        """
        kept = []
        for character in " ".join(unicodedata.normalize("NFC", text[:_MAX_CHARACTERS]).split()):
            kind = unicodedata.category(character)
            if kind == "Cf" or "\ufe00" <= character <= "\ufe0f":  # changes only how others look
                continue
            is_reordered = unicodedata.bidirectional(character) in _RIGHT_TO_LEFT
            if is_reordered or kind in _COMBINING:
                return ""
            if self.draws(character):
                kept.append(character)
            elif kind not in _PICTOGRAMS:
                return ""
        return " ".join("".join(kept).split())

    def width(self, text: str, size: int) -> int:
        return round(self.size(size).getlength(text))

    def wrap(self, text: str, size: int, room: int) -> Iterator[str]:
        """A text's lines, `room` pixels wide; words longer than a line are broken."""
        line = ""
        for word in text.split():
            longer = f"{line} {word}".lstrip()
            if self.width(longer, size) > room:
                if line:
                    yield line
                    longer = word
                while self.width(longer, size) > room:
                    ends = range(1, len(longer))
                    end = next((n for n in ends if self.width(longer[: n + 1], size) > room), 1)
                    yield longer[:end]
                    longer = longer[end:]
            line = longer
        if line:
            yield line

    def cut(self, line: str, size: int, room: int) -> str:
        """A line cut to `room` pixels, with an ellipsis if anything is cut off."""
        if self.width(line, size) <= room:
            return line
        while line and self.width(f"{line}…", size) > room:
            line = line[:-1]
        return f"{line.rstrip()}…"


def _draw_pill(draw: ImageDraw.ImageDraw, font: Font, text: str) -> None:
    """The label on its colour; the colour alone if the font cannot write the label."""
    label = font.cut(font.writable(text), _SMALL, _LINE_WIDTH - 56)
    width = font.width(label, _SMALL) if label else 160
    box = (_LEFT, _TOP, _LEFT + width + 56, _TOP + 78)
    draw.rounded_rectangle(box, 16, fill=_PILL)
    draw.text((_LEFT + 28, _TOP + 55), label, _LABEL, font.size(_SMALL), anchor="ls")


def _draw_title(draw: ImageDraw.ImageDraw, font: Font, title: str) -> None:
    """The title in the largest size in which it fits, or cut off in the smallest."""
    lines, step = list[str](), 0.0
    for size in _TITLE_SIZES:
        step = size * _LEADING
        fitting = int(_TITLE_HEIGHT / step)
        lines = list(font.wrap(title, size, _LINE_WIDTH))
        if len(lines) <= fitting:
            break
    else:
        rest = " ".join(lines[fitting - 1 :])
        lines = [*lines[: fitting - 1], font.cut(rest, size, _LINE_WIDTH)]
    for number, line in enumerate(lines):
        baseline = _TITLE_TOP + round(number * step + 0.9 * size)
        draw.text((_LEFT, baseline), line, _TITLE, font.size(size), anchor="ls")


def is_font(content: bytes) -> bool:
    """Whether these bytes are a font that can write at least English."""
    try:
        font = _load_font(content)
    except OSError:
        return False
    return all(font.draws(letter) for letter in ascii_letters)


@lru_cache(maxsize=1)
def _load_font(content: bytes) -> Font:
    """A font with its caches; a build has only one. Raises OSError."""
    return Font(content)
