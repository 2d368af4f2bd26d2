import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";

import { KEYS } from "../../../custom_components/chastify/frontend/actions.js";
import { dashboard } from "../../../custom_components/chastify/frontend/dashboard.js";
import { LOCK, device, entitiesOf, house } from "./hass.js";

/** @typedef {DashboardCard & Record<string, any>} Card */

const TRANSLATIONS = new URL("../../../custom_components/chastify/translations/en.json", import.meta.url);
const ENGLISH = JSON.parse(readFileSync(TRANSLATIONS, "utf8"));

const LOCK_VALUES = {
  "binary_sensor.active": "on",
  "binary_sensor.task_assigned": "off",
  "calendar.lock_sessions": "on",
  "notify.lock_history": "unknown",
  "notify.notify_keyholder": "unknown",
  "notify.notify_wearer": "unknown",
  "number.freeze_duration": "60",
  "number.time_step": "60",
  "sensor.keyholder": "kim",
  "sensor.keyholder_last_seen": "unknown",
  "sensor.task_points": "12",
  "sensor.wearer": "wes",
  "sensor.wearer_last_seen": "unknown",
};
const TOY_VALUES = {
  "binary_sensor.running": "off",
  "button.shock": "unknown",
  "button.stop": "unknown",
  "button.vibrate": "unknown",
  "sensor.cooldown_until": "unknown",
  "number.vibration_duration": "5",
};
const RULES = { "automation.rule": "Rule", "automation.hidden": "Hidden", "script.penalty": "Penalty" };

/** The texts of a category as Home Assistant sends them. @param {object} texts @param {string} path @returns {Record<string, string>} */
function flat(texts, path) {
  const found = Object.entries(texts).map(([key, value]) =>
    typeof value === "string" ? { [`${path}.${key}`]: value } : flat(value, `${path}.${key}`),
  );
  return Object.assign({}, ...found);
}

/** What the dashboard asked for, and what it may ask for: nothing for administrators only. */
class HomeAssistant {
  /** @type {Record<string, unknown>[]} */
  asked = [];
  /** By device. @type {Record<string, object>} */
  related = {};
  /** Whether the search fails. */
  isRefusing = false;

  /** @type {any} */
  answer = (/** @type {Record<string, any>} */ message) => {
    this.asked.push(message);
    if (message.type === "search/related") {
      return this.isRefusing ? Promise.reject(new Error("refused")) : Promise.resolve(this.related[message.item_id] ?? {});
    }
    assert.equal(message.type, "frontend/get_translations");
    assert.deepEqual(message.integration, ["chastify"]);
    return Promise.resolve({ resources: flat(ENGLISH[message.category], `component.chastify.${message.category}`) });
  };
}

/** A house with a lock, a connected device and rules. @param {Partial<HomeAssistant>} [changes] @param {Partial<Hass>} [hassChanges] */
function lockHouse(changes, hassChanges) {
  const server = Object.assign(new HomeAssistant(), {
    related: {
      [LOCK]: { automation: ["automation.rule", "automation.hidden", "automation.gone"], entity: ["sensor.x"] },
      toy: { automation: ["automation.rule"], script: ["script.penalty"] },
    },
    ...changes,
  });
  const { hass } = house(
    [device(), device({ id: "toy", name: "Toy", via_device_id: LOCK })],
    [entitiesOf(LOCK_VALUES), entitiesOf(TOY_VALUES, { deviceId: "toy" })],
    { callWS: server.answer, ...hassChanges },
  );
  for (const id of Object.keys(RULES)) {
    hass.states[id] = { entity_id: id, state: "on", attributes: {}, last_updated: "" };
    hass.entities[id] = { entity_id: id, platform: "automation", hidden: id === "automation.hidden" };
  }
  return { hass, server };
}

/** The two views of a house with one lock. @param {Hass} hass @returns {Promise<Record<"wearer" | "keyholder", DashboardView>>} */
async function viewsOf(hass) {
  const { views } = await dashboard(hass);
  assert.deepEqual(
    views.map(({ path }) => path),
    ["wearer", "keyholder"],
  );
  return Object.fromEntries(views.map((view) => [view.path, view]));
}

