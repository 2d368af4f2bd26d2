"""Locks of several people, and inputs by which a rule is kept to some of them."""

from collections.abc import Mapping
from typing import Final, Unpack

import pytest

from tests.simulator import WEARER_TOKEN, Lock, person_named
from tests.simulator.lock import LockFields

from .house import House

type Whose = Mapping[str, object]

# The account is the wearer "sim_wearer" of the first lock, whose keyholder is "sim_keyholder".
MEANT: Final[list[Whose]] = [
    {"only_as": "wearer"},
    {"only_wearer": "  SIM_Wearer "},
    {"only_as": "either", "only_wearer": " "},
    {"only_as": "wearer", "only_wearer": "sim_wearer"},
]
ANOTHER: Final[list[Whose]] = [
    {"only_as": "keyholder"},
    {"only_wearer": "berta"},
    {"only_wearer": "sim_keyholder"},
    {"only_as": "keyholder", "only_wearer": "sim_wearer"},
    {"only_as": "wearer", "only_wearer": "berta"},
]
OWN: Final[list[Whose]] = [{"only_as": "wearer"}, {"only_wearer": "Sim_Wearer"}]


def ids(whose: Whose) -> str:
    """Return the name of a case."""
    return "-".join(str(value).strip() or "any" for value in whose.values())


meant = pytest.mark.parametrize("whose", MEANT, ids=ids)
another = pytest.mark.parametrize("whose", ANOTHER, ids=ids)
own = pytest.mark.parametrize("whose", OWN, ids=ids)


def lock_of_berta(house: House, **fields: Unpack[LockFields]) -> Lock:
    """Let the lock end and one come next that Berta wears and the account holds the key of."""
    lock = house.simulator.add_lock(
        wearer=person_named("berta", None),
        keyholder=person_named("sim_wearer", None),
        roles={WEARER_TOKEN: "keyholder"},
        **fields,
    )
    house.simulator.move_on(lock)
    return lock


def nothing_happened(house: House) -> bool:
    """Tell whether the service was only read, and nobody was told anything."""
    methods = {request.method for request in house.simulator.requests}
    return methods <= {"GET"} and not house.told() and not house.notices()
