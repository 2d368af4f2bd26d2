"""Each event of a lock is one sentence in the language of the house."""

from typing import Final

import pytest

from homeassistant.core import Context, HomeAssistant
from tests.added_account import Account
from tests.automation.rules import lock_device_id

from .lines import Activity

OURS: Final = {"source": "home_assistant", "seconds": None}
OTHERS: Final = {"source": "elsewhere", "seconds": None}

EVENTS: Final = (
    {"type": "lock_started", **OTHERS},
    {"type": "lock_ended", **OURS},
    {"type": "lock_ended", **OTHERS},
    {"type": "time_added", **OURS, "seconds": 3600},
    {"type": "time_added", **OTHERS, "seconds": 599},
    {"type": "time_removed", **OURS, "seconds": 61},
    {"type": "time_removed", **OTHERS, "seconds": 86_401},
    {"type": "frozen", **OURS, "seconds": 1800},
    {"type": "frozen", **OURS},
    {"type": "frozen", **OTHERS, "seconds": 1800},
    {"type": "frozen", **OTHERS},
    {"type": "unfrozen", **OURS},
    {"type": "unfrozen", **OURS, "by_itself": True},
    {"type": "unfrozen", **OTHERS},
    {"type": "became_unlockable", **OURS},
    {"type": "became_unlockable", **OTHERS},
    {"type": "task_assigned", **OURS},
    {"type": "task_assigned", **OTHERS},
    {"type": "task_closed", **OURS},
    {"type": "task_closed", **OTHERS},
)

SENTENCES: Final = {
    "en": [
        "lock started",
        "lock ended",
        "lock ended",
        "one hour added",
        "ten minutes added by somebody else",
        "one minute and one second removed",
        "one day removed by somebody else",
        "frozen for 30 minutes",
        "frozen",
        "frozen for 30 minutes by somebody else",
        "frozen by somebody else",
        "unfrozen",
        "unfrozen at the end of the freeze",
        "unfrozen, by somebody else or at the end of the freeze",
        "can be opened now",
        "can be opened now",
        "task assigned",
        "task assigned by somebody else",
        "task closed",
        "task closed by somebody else",
    ],
    "de": [
        "Verschluss begonnen",
        "Verschluss beendet",
        "Verschluss beendet",
        "eine Stunde hinzugefügt",
        "zehn Minuten von jemand anderem hinzugefügt",
        "eine Minute und eine Sekunde abgezogen",
        "einen Tag von jemand anderem abgezogen",
        "für 30 Minuten eingefroren",
        "eingefroren",
        "von jemand anderem für 30 Minuten eingefroren",
        "von jemand anderem eingefroren",
        "aufgetaut",
        "Einfrierdauer abgelaufen",
        "aufgetaut, von jemand anderem oder nach Ablauf der Einfrierdauer",
        "lässt sich jetzt aufschließen",
        "lässt sich jetzt aufschließen",
        "Aufgabe zugewiesen",
        "Aufgabe von jemand anderem zugewiesen",
        "Aufgabe geschlossen",
        "Aufgabe von jemand anderem geschlossen",
    ],
    "fr": [
        "verrouillage commencé",
        "verrouillage terminé",
        "verrouillage terminé",
        "temps ajouté\u00a0: une heure",
        "temps ajouté par quelqu'un d'autre\u00a0: dix minutes",
        "temps retiré\u00a0: une minute et une seconde",
        "temps retiré par quelqu'un d'autre\u00a0: un jour",
        "minuteur gelé pour 30 minutes",
        "minuteur gelé",
        "minuteur gelé par quelqu'un d'autre pour 30 minutes",
        "minuteur gelé par quelqu'un d'autre",
        "minuteur dégelé",
        "fin du gel",
        "minuteur dégelé, par quelqu'un d'autre ou à la fin du gel",
        "peut être ouvert maintenant",
        "peut être ouvert maintenant",
        "tâche attribuée",
        "tâche attribuée par quelqu'un d'autre",
        "tâche clôturée",
        "tâche clôturée par quelqu'un d'autre",
    ],
    "nl": [
        "vergrendeling begonnen",
        "vergrendeling beëindigd",
        "vergrendeling beëindigd",
        "een uur toegevoegd",
        "tien minuten toegevoegd door iemand anders",
        "een minuut en een seconde afgetrokken",
        "een dag afgetrokken door iemand anders",
        "voor 30 minuten bevroren",
        "bevroren",
        "door iemand anders voor 30 minuten bevroren",
        "bevroren door iemand anders",
        "ontdooid",
        "einde van de bevriezing",
        "ontdooid, door iemand anders of aan het einde van de bevriezing",
        "kan nu open",
        "kan nu open",
        "taak toegewezen",
        "taak toegewezen door iemand anders",
        "taak gesloten",
        "taak gesloten door iemand anders",
    ],
    "es": [
        "bloqueo iniciado",
        "bloqueo finalizado",
        "bloqueo finalizado",
        "tiempo añadido: una hora",
        "tiempo añadido por otra persona: diez minutos",
        "tiempo quitado: un minuto y un segundo",
        "tiempo quitado por otra persona: un día",
        "temporizador congelado durante 30 minutos",
        "temporizador congelado",
        "temporizador congelado por otra persona durante 30 minutos",
        "temporizador congelado por otra persona",
        "temporizador descongelado",
        "fin de la congelación",
        "temporizador descongelado, por otra persona o al terminar la congelación",
        "ya se puede desbloquear",
        "ya se puede desbloquear",
        "tarea asignada",
        "tarea asignada por otra persona",
        "tarea cerrada",
        "tarea cerrada por otra persona",
    ],
}


