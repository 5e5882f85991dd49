"""Words for states in the languages of other pages, in lower case.

A word stands here where a page of that language puts it before an update; one that means
something else in another of these languages is left out. Words for an update name no state.
"""

from statusgen.model.terms import State

_UPDATE = "aktualisierung|actualización|aggiornamento|mise à jour|atualização"
_WORDS = {
    State.INVESTIGATING: "untersuchung|wird untersucht|in untersuchung|investigando"
    "|en investigación|indagine in corso|in corso di indagine|enquête en cours"
    "|en cours d'investigation|em investigação",
    State.IDENTIFIED: "identifiziert|ursache gefunden|ursache identifiziert|identificado"
    "|identificato|causa identificada|causa identificata|identifié|cause identifiée",
    State.MONITORING: "beobachtung|wird beobachtet|in beobachtung|überwachung|en observación"
    "|monitoreando|monitoraggio|monitoraggio in corso|sous surveillance|surveillance"
    "|monitorando|em monitoramento|em monitorização",
    State.RESOLVED: "behoben|gelöst|störung behoben|resuelto|solucionado|risolto|résolu|resolvido",
    State.SCHEDULED: "geplant|programado|planificado|programmato|pianificato|planifié|programmé"
    "|agendado|programada",
    State.IN_PROGRESS: "in arbeit|läuft|en curso|en progreso|in corso|en cours|em andamento"
    "|em curso",
    State.VERIFYING: "wird geprüft|überprüfung|verificando|in verifica|en cours de vérification"
    "|em verificação",
    State.COMPLETED: "abgeschlossen|beendet|completado|finalizado|completato|terminé|concluído",
    State.CANCELLED: "abgesagt|cancelado|annullato|annulé",
    State.POSTMORTEM: "nachbericht|análisis posterior|analisi post-incidente|analyse post-incident"
    "|análise pós-incidente",
}

FOREIGN_STATE_WORDS: dict[str, State | None] = {
    **dict.fromkeys(_UPDATE.split("|")),
    **{word: state for state, words in _WORDS.items() for word in words.split("|")},
}
