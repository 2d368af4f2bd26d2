import assert from "node:assert/strict";
import { afterEach, test } from "node:test";

import { entityName, loadTexts, path, text } from "../../../custom_components/chastify/frontend/texts.js";
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
