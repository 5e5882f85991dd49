"""A page's accent colour, made readable on light and on dark paper.

Contrast is WCAG 2.2's: (lighter + 0.05) / (darker + 0.05) of relative luminances.
"""

from __future__ import annotations

import re

RGB = tuple[int, int, int]
_HEX = re.compile(r"#([0-9a-f]{3}|[0-9a-f]{6})", re.IGNORECASE)
_PAPER, _DARK_PAPER = (0xFB, 0xFA, 0xF8), (0x1A, 0x1C, 0x20)
_ENOUGH = 4.6


def parse_colour(text: str) -> RGB | None:
    """`#1f4fd8` or `#14d` as red, green and blue from 0 to 255."""
    found = _HEX.fullmatch(text)
    if not found:
        return None
    digits = found[1] if len(found[1]) == 6 else "".join(digit * 2 for digit in found[1])
    return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)


def contrast(one: RGB, other: RGB) -> float:
    """From 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: RGB) -> float:
    def linear(value: int) -> float:
        part = value / 255
        return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)

    red, green, blue = map(linear, colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def accent_pair(text: str) -> tuple[str, str]:
    """The accent for light and for dark paper: as near to the given one as can be read."""
    colour = parse_colour(text) or (0x1F, 0x4F, 0xD8)
    return _towards(colour, (0, 0, 0), _PAPER), _towards(colour, (255, 255, 255), _DARK_PAPER)


def _towards(colour: RGB, end: RGB, paper: RGB) -> str:
    mixed = colour
    for step in range(101):
        mixed = (
            colour[0] + (end[0] - colour[0]) * step // 100,
            colour[1] + (end[1] - colour[1]) * step // 100,
            colour[2] + (end[2] - colour[2]) * step // 100,
        )
        if contrast(mixed, paper) >= _ENOUGH:
            break
    return "#{:02x}{:02x}{:02x}".format(*mixed)
