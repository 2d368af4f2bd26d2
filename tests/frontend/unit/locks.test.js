import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { lockIds, lockOfEntity, readLock, sourcesOf } from "../../../custom_components/chastify/frontend/lock.js";
import { LOCK, device, entitiesOf, house } from "./hass.js";

const TOY = "toy-device";
const toy = device({ id: TOY, name: "Toy", via_device_id: LOCK });

describe("locks of a house", () => {
  const parts = [
    entitiesOf({ "sensor.lock_state": "locked" }),
    entitiesOf({ "sensor.lock_state": "no_lock" }, { deviceId: "second" }),
    entitiesOf({ "button.stop": "unknown" }, { deviceId: TOY }),
    entitiesOf({ "sensor.battery": "90" }, { deviceId: "door", platform: "august" }),
    entitiesOf({ "sensor.copy": "1" }, { platform: "template" }),
  ];
  const { hass } = house([device(), device({ id: "second" }), toy, device({ id: "door" })], parts);

  test("are the devices of ours that are below no other", () => {
    assert.deepEqual(lockIds(hass), [LOCK, "second"]);
  });

  test("leave out one whose device is gone", () => {
    assert.deepEqual(lockIds(house([device({ id: "second" })], parts).hass), ["second"]);
  });

  test("are none without our integration", () => {
    assert.deepEqual(lockIds(house([], []).hass), []);
  });

  for (const { entityId, lock } of [
    { entityId: `sensor.${LOCK}_lock_state`, lock: LOCK },
    { entityId: "sensor.second_lock_state", lock: "second" },
    { entityId: `button.${TOY}_stop`, lock: undefined },
    { entityId: "sensor.door_battery", lock: undefined },
    { entityId: "sensor.gone", lock: undefined },
    { entityId: undefined, lock: undefined },
  ]) {
    test(`that of ${entityId ?? "no entity"} is ${lock ?? "none"}`, () => {
      assert.equal(lockOfEntity(hass, entityId), lock);
    });
  }
});

test("a registry is gone through once, however often locks are read", () => {
  const { hass } = house([device()], [entitiesOf({ "sensor.lock_state": "locked" })]);
  let times = 0;
  const entities = new Proxy(hass.entities, {
    ownKeys(target) {
      times += 1;
      return Reflect.ownKeys(target);
    },
  });
  for (let reading = 0; reading < 3; reading += 1) {
    assert.equal(readLock({ ...hass, entities }, LOCK).phase, "locked");
    assert.deepEqual(lockIds({ ...hass, entities }), [LOCK]);
  }
  assert.equal(times, 1);
});

describe("what locks are shown by", () => {
  const ours = entitiesOf({ "sensor.lock_state": "locked" });
  const running = entitiesOf({ "binary_sensor.running": "off" }, { deviceId: TOY });
  const others = entitiesOf({ "light.lamp": "off" }, { deviceId: "lamp", platform: "hue" });
  const { hass } = house([device(), toy], [ours, running, others]);

  /** @param {Hass} changed */
  const isSame = (changed) => {
    const before = sourcesOf(hass);
    const after = sourcesOf(changed);
    return before.length === after.length && before.every((source, index) => source === after[index]);
  };
  /** @param {Parameters<typeof entitiesOf>} owned */
  const withStates = (...owned) => ({ ...hass, states: { ...hass.states, ...entitiesOf(...owned).states } });

  test("stays the same where another entity of the house changes", () => {
    assert.equal(isSame(withStates({ "light.lamp": "on" }, { deviceId: "lamp" })), true);
  });

  for (const { title, changed } of [
    { title: "the state of a lock", changed: withStates({ "sensor.lock_state": "frozen" }) },
    { title: "the state of a connected device", changed: withStates({ "binary_sensor.running": "on" }, { deviceId: TOY }) },
    { title: "the registry of entities", changed: { ...hass, entities: { ...hass.entities } } },
    { title: "the registry of devices", changed: { ...hass, devices: { ...hass.devices } } },
    { title: "the translations", changed: { ...hass, localize: () => "" } },
    { title: "the locale", changed: { ...hass, locale: { ...hass.locale } } },
    { title: "the start of Home Assistant", changed: { ...hass, config: { ...hass.config, state: "STARTING" } } },
  ]) {
    test(`changes with ${title}`, () => {
      assert.equal(isSame(changed), false);
    });
  }
});
