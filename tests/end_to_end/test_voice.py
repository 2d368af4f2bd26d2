"""Speaking to a Home Assistant in a process of its own."""

from tests.real.integration import set_options
from tests.real.waiting import until

from .account import Account

SOON = 30.0
ADD = "Füge zehn Minuten hinzu"
QUESTION = "Wie lange bin ich noch verschlossen?"


async def said(account: Account, text: str, language: str) -> str:
    """Say something to Home Assistant's own assistant, and return the answer."""
    async with account.home.websocket() as websocket:
        result = await websocket.command(
            "conversation/process", text=text, language=language
        )
    answer: str = result["response"]["speech"]["plain"]["speech"]
    return answer


async def assert_answered(
    account: Account, question: str, language: str, part: str
) -> None:
    """Ask until the answer has this in it: sentences are read when an account is set up."""
    answers: list[str] = []

    async def is_told() -> bool:
        answers.append(await said(account, question, language))
        return part in answers[-1]

    assert await until(is_told, SOON), answers[-1]


async def put_pipeline(
    account: Account, language: str, pipeline_id: str | None = None
) -> str:
    """Add an assist pipeline, or change that of the id; return its id."""
    verb, which = "create", {}
    if pipeline_id is not None:
        verb, which = "update", {"pipeline_id": pipeline_id}
    async with account.home.websocket() as websocket:
        pipeline = await websocket.command(
            f"assist_pipeline/pipeline/{verb}",
            name="Kitchen",
            conversation_engine="conversation.home_assistant",
            conversation_language=language,
            language=language,
            stt_engine=None,
            stt_language=None,
            tts_engine=None,
            tts_language=None,
            tts_voice=None,
            wake_word_entity=None,
            wake_word_id=None,
            **which,
        )
    found: str = pipeline["id"]
    return found


async def sent_names(account: Account) -> list[object]:
    """Return the names of the commands that reached the service."""
    return [
        request["body"].get("name") or request["body"].get("command")
        for request in await account.simulator.requests()
        if request["method"] == "POST"
    ]


async def test_what_is_exposed_is_told_and_what_is_allowed_is_sent_once(
    account: Account,
) -> None:
    await account.simulator.start_lock(remaining=7200)
    await account.assert_right_after_reading()

    await assert_answered(
        account, "How long am I still locked?", "en", "Voice assistants"
    )
    await put_pipeline(account, "de")
    await assert_answered(account, ADD, "de-CH", "Optionen")
    assert await sent_names(account) == []

    entity_id = (await account.entity_ids())["sensor.time_remaining"]
    async with account.home.websocket() as websocket:
        await websocket.command(
            "homeassistant/expose_entity",
            assistants=["conversation"],
            entity_ids=[entity_id],
            should_expose=True,
        )
    await set_options(account.home, account.entry_id, {"assist_commands": ["add_time"]})

    # The account is loaded anew with the options.
    await assert_answered(account, QUESTION, "de", "Stunde")
    await said(account, ADD, "de")
    await account.home.stop()
    await account.home.start()
    await assert_answered(account, QUESTION, "de", "Stunde")
    await said(account, "add ten minutes", "en")
    await said(account, "stop everything", "en")
    assert await sent_names(account) == ["add_time", "add_time", "all.stop"]


async def test_languages_of_pipelines_are_understood_as_they_change(
    account: Account,
) -> None:
    await account.simulator.start_lock(remaining=7200)
    await assert_answered(account, "add ten minutes", "en", "may not send")
    await assert_answered(account, ADD, "de", "Entschuldigung")

    pipeline_id = await put_pipeline(account, "de")
    await assert_answered(account, ADD, "de", "Optionen")
    await put_pipeline(account, "fr", pipeline_id)
    await assert_answered(account, "ajoute dix minutes", "fr", "options")
    await assert_answered(account, ADD, "de", "Entschuldigung")

    # It is read at a start, too.
    await account.home.stop()
    await account.home.start()
    await assert_answered(account, "ajoute dix minutes", "fr", "options")
    async with account.home.websocket() as websocket:
        await websocket.command(
            "assist_pipeline/pipeline/delete", pipeline_id=pipeline_id
        )
    await assert_answered(account, "ajoute dix minutes", "fr", "Désolé")
    await assert_answered(account, "arrête tout", "fr", "arrêt")
    assert await sent_names(account) == ["all.stop"]
