"""A promise of the next update in another language, beside a time of day."""

import re

_WORDS = (
    *(r"nächste[ns]? (?:update|meldung|information|aktualisierung)", r"melden uns"),
    *("prochaine? (?:mise à jour|point|information)", "nouvelle mise à jour"),
    *("próxima actualización", "próximo aviso", "siguiente actualización"),
    *("prossimo aggiornamento", "nuovo aggiornamento"),
    *("volgende update", "volgend bericht"),
    *("próxima atualização", "nova atualização"),
)
TRANSLATED_PROMISE = re.compile(
    rf"\b(?:{'|'.join(_WORDS)})\b[^.!?\d\n]{{0,40}}\b\d{{1,2}}(?:[:.h]\d{{2}}\b|\s?(?:uhr|h)\b)",
    re.IGNORECASE,
)