/** @param {DashboardView | undefined} view @returns {Card[]} */
const cardsOf = (view) => (view?.sections ?? []).flatMap((section) => /** @type {Card[]} */ (section.cards));

/** @param {DashboardView} view @param {string} entity @returns {Card} */
function tileOf(view, entity) {
  const found = cardsOf(view).find((card) => card.type === "tile" && card.entity === entity);
  assert.ok(found, entity);
  return found;
}

/** @param {DashboardView} view @param {string} type @returns {Card | undefined} */
const cardOf = (view, type) => cardsOf(view).find((card) => card.type === type);

/** @param {DashboardView} view @param {string} heading */
const isHeaded = (view, heading) => cardsOf(view).some((card) => card.heading === heading);

const SENDING = ["button", "notify", "switch"];

describe("the views of a lock", () => {
  test("are named by the person whom they are for", async () => {
    const { wearer, keyholder } = await viewsOf(lockHouse().hass);
    assert.deepEqual([wearer.title, keyholder.title], ["Wearer", "Keyholder"]);
    assert.deepEqual([wearer.type, keyholder.type], ["sections", "sections"]);
  });

  test("begin with our card of the lock, with the buttons of the person", async () => {
    const { wearer, keyholder } = await viewsOf(lockHouse().hass);
    const [first, other] = [wearer, keyholder].map((view) => cardsOf(view)[0]);
    assert.deepEqual([first?.type, first?.device_id], ["custom:chastify-card", LOCK]);
    assert.deepEqual([other?.device_id, other?.actions], [LOCK, KEYS]);
    assert.ok(first?.actions.every((/** @type {string} */ key) => KEYS.includes(key)));
    assert.ok(!first?.actions.includes("remove_time"));
  });

  test("show the weeks and the events of the lock", async () => {
    for (const view of Object.values(await viewsOf(lockHouse().hass))) {
      assert.equal(cardOf(view, "custom:chastify-weeks-card")?.device_id, LOCK);
      assert.deepEqual(cardOf(view, "logbook")?.target, { entity_id: `calendar.${LOCK}_lock_sessions` });
    }
  });

  test("have the other person in their badges while that is known, and a task while it is open", async () => {
    const { wearer, keyholder } = await viewsOf(lockHouse().hass);
    const badgesOf = (/** @type {DashboardView} */ view) => view.badges?.map(({ entity }) => entity);
    assert.deepEqual(
      badgesOf(wearer),
      ["sensor", "sensor", "binary_sensor"].map(
        (domain, at) => `${domain}.${LOCK}_${["keyholder", "keyholder_last_seen", "task_assigned"][at]}`,
      ),
    );
    assert.ok(badgesOf(keyholder)?.includes(`sensor.${LOCK}_wearer`));
    const [name, , task] = /** @type {Card[]} */ (wearer.badges);
    assert.deepEqual(name?.visibility[0].state_not, ["unknown", "unavailable"]);
    assert.equal(task?.visibility[0].state, "on");
  });

  test("let a keyholder set how much is sent", async () => {
    const { wearer, keyholder } = await viewsOf(lockHouse().hass);
    const tile = tileOf(keyholder, `number.${LOCK}_time_step`);
    assert.deepEqual(tile.features, [{ type: "numeric-input", style: "buttons" }]);
    assert.ok(isHeaded(keyholder, "Durations"));
    assert.ok(!isHeaded(wearer, "Durations"));
  });

  test("hide what is sent to a lock while there is none", async () => {
    const { keyholder } = await viewsOf(lockHouse().hass);
    const whileLocked = [{ condition: "state", entity: `binary_sensor.${LOCK}_active`, state_not: "off" }];
    for (const entity of [`number.${LOCK}_time_step`, `notify.${LOCK}_notify_wearer`]) {
      assert.deepEqual(tileOf(keyholder, entity).visibility, whileLocked);
    }
    const headings = cardsOf(keyholder).filter(({ type }) => type === "heading");
    assert.deepEqual(
      headings.filter(({ visibility }) => visibility).map(({ heading }) => heading),
      ["Tasks", "Notify wearer", "Log entry", "Durations"],
    );
    // Without a lock there are none.
    assert.equal(tileOf(keyholder, `sensor.${LOCK}_task_points`).visibility[0].entity, `sensor.${LOCK}_task_points`);
  });

  test("send a fixed text to the other person and to the log", async () => {
    const { wearer, keyholder } = await viewsOf(lockHouse().hass);
    const { tap_action } = tileOf(keyholder, `notify.${LOCK}_notify_wearer`);
    assert.deepEqual(tap_action, {
      action: "perform-action",
      perform_action: "notify.send_message",
      target: { entity_id: `notify.${LOCK}_notify_wearer` },
      data: { message: "Please check in." },
      confirmation: { text: "Notify wearer: Please check in." },
    });
    assert.equal(tileOf(wearer, `notify.${LOCK}_notify_keyholder`).tap_action.data.message, "Please look at the lock.");
    assert.ok(tileOf(wearer, `notify.${LOCK}_lock_history`));
  });
});