@pytest.mark.parametrize("language", SENTENCES)
@pytest.mark.parametrize("user_id", [None, "a" * 32], ids=["nobody", "person"])
async def test_event_is_a_sentence(
    hass: HomeAssistant, activity: Activity, language: str, user_id: str | None
) -> None:
    await hass.config.async_update(language=language)
    await hass.async_block_till_done()

    for data in EVENTS:
        hass.bus.async_fire("chastify_event", data, context=Context(user_id=user_id))

    assert await activity.messages() == SENTENCES[language]
    (who,) = {line.get("context_user_id") for line in await activity.told()}
    assert who == user_id


@pytest.mark.parametrize(
    ("language", "spoken"), [("es-419", "es"), ("en-GB", "en"), ("sv", "en")]
)
async def test_dialect_has_the_sentences_of_its_language_and_others_english(
    hass: HomeAssistant, activity: Activity, language: str, spoken: str
) -> None:
    await hass.config.async_update(language=language)
    await hass.async_block_till_done()

    for data in EVENTS:
        hass.bus.async_fire("chastify_event", data)

    assert await activity.messages() == SENTENCES[spoken]


async def test_older_lines_follow_a_change_of_the_language(
    hass: HomeAssistant, activity: Activity
) -> None:
    hass.bus.async_fire("chastify_event", EVENTS[3])
    assert await activity.messages() == ["one hour added"]

    await hass.config.async_update(language="de")
    await hass.async_block_till_done()

    assert await activity.messages() == ["eine Stunde hinzugefügt"]


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"type": "time_added"},
        {"type": ["frozen"], "entity_id": ["event.x"], "seconds": "x"},
        {"type": "other", "device_id": None, "entity_id": None},
    ],
)
async def test_event_that_somebody_fires_by_hand_has_a_line_without_a_sentence(
    hass: HomeAssistant,
    activity: Activity,
    data: dict[str, object],
    caplog: pytest.LogCaptureFixture,
) -> None:
    hass.bus.async_fire("chastify_event", data)

    (line,) = await activity.told()

    assert line["name"] == "Chastify"
    assert (line["message"], line["entity_id"]) == (None, None)
    assert "Error with chastify" not in caplog.text


async def test_line_leads_to_the_event_entity_and_has_the_name_of_the_lock(
    hass: HomeAssistant, activity: Activity, account: Account
) -> None:
    ids = account.entity_ids()
    data = {
        **EVENTS[3],
        "entity_id": ids["calendar.lock_sessions"],
        "device_id": lock_device_id(account),
    }
    hass.bus.async_fire("chastify_event", data)

    (line,) = await activity.told()

    assert line["entity_id"] == ids["event.lock_events"]
    assert line["name"] == "Chastify lock"
