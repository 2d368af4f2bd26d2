import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { ACTIONS } from "../../../custom_components/chastify/frontend/actions.js";
import { mistakeIn } from "../../../custom_components/chastify/frontend/card-config.js";
import { LOCK } from "./hass.js";

const TYPE = "custom:chastify-card";

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
