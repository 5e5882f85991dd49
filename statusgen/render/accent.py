"""A page's accent colour, made readable on the light and on the dark background.

Contrast is WCAG 2.2's: (lighter + 0.05) / (darker + 0.05) of relative luminances.
"""

import re

RGB = tuple[int, int, int]
_HEX = re.compile(r"#([0-9a-f]{3}|[0-9a-f]{6})", re.IGNORECASE)
_LIGHT, _DARK = (0xFB, 0xE6, 0xE4), (0x2C, 0x24, 0x11)
_MIN_CONTRAST = 4.6


def parse_colour(text: str) -> RGB | None:
    """`#1f4fd8` or `#14d` as red, green and blue from 0 to 255; None for anything else."""
    match = _HEX.fullmatch(text)
    if not match:
        return None
    digits = match[1] if len(match[1]) == 6 else "".join(digit * 2 for digit in match[1])
    return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)


def contrast(text: RGB, background: RGB) -> float:
    """The contrast of two colours, in either order: from 1 to 21."""
    darker, lighter = sorted((_luminance(text), _luminance(background)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: RGB) -> float:
    def linear(value: int) -> float:
        part = value / 255
        return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)

    red, green, blue = map(linear, colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def accent_pair(text: str) -> tuple[str, str]:
    """The accent for light and for dark backgrounds: as near to the given one as can be read."""
    colour = parse_colour(text) or (0x1F, 0x4F, 0xD8)
    return _readable(colour, (0, 0, 0), _LIGHT), _readable(colour, (255, 255, 255), _DARK)


def _readable(colour: RGB, extreme: RGB, background: RGB) -> str:
    """A colour, mixed with as many hundredths of black or white as its contrast takes."""
    for step in range(101):
        red, green, blue = (
            begin + (end - begin) * step // 100 for begin, end in zip(colour, extreme, strict=True)
        )
        if contrast((red, green, blue), background) >= _MIN_CONTRAST:
            break
    return f"#{red:02x}{green:02x}{blue:02x}"
