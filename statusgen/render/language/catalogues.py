"""Gettext catalogues (PO files), read without being compiled."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from gettext import c2py
from io import BytesIO
from string import Formatter

from babel import Locale

SOURCE = "en"
"""The language of message ids, whose shipped catalogue only repeats them."""


class BadCatalogue(Exception):
    """Why a catalogue cannot be read, and the line of the fault."""

    def __init__(self, reason: str, line: int) -> None:
        super().__init__(reason)
        self.line = line


@dataclass(frozen=True)
class CatalogueFile:
    """A PO file: its path, for messages, the language tag in its name, and its bytes."""

    path: str
    tag: str
    content: bytes


@dataclass(frozen=True)
class Catalogue:
    """Translations by message id, each in its plural forms; `plural` is the form of a number."""

    texts: Mapping[str, tuple[str, ...]]
    plural: Callable[[int], int]


def parse_catalogue(content: bytes, locale: Locale) -> Catalogue:
    """A PO file's translations. Raises BadCatalogue."""
    from babel.messages.pofile import (  # noqa: PLC0415 - slow to load, and English needs no catalogue
        PoFileError,
        read_po,
    )

    try:
        content.decode()
        parsed = read_po(BytesIO(content), locale=locale, charset="utf-8", abort_invalid=True)
        texts = {}
        for message in parsed:
            if message.id and message.string and not message.fuzzy:
                forms, translations = _forms(message.id), _forms(message.string)
                _check_placeholders(forms, translations, message.lineno or 1)
                texts[forms[0]] = translations
        return Catalogue(texts, c2py(parsed.plural_expr))
    except PoFileError as error:
        reason = str(error).removesuffix(f" on {error.lineno}")
        raise BadCatalogue(reason, error.lineno + 1) from error
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise BadCatalogue("it is not UTF-8", line) from error
    except (LookupError, ValueError) as error:
        raise BadCatalogue(str(error), 1) from error


def _forms(text: str | Iterable[str] | None) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text or ())


def _check_placeholders(forms: tuple[str, ...], translations: tuple[str, ...], line: int) -> None:
    """Raises BadCatalogue if a translation has a placeholder that its message has not."""
    known = {name for text in forms for _, name, _, _ in Formatter().parse(text)}
    for text in translations:
        for _, name, _, _ in Formatter().parse(text):
            if name is not None and name not in known:
                raise BadCatalogue(f"there is no {{{name}}} in {forms[0]!r}", line)


def choose_catalogues(
    files: Iterable[CatalogueFile], language: str, locale: Locale
) -> list[CatalogueFile]:
    """The files for a language, in order of preference.

    For each folder in the order of `files`: the tag with its territory, the page's tag, and the
    language alone.
    """
    tags = [str(locale), language.replace("-", "_"), str(locale.language)]
    wanted = [tag.lower() for tag in dict.fromkeys(tags)]
    by_folder: dict[str, list[CatalogueFile]] = {}
    for file in files:
        by_folder.setdefault(file.path.rpartition("/")[0], []).append(file)
    return [
        file
        for folder in by_folder.values()
        for tag in wanted
        for file in folder
        if file.tag.replace("-", "_").lower() == tag
    ]
