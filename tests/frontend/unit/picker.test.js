import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { USUAL } from "../../../custom_components/chastify/frontend/actions.js";
import { currentHass, offer, stubConfig, suggestions, weeksStub } from "../../../custom_components/chastify/frontend/picker.js";
import { LOCK, device, entitiesOf, house, lockHass, showFrontend } from "./hass.js";

const TYPE = "custom:chastify-card";
const TEXT = "component.chastify.config_panel.card";

describe("a new card", () => {
  test("shows the first lock with the usual actions", () => {
    const { hass } = house(
      [device({ id: "toy", via_device_id: LOCK }), device(), device({ id: "second" })],
      ["toy", LOCK, "second"].map((deviceId) => entitiesOf({ "button.stop": "unknown" }, { deviceId })),
    );
    assert.deepEqual(stubConfig(hass), { type: TYPE, device_id: LOCK, actions: USUAL });
    assert.deepEqual(weeksStub(hass), { device_id: LOCK, weeks: 8 });
  });

  test("asks for one where there is none", () => {
    const { hass } = house([], []);
    assert.deepEqual(stubConfig(hass), { type: TYPE, device_id: "", actions: USUAL });
    assert.deepEqual(weeksStub(hass), { device_id: "", weeks: 8 });
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

test("the frontend's own object is found in the page", () => {
  const { hass } = house([], []);
  showFrontend(hass);
  assert.equal(currentHass(), hass);
});

test("a page without a frontend has none", () => {
  showFrontend();
  assert.equal(currentHass(), undefined);
});

describe("the dialog for a new dashboard", () => {
  test("reads the texts of the strategy when it shows them, in the language of then", () => {
    const strategy = { type: "chastify", strategyType: "dashboard", name: "Chastify" };
    /** @type {Record<string, string>} */
    const texts = { [`${TEXT}.dashboard_name`]: "" };
    Object.assign(globalThis, { window: {} });
    showFrontend(lockHass({}, { localize: (key) => texts[key] ?? key }));
    try {
      offer("custom:chastify-time", () => true, strategy);
      assert.deepEqual([strategy.type, strategy.strategyType, strategy.name], ["chastify", "dashboard", "Chastify"]);

      texts[`${TEXT}.dashboard_name`] = "Schlösser";
      assert.equal(strategy.name, "Schlösser");
      assert.equal(Object(strategy).description, `${TEXT}.dashboard_description`);
      assert.match(Object(strategy).documentationURL, /dashboards\.md$/);
    } finally {
      showFrontend();
      Reflect.deleteProperty(globalThis, "window");
    }
  });
});