describe("what sends", () => {
  test("asks first, and only at the tile's text; the stop of a device asks nothing", async () => {
    for (const view of Object.values(await viewsOf(lockHouse().hass))) {
      const sending = cardsOf(view).filter(({ entity }) => SENDING.includes(String(entity).split(".")[0] ?? ""));
      assert.ok(sending.length > 2);
      for (const { entity, tap_action, icon_tap_action, features } of sending) {
        assert.equal(features, undefined);
        if (entity === "button.toy_stop") {
          assert.equal(tap_action.confirmation, undefined);
          assert.deepEqual(icon_tap_action, tap_action);
        } else {
          assert.ok(tap_action.confirmation.text);
          assert.deepEqual(icon_tap_action, { action: "none" });
        }
      }
    }
  });
});

describe("a connected device", () => {
  test("is stopped by both, and started by the keyholder", async () => {
    const { wearer, keyholder } = await viewsOf(lockHouse().hass);
    const started = ["button.toy_vibrate", "button.toy_shock"];
    for (const view of [wearer, keyholder]) {
      assert.ok(isHeaded(view, "Toy"));
      assert.deepEqual(tileOf(view, "button.toy_stop").tap_action.target, { entity_id: "button.toy_stop" });
    }
    for (const entity of started) {
      assert.match(tileOf(keyholder, entity).tap_action.confirmation.text, /^Toy: (Vibrate|Shock)$/);
    }
    assert.ok(!cardsOf(wearer).some(({ entity }) => started.includes(String(entity))));
    assert.ok(tileOf(keyholder, "number.toy_vibration_duration"));
  });

  test("has no tile for what isn't allowed", async () => {
    const { hass } = lockHouse();
    delete hass.entities["button.toy_shock"];
    const { keyholder } = await viewsOf(hass);
    assert.ok(!cardsOf(keyholder).some(({ entity }) => entity === "button.toy_shock"));
  });
});

describe("the rules of a lock", () => {
  const PENALTY = { entity: "script.penalty", type: "simple-entity" };

  test("are switched by the keyholder and looked at by the wearer, scripts by both", async () => {
    const { wearer, keyholder } = await viewsOf(lockHouse().hass);
    assert.deepEqual(cardOf(keyholder, "entities")?.entities, ["automation.rule", PENALTY]);
    assert.deepEqual(cardOf(wearer, "entities")?.entities, [{ entity: "automation.rule", type: "simple-entity" }, PENALTY]);
  });

  test("are left out where there are none, or where they can't be told", async () => {
    for (const changes of [{ related: {} }, { isRefusing: true }]) {
      for (const view of Object.values(await viewsOf(lockHouse(changes).hass))) {
        assert.ok(!isHeaded(view, "Rules"));
        assert.equal(cardOf(view, "entities"), undefined);
      }
    }
  });

  test("are asked for in ways that are open to everybody", async () => {
    const { hass, server } = lockHouse();
    await dashboard(hass);
    assert.deepEqual(
      server.asked.map(({ type }) => type),
      ["frontend/get_translations", "frontend/get_translations", "search/related", "search/related"],
    );
  });
});

