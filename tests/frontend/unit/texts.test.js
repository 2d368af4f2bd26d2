import assert from "node:assert/strict";
import { afterEach, describe, test } from "node:test";

import { entityName, errorText, isLost, loadTexts, path, text } from "../../../custom_components/chastify/frontend/texts.js";
import { house } from "./hass.js";

afterEach(() => {
  Reflect.deleteProperty(globalThis, "document");
});

test("texts are those of the card in the integration's translations", () => {
  const { hass } = house([], []);
  assert.equal(path("done"), "component.chastify.config_panel.card.done");
  assert.equal(text(hass, "done"), "component.chastify.config_panel.card.done");
});

test("placeholders are put into a text", () => {
  const said = text(house([], []).hass, "done", { action: "Freeze" });
  assert.equal(said, 'component.chastify.config_panel.card.done{"action":"Freeze"}');
});

test("texts are empty until they are loaded", () => {
  assert.equal(text(house([], [], { localize: () => "" }).hass, "done"), "");
});

test("loading asks for the texts of the card, and gives them", async () => {
  const { hass, loaded } = house([], []);
  const localize = await loadTexts(hass);
  assert.deepEqual(loaded, [["config_panel", "chastify"]]);
  assert.equal(localize("key"), "key");
});

test("an entity has the name of its translations", () => {
  assert.equal(entityName(house([], []).hass, "button.freeze"), "component.chastify.entity.button.freeze.name");
});

const TEXT = "component.chastify.config_panel.card";
const translated = {
  code: "service_validation_error",
  message: "Wait 4 s.",
  translation_domain: "chastify",
  translation_key: "rate_limited",
  translation_placeholders: { seconds: "4" },
};

describe("what an error says", () => {
  /** @type {[title: string, error: unknown, said: string][]} */
  const errors = [
    ["that the outcome isn't known without a connection", 3, `${TEXT}.outcome_unknown`],
    ["that the outcome isn't known after a lost connection", { code: 3 }, `${TEXT}.outcome_unknown`],
    [
      "that the outcome isn't known after a lost connection, as the socket rejects",
      { type: "result", success: false, error: { code: 3, message: "Connection lost" } },
      `${TEXT}.outcome_unknown`,
    ],
    [
      "the translated exception with its placeholders",
      translated,
      'component.chastify.exceptions.rate_limited.message{"seconds":"4"}',
    ],
    [
      "the translated exception of another integration",
      { ...translated, translation_domain: "homeassistant", translation_key: "service_not_found" },
      'component.homeassistant.exceptions.service_not_found.message{"seconds":"4"}',
    ],
    [
      "the translated exception that has no placeholders",
      { ...translated, translation_placeholders: null },
      "component.chastify.exceptions.rate_limited.message",
    ],
    [
      "the translated exception with the name of the button that sends the command",
      { ...translated, translation_placeholders: { command: "Einfrieren", command_key: "freeze" } },
      'component.chastify.exceptions.rate_limited.message{"command":"component.chastify.entity.button.freeze.name","command_key":"freeze"}',
    ],
    ["its message where it isn't translated", { code: "unknown_error", message: "It failed." }, "It failed."],
    ["the message of an error of the browser", new TypeError("It is undefined."), "It is undefined."],
    ["the error itself where it has no message", "It failed.", "It failed."],
    ["the error itself where it is another number", 4, "4"],
  ];
  for (const [title, error, said] of errors) {
    test(`is ${title}`, async () => {
      assert.equal(await errorText(house([], []).hass, error), said);
    });
  }

  test("loads the exceptions of the integration that raised it, and only where it is translated", async () => {
    const { hass, loaded } = house([], []);
    await errorText(hass, new Error("It failed."));
    assert.deepEqual(loaded, []);
    await errorText(hass, translated);
    assert.deepEqual(loaded, [["exceptions", "chastify"]]);
  });

  test("names a command as Home Assistant does where no button sends it", async () => {
    /** @type {Localize} */
    const exceptions = (_key, placeholders) => `failed: ${placeholders?.["command"]}`;
    const changes = { localize: () => "", loadBackendTranslation: () => Promise.resolve(exceptions) };
    const error = { ...translated, translation_placeholders: { command: "Patch settings", command_key: "patch_settings" } };
    assert.equal(await errorText(house([], [], changes).hass, error), "failed: Patch settings");
  });

  test("is the message where the translation isn't there", async () => {
    const { hass } = house([], [], { loadBackendTranslation: () => Promise.resolve(() => "") });
    assert.equal(await errorText(hass, translated), "Wait 4 s.");
  });

  test("is the message where translations can't be loaded", async () => {
    const { hass } = house([], [], { loadBackendTranslation: () => Promise.reject(new Error("Connection lost")) });
    assert.equal(await errorText(hass, translated), "Wait 4 s.");
  });
});

describe("a call is lost", () => {
  for (const { error, lost } of [
    { error: 3, lost: true },
    { error: { code: 3 }, lost: true },
    { error: { error: { code: 3 } }, lost: true },
    { error: 1, lost: false },
    { error: "3", lost: false },
    { error: translated, lost: false },
    { error: { error: { code: "timeout" } }, lost: false },
    { error: undefined, lost: false },
    { error: null, lost: false },
  ]) {
    test(`${lost ? "" : "not "}with ${JSON.stringify(error)}`, () => {
      assert.equal(isLost(error), lost);
    });
  }
});
