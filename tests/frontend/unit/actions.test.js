import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";

import { ACTIONS, STEPS, USUAL, isOffered } from "../../../custom_components/chastify/frontend/actions.js";
import { readLock } from "../../../custom_components/chastify/frontend/lock.js";
import { LOCK, lockHass } from "./hass.js";

const ALWAYS = ["remove_time", "add_time", "start_pillory", "end_pillory", "start_hygienic_unlock"];
const TASK = ["start_task_timer", "complete_task", "fail_task"];

const buttons = Object.fromEntries(ACTIONS.map(({ key }) => [`button.${key}`, "unknown"]));

/** Keys of what is offered, sorted. @param {Parameters<typeof lockHass>[0]} values */
function offered(values) {
  const lock = readLock(lockHass({ ...buttons, ...values }), LOCK);
  return ACTIONS.filter((action) => isOffered(lock, action))
    .map(({ key }) => key)
    .sort();
}

describe("what is offered", () => {
  for (const { phase, task, keys } of [
    { phase: "locked", task: "off", keys: [...ALWAYS, "freeze"] },
    { phase: "locked", task: "on", keys: [...ALWAYS, "freeze", ...TASK] },
    { phase: "locked", task: "unknown", keys: [...ALWAYS, "freeze"] },
    { phase: "locked", task: undefined, keys: [...ALWAYS, "freeze"] },
    { phase: "frozen", task: "off", keys: [...ALWAYS, "unfreeze"] },
    { phase: "frozen", task: "on", keys: [...ALWAYS, "unfreeze", ...TASK] },
    { phase: "unlockable", task: "off", keys: ["add_time", "start_pillory", "end_pillory"] },
    { phase: "no_lock", task: "on", keys: [] },
    { phase: "unavailable", task: "on", keys: [] },
  ]) {
    test(`while ${phase}, with a task ${task ?? "missing"}`, () => {
      const values = { "sensor.lock_state": phase, "binary_sensor.task_assigned": task };
      assert.deepEqual(offered(values), keys.toSorted());
    });
  }

  for (const { key, when } of ACTIONS) {
    const phase = when === "frozen" ? "frozen" : "locked";
    const values = { "sensor.lock_state": phase, "binary_sensor.task_assigned": "on" };

    test(`${key} is offered where its button was pressed before`, () => {
      assert.ok(offered({ ...values, [`button.${key}`]: "2026-10-01T12:00:00+00:00" }).includes(key));
    });

    test(`${key} isn't where its button is unavailable`, () => {
      assert.ok(!offered({ ...values, [`button.${key}`]: "unavailable" }).includes(key));
    });

    test(`${key} isn't where its button is missing`, () => {
      assert.ok(!offered({ ...values, [`button.${key}`]: undefined }).includes(key));
    });
  }
});

describe("the actions", () => {
  /** @type {{ entity: Record<string, Record<string, unknown>> }} */
  const { entity } = JSON.parse(
    readFileSync(new URL("../../../custom_components/chastify/translations/en.json", import.meta.url), "utf-8"),
  );

  test("are buttons of the integration, and each is there once", () => {
    const keys = ACTIONS.map(({ key }) => key);
    assert.deepEqual(
      keys.filter((key) => !entity["button"]?.[key]),
      [],
    );
    assert.equal(new Set(keys).size, keys.length);
  });

  test("take their durations from numbers of the integration", () => {
    const durations = ACTIONS.flatMap(({ duration }) => duration ?? []);
    assert.deepEqual(
      durations.filter((key) => !entity["number"]?.[key]),
      [],
    );
  });

  test("are held, but for the two that only take something off", () => {
    assert.deepEqual(
      ACTIONS.filter(({ isMild }) => isMild).map(({ key }) => key),
      ["unfreeze", "end_pillory"],
    );
  });

  test("of the step are minus and plus", () => {
    assert.deepEqual(
      STEPS.map(({ key }) => key),
      ["remove_time", "add_time"],
    );
  });

  test("that are rarely wanted aren't shown unless they are chosen", () => {
    const rare = ACTIONS.map(({ key }) => key).filter((key) => !USUAL.includes(key));
    assert.deepEqual(rare, ["end_pillory", "fail_task"]);
  });
});
