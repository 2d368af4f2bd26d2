"""Generated values that are the same in every run."""

from hypothesis import Phase, given, settings
from hypothesis.strategies import SearchStrategy


def generated[ValueT](strategy: SearchStrategy[ValueT], count: int) -> list[ValueT]:
    """Return so many values, the same in every run."""
    values: list[ValueT] = []

    @settings(
        max_examples=count,
        derandomize=True,
        database=None,
        deadline=None,
        phases=(Phase.generate,),
    )
    @given(strategy)
    def collect(value: ValueT) -> None:
        values.append(value)

    collect()
    return values
