import assert from "node:assert/strict";
import { afterEach, describe, test } from "node:test";

import { ACTIONS, USUAL } from "../../../custom_components/chastify/frontend/actions.js";
import { configForm, mistakeIn, stubConfig, suggestions } from "../../../custom_components/chastify/frontend/card-config.js";
import { LOCK, device, entitiesOf, house, lockHass, showFrontend } from "./hass.js";

const TYPE = "custom:chastify-card";
const TEXT = "component.chastify.config_panel.card";

/** A configuration as a person may have written it. @param {Record<string, unknown>} config */
const written = (config) => mistakeIn(/** @type {CardConfig} */ (config));

describe("a mistake in the configuration", () => {
  for (const config of [
    {},
    { device_id: "" },
    { device_id: 7 },
    { device_id: null },
    { device_id: [LOCK] },
    { actions: ["bite"] },
  ]) {
    test(`is that no lock is chosen in ${JSON.stringify(config)}`, () => {
      assert.deepEqual(written(config), { key: "choose_lock", name: "" });
    });
  }

  for (const { actions, name } of [
    { actions: ["freeze", "bite", "scratch"], name: "bite" },
    { actions: ["button.freeze"], name: "button.freeze" },
    { actions: [7], name: "7" },
    { actions: [""], name: "" },
    { actions: "freeze", name: "freeze" },
    { actions: 7, name: "7" },
    { actions: null, name: "null" },
  ]) {
    test(`is named in the actions ${JSON.stringify(actions)}`, () => {
      assert.deepEqual(written({ device_id: LOCK, actions }), { key: "unknown_action", name });
    });
  }

  for (const config of [
    {},
    { actions: [] },
    { actions: ["fail_task"] },
    { actions: ACTIONS.map(({ key }) => key) },
    { type: TYPE, compact: true, confirm: true, grid_options: { columns: 6 } },
  ]) {
    test(`isn't in a lock with ${JSON.stringify(config)}`, () => {
      assert.equal(written({ device_id: LOCK, ...config }), undefined);
    });
  }
});

describe("a new card", () => {
  test("shows the first lock with the usual actions", () => {
    const { hass } = house(
      [device({ id: "toy", via_device_id: LOCK }), device(), device({ id: "second" })],
      ["toy", LOCK, "second"].map((deviceId) => entitiesOf({ "button.stop": "unknown" }, { deviceId })),
    );
    assert.deepEqual(stubConfig(hass), { type: TYPE, device_id: LOCK, actions: USUAL });
  });

  test("asks for one where there is none", () => {
    assert.deepEqual(stubConfig(house([], []).hass), { type: TYPE, device_id: "", actions: USUAL });
  });
});

describe("the form", () => {
  afterEach(() => {
    Reflect.deleteProperty(globalThis, "document");
  });

  /** @param {Awaited<ReturnType<typeof configForm>>} form @param {string} name */
  const field = ({ schema }, name) => schema.find((known) => known.name === name);

  test("asks for a device of ours that has a sensor, and needs nothing else", async () => {
    showFrontend();
    const form = await configForm();
    assert.deepEqual(field(form, "device_id"), {
      name: "device_id",
      required: true,
      selector: {
        device: {
          filter: { integration: "chastify" },
          entity: { integration: "chastify", domain: "sensor" },
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
    assert.deepEqual(field(await configForm(), "actions"), {
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
      const options = field(await configForm(), "actions")?.selector.select?.options;
      assert.deepEqual(
        options?.map(({ value, label }) => [value, label]),
        ACTIONS.map(({ key }) => [key, key]),
      );
    });
  }

  test("has texts for each field", async () => {
    showFrontend();
    const { schema, computeLabel, computeHelper } = await configForm();
    /** @type {Localize} */
    const localize = (key) => `said: ${key}`;
    for (const { name } of schema) {
      assert.equal(computeLabel({ name }, localize), `said: ${TEXT}.editor_${name}`);
      assert.equal(computeHelper({ name }, localize), `said: ${TEXT}.editor_${name}_helper`);
    }
    assert.deepEqual(
      schema.map(({ name }) => name),
      ["device_id", "actions", "compact", "confirm"],
    );
  });
});

describe("the suggestions of the picker", () => {
  test("are the full and the compact card for an entity of a lock", () => {
    assert.deepEqual(suggestions(lockHass({ "sensor.lock_state": "locked" }), `sensor.${LOCK}_lock_state`), [
      { config: { type: TYPE, device_id: LOCK, actions: USUAL } },
      {
        label: `${TEXT}.suggestion_compact`,
        config: { type: TYPE, device_id: LOCK, actions: USUAL, compact: true },
      },
    ]);
  });

  test("aren't there for entities of connected devices, of others, or of none", () => {
    const { hass } = house(
      [device(), device({ id: "toy", via_device_id: LOCK }), device({ id: "door" })],
      [
        entitiesOf({ "sensor.lock_state": "locked" }),
        entitiesOf({ "button.stop": "unknown" }, { deviceId: "toy" }),
        entitiesOf({ "sensor.battery": "90" }, { deviceId: "door", platform: "august" }),
      ],
    );
    for (const entityId of ["button.toy_stop", "sensor.door_battery", "sun.sun", ""]) {
      assert.equal(suggestions(hass, entityId), null, entityId);
    }
  });
});
