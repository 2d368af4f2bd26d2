import assert from "node:assert/strict";
import { afterEach, describe, test } from "node:test";

import { ACTIONS } from "../../../custom_components/chastify/frontend/actions.js";
import { cardForm, weeksForm } from "../../../custom_components/chastify/frontend/card-form.js";
import { house, showFrontend } from "./hass.js";

const TEXT = "component.chastify.config_panel.card";

describe("the form of the card", () => {
  afterEach(() => {
    Reflect.deleteProperty(globalThis, "document");
  });

  /** @param {Awaited<ReturnType<typeof cardForm>>} form @param {string} name */
  const field = ({ schema }, name) => schema.find((known) => known.name === name);

  test("asks for a device of ours that has a sensor, and needs nothing else", async () => {
    showFrontend();
    const form = await cardForm();
    assert.deepEqual(field(form, "device_id"), {
      name: "device_id",
      required: true,
      selector: {
        device: {
          filter: { integration: "chastify" },
          entity: { integration: "chastify", domain: "calendar" },
        },
      },
    });
    assert.deepEqual(
      form.schema.filter(({ required }) => required).map(({ name }) => name),
      ["device_id"],
    );
  });

  test("offers every action by the name of its button", async () => {
    const { hass, loaded } = house([], []);
    showFrontend(hass);
    assert.deepEqual(field(await cardForm(), "actions"), {
      name: "actions",
      selector: {
        select: {
          multiple: true,
          options: ACTIONS.map(({ key }) => ({ value: key, label: `component.chastify.entity.button.${key}.name` })),
        },
      },
    });
    assert.deepEqual(loaded, [["config_panel", "chastify"]]);
  });

  for (const { title, hass } of [
    { title: "where there is no frontend", hass: undefined },
    { title: "where there is no name", hass: house([], [], { localize: () => "" }).hass },
  ]) {
    test(`offers actions by their keys ${title}`, async () => {
      showFrontend(hass);
      const options = field(await cardForm(), "actions")?.selector.select?.options;
      assert.deepEqual(
        options?.map(({ value, label }) => [value, label]),
        ACTIONS.map(({ key }) => [key, key]),
      );
    });
  }

  test("has texts for each field", async () => {
    showFrontend();
    const { schema, computeLabel, computeHelper } = await cardForm();
    /** @type {Localize} */
    const localize = (key) => `said: ${key}`;
    for (const { name } of schema) {
      assert.equal(computeLabel({ name }, localize), `said: ${TEXT}.editor_${name}`);
      assert.equal(computeHelper({ name }, localize), `said: ${TEXT}.editor_${name}_helper`);
    }
    assert.deepEqual(
      schema.map(({ name }) => name),
      ["device_id", "actions", "compact", "confirm", "picture"],
    );
  });
});

test("the form of the card of weeks asks for a lock, and for weeks that are kept", async () => {
  showFrontend();
  const { schema, computeLabel } = await weeksForm();
  assert.deepEqual(
    schema.map(({ name, required = false }) => [name, required]),
    [
      ["device_id", true],
      ["weeks", false],
    ],
  );
  assert.deepEqual(schema[1]?.selector.number, { min: 1, max: 156, mode: "box" });
  assert.equal(computeLabel({ name: "weeks" }, (key) => key), `${TEXT}.editor_weeks`);
  Reflect.deleteProperty(globalThis, "document");
});
