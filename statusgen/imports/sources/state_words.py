"""What other languages call the states of an entry, and planned work; in lower case."""

from statusgen.model.terms import State

FOREIGN_STATES: dict[State, str] = {
    State.INVESTIGATING: (
        "untersuchung, in untersuchung, wird untersucht, indagine, indagine in corso, in indagine,"
        " investigando, en investigación, investigación, enquête, enquête en cours,"
        " investigation en cours, en cours d'investigation, analyse en cours, em investigação,"
        " investigação, a investigar"
    ),
    State.IDENTIFIED: (
        "identifiziert, ursache gefunden, identificato, identificata, identificado, identificada,"
        " identifié, identifiée"
    ),
    State.MONITORING: (
        "beobachtung, unter beobachtung, wird beobachtet, überwachung, monitoraggio,"
        " monitoraggio in corso, in monitoraggio, monitoreo, monitoreando, supervisando,"
        " en observación, surveillance, sous surveillance, en observation, monitorando,"
        " monitoramento, em monitoramento, a monitorizar"
    ),
    State.RESOLVED: (
        "behoben, gelöst, risolto, risolta, resuelto, resuelta, solucionado, résolu, résolue,"
        " resolvido, resolvida"
    ),
    State.SCHEDULED: (
        "geplant, angekündigt, programmato, programmata, pianificato, pianificata, programado,"
        " programada, planificado, planificada, planifié, planifiée, programmé, programmée,"
        " agendado, agendada, planejado, planeado"
    ),
    State.IN_PROGRESS: (
        "in arbeit, in bearbeitung, in durchführung, in corso, en curso, en progreso, en cours,"
        " em andamento, em curso"
    ),
    State.VERIFYING: (
        "wird geprüft, überprüfung, verificando, in verifica, en cours de vérification,"
        " em verificação"
    ),
    State.COMPLETED: (
        "abgeschlossen, beendet, erledigt, completato, completata, terminato, completado,"
        " completada, finalizado, terminé, terminée, concluído, concluída"
    ),
    State.CANCELLED: ("abgesagt, annullato, annullata, cancelado, cancelada, annulé, annulée"),
    State.POSTMORTEM: (
        "nachbericht, análisis posterior, analisi post-incidente, analyse post-incident,"
        " análise pós-incidente"
    ),
    State.UPDATE: (
        "aktualisierung, aktualisiert, aggiornamento, aggiornato, actualización, actualizado,"
        " mise à jour, atualização, atualizado"
    ),
}
"""Words that stand for a state where they are set apart as labels are."""

PLANNED_WORK = (
    "wartung, wartungsarbeit, wartungsarbeiten, wartungsfenster, wartungsankündigung,"
    " geplante arbeiten, geplante ausfallzeit, geplanter ausfall, manutenzione,"
    " lavori programmati, mantenimiento, trabajos programados, travaux planifiés,"
    " travaux programmés, interruption planifiée, manutenção"
)
"""Words of a title that tell of planned work."""

NOT_PLANNED = (
    "nach, während, wegen, infolge, durch, ungeplant, ungeplante, ungeplanter, außerplanmäßig,"
    " störung, störungen, problem, probleme, dopo, durante, causa, problema, problemi, guasto,"
    " después, tras, debido, problemas, incidencia, fallo, après, pendant, suite, cause, problème,"
    " problèmes, panne, incident, após, depois, devido, falha"
)
"""Words of a title that speak of something else that planned work may have led to."""


def words_of(listed: str) -> tuple[str, ...]:
    """The words of a list that commas part."""
    return tuple(word.strip() for word in listed.split(","))
