"""A static site generator for public incident updates.

The names here are the public API; docs/api.md describes them. All other modules may change.
"""

__version__ = "0.1.0"

__all__ = [
    "BuildResult",
    "Component",
    "Finding",
    "FindingsError",
    "Impact",
    "Incident",
    "IncidentRecord",
    "Level",
    "Maintenance",
    "MaintenanceRecord",
    "Page",
    "Place",
    "Prose",
    "Site",
    "State",
    "Status",
    "Update",
    "__version__",
    "build",
    "check",
    "load",
]

TYPE_CHECKING = False  # true for type checkers; to import `typing` takes longer than all this
if TYPE_CHECKING:
    from statusgen.api import build, check, load
    from statusgen.model.entry import Incident, Maintenance, Prose, Update
    from statusgen.model.findings import Finding, FindingsError, Level, Place
    from statusgen.model.page import Component, Page
    from statusgen.model.record import IncidentRecord, MaintenanceRecord
    from statusgen.model.terms import Impact, State, Status
    from statusgen.pipeline.load import Site
    from statusgen.pipeline.write import BuildResult
else:
    _MODULES = {
        "api": ("build", "check", "load"),
        "model.entry": ("Incident", "Maintenance", "Prose", "Update"),
        "model.findings": ("Finding", "FindingsError", "Level", "Place"),
        "model.page": ("Component", "Page"),
        "model.record": ("IncidentRecord", "MaintenanceRecord"),
        "model.terms": ("Impact", "State", "Status"),
        "pipeline.load": ("Site",),
        "pipeline.write": ("BuildResult",),
    }

    def __getattr__(name: str) -> object:
        """Import a public name when it is first asked for, so that commands start quickly."""
        from importlib import import_module  # noqa: PLC0415 - needed where a name is asked for

        for module, names in _MODULES.items():
            if name in names:
                return getattr(import_module(f"statusgen.{module}"), name)
        raise AttributeError(f"module 'statusgen' has no attribute {name!r}")

    def __dir__() -> list[str]:
        return __all__