describe("entities", () => {
  test("that are hidden, disabled or another integration's are left out, with headings that lose all", async () => {
    const { hass } = lockHouse();
    const hidden = hass.entities[`sensor.${LOCK}_task_points`];
    assert.ok(hidden);
    hidden.hidden = true;
    delete hass.entities[`binary_sensor.${LOCK}_task_assigned`];
    hass.entities["sensor.theirs"] = { entity_id: "sensor.theirs", device_id: LOCK, platform: "other", translation_key: "keyholder" };
    const { wearer } = await viewsOf(hass);
    assert.ok(!isHeaded(wearer, "Tasks"));
    assert.ok(!JSON.stringify(wearer).includes("task_points"));
    assert.ok(!JSON.stringify(wearer).includes("theirs"));
  });

  test("may all be missing", async () => {
    const { hass } = lockHouse({ related: {} });
    for (const id of Object.keys(hass.entities)) {
      if (id !== `sensor.${LOCK}_wearer` && !id.includes("toy")) delete hass.entities[id];
    }
    const { wearer } = await viewsOf(hass);
    assert.deepEqual(wearer.badges, []);
    assert.ok(cardOf(wearer, "custom:chastify-card"));
    assert.ok(!JSON.stringify(wearer).includes("null"));
  });

  test("that were renamed are found", async () => {
    const { hass } = lockHouse();
    const points = hass.entities[`sensor.${LOCK}_task_points`];
    assert.ok(points);
    points.entity_id = "sensor.my_points";
    const { wearer } = await viewsOf(hass);
    assert.ok(tileOf(wearer, "sensor.my_points"));
  });
});

describe("several locks", () => {
  test("are told apart by the names of their devices, in their order", async () => {
    const { hass } = house(
      [device({ id: "b", name: "Chastify lock kim" }), device({ id: "a", name_by_user: "Belt" })],
      ["b", "a"].map((deviceId) => entitiesOf(LOCK_VALUES, { deviceId })),
      { callWS: new HomeAssistant().answer },
    );
    const { views } = await dashboard(hass);
    assert.deepEqual(
      views.map(({ title, path }) => [title, path]),
      [
        ["Belt: Wearer", "wearer"],
        ["Belt: Keyholder", "keyholder"],
        ["Chastify lock kim: Wearer", "wearer-2"],
        ["Chastify lock kim: Keyholder", "keyholder-2"],
      ],
    );
    assert.deepEqual(
      views.map((view) => cardsOf(view)[0]?.device_id),
      ["a", "a", "b", "b"],
    );
  });
});

describe("a house without a lock", () => {
  const emptyHouse = (/** @type {boolean} */ is_admin) =>
    house([], [], { callWS: new HomeAssistant().answer, user: { is_admin } }).hass;

  test("says what to do, and leads there who can do it", async () => {
    for (const isAdmin of [true, false]) {
      const { views } = await dashboard(emptyHouse(isAdmin));
      const card = /** @type {Card | undefined} */ (views[0]?.cards?.[0]);
      assert.ok(card);
      assert.equal(card.type, "empty-state");
      assert.match(card.content, /Add your Chastify account/);
      assert.deepEqual(
        card.buttons.map((/** @type {Card} */ button) => button.tap_action.navigation_path),
        isAdmin ? ["/config/integrations/integration/chastify"] : [],
      );
    }
  });
});

test("every text is there and every text of the dashboard is used", async () => {
  const { hass } = lockHouse();
  const configs = [await dashboard(hass), await dashboard(house([], [], { callWS: hass.callWS, user: { is_admin: true } }).hass)];
  const written = JSON.stringify(configs);
  for (const [key, said] of Object.entries(ENGLISH.config_panel.card)) {
    // The dialog for a new dashboard says these.
    if (!key.startsWith("dashboard_") || ["dashboard_name", "dashboard_description"].includes(key)) continue;
    assert.ok(written.includes(JSON.stringify(said)), key);
  }
  assert.ok(!written.includes("undefined"));
  // A text that is missing is left out of JSON.
  for (const view of configs.flatMap(({ views }) => views)) {
    for (const card of cardsOf(view)) if (card.type === "heading") assert.ok(card.heading);
  }
});
