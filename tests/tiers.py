"""The two tiers of the tests: a quick one for everyone, and a slow one that tries far more.

`pytest` runs the quick tier, `pytest -m slow` the slow one. What takes many rounds is one test in
both, with few rounds in the quick tier and all of them in the slow one.
"""

from collections.abc import Callable, Iterable
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.strategies import SearchStrategy

WITHOUT_SHRINKING = (Phase.explicit, Phase.reuse, Phase.generate)
"""For whole sites: one is built in a moment, but to make a failure small takes hundreds."""


slow_tier = pytest.mark.slow
"""For a test that is in the slow tier alone."""


def tiers(name: str, quick: object, slow: object) -> pytest.MarkDecorator:
    """Give a test's argument of this name one value in the quick tier, another in the slow one."""
    values = [
        pytest.param(quick, id="quick"),
        pytest.param(slow, id="slow", marks=pytest.mark.slow),
    ]
    return pytest.mark.parametrize(name, values)


def in_tiers(quick: Iterable[str], slow: Iterable[str]) -> list[Any]:
    """Values for a test's argument: some in the quick tier, others in the slow one."""
    return [*quick, *(pytest.param(value, marks=pytest.mark.slow) for value in slow)]


def tiered_given(
    *strategies: SearchStrategy[Any],
    quick: int,
    slow: int,
    phases: tuple[Phase, ...] = tuple(Phase),
) -> Callable[[Callable[..., None]], Callable[[int], None]]:
    """Hypothesis' `given`, with so many examples in each tier."""

    def decorate(check: Callable[..., None]) -> Callable[[int], None]:
        @tiers("examples", quick, slow)
        def test(examples: int) -> None:
            limits = settings(
                max_examples=examples,
                deadline=None,
                phases=phases,
                suppress_health_check=list(HealthCheck),
            )
            limits(given(*strategies)(check))()

        return test

    return decorate
