"""Zones, and persons who carry phones from place to place."""

from typing import Final, Literal

from homeassistant.components.person.const import DOMAIN as PERSON
from homeassistant.components.zone import async_in_zones
from homeassistant.components.zone.const import DOMAIN as ZONE
from homeassistant.setup import async_setup_component

from .house import House

GYM: Final = "zone.gym"
BATHS: Final = "zone.baths"
HOME: Final = "zone.home"
WEARER: Final = "person.wearer"
PARTNER: Final = "person.partner"
PHONES: Final = {WEARER: "device_tracker.phone", PARTNER: "device_tracker.other_phone"}
ROUTER: Final = "device_tracker.router"

type Place = Literal[
    "home", "road", "shop", "gym", "sauna", "gym and cafe", "cafe", "baths"
]

# Latitudes: a degree is 111 km. At the sauna is who is at the gym too; the gym and the cafe overlap.
_LATITUDES: Final[dict[Place, float]] = {
    "road": 1.5,
    "shop": 2.0,
    "gym": 1.0003,
    "sauna": 1.0,
    "gym and cafe": 1.0008,
    "cafe": 1.0012,
    "baths": 3.0,
}


def zones() -> dict[str, object]:
    """Return the zones as Home Assistant stores them."""
    places = [
        ("Gym", 1.0, 100, False),
        ("Sauna", 1.0, 20, False),
        ("Cafe", 1.0012, 60, False),
        ("Shop", 2.0, 100, False),
        ("Baths", 3.0, 100, True),
    ]
    items = [
        {
            "id": name.lower(),
            "name": name,
            "latitude": latitude,
            "longitude": 1.0,
            "radius": radius,
            "passive": is_passive,
        }
        for name, latitude, radius, is_passive in places
    ]
    return {"version": 1, "minor_version": 1, "key": ZONE, "data": {"items": items}}


class Places:
    """Where the persons of a house are."""

    def __init__(self, house: House) -> None:
        """Let nobody be anywhere yet."""
        self._house = house

    async def make(self) -> None:
        """Set the zones up, and two persons who are at home."""
        hass = self._house.hass
        assert await async_setup_component(hass, ZONE, {})
        persons = [
            {
                "id": "wearer",
                "name": "Wearer",
                "device_trackers": [PHONES[WEARER], ROUTER],
            },
            {"id": "partner", "name": "Partner", "device_trackers": [PHONES[PARTNER]]},
        ]
        assert await async_setup_component(hass, PERSON, {PERSON: persons})
        for person in PHONES:
            await self.go("home", person)

    async def go(self, place: Place, person: str = WEARER) -> None:
        """Let the phone of a person report where it is, as an entity of a position does."""
        config = self._house.hass.config
        latitude = _LATITUDES.get(place, config.latitude)
        longitude = 1.0 if place in _LATITUDES else config.longitude
        active, in_zones = async_in_zones(self._house.hass, latitude, longitude)
        state = "not_home" if active is None else active.name
        await self._house.set_state(
            PHONES[person],
            "home" if active is not None and active.entity_id == HOME else state,
            source_type="gps",
            in_zones=in_zones,
            latitude=latitude,
            longitude=longitude,
            gps_accuracy=0,
        )

    async def be(self, state: str, person: str = WEARER) -> None:
        """Let a phone report the name of a place alone, or nothing."""
        await self._house.set_state(
            PHONES[person], state, source_type="gps", in_zones=[]
        )

    async def see_by_router(self, *, is_connected: bool) -> None:
        """Let the router see the wearer's phone, or not."""
        await self._house.set_state(
            ROUTER,
            "home" if is_connected else "not_home",
            source_type="router",
            tracking_type="connection",
            in_zones=[HOME] if is_connected else [],
        )
