import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { known, readLock } from "../../../custom_components/chastify/frontend/lock.js";
import { ENTRY, LOCK, device, entitiesOf, house, lockHass } from "./hass.js";

const UNLOCK = "2026-10-02T14:02:59+00:00";
const TOY = "toy-device";
const toy = device({ id: TOY, name: "Toy", via_device_id: LOCK, primary_config_entry: ENTRY });

describe("the phase", () => {
  /** @type {[title: string, phase: Phase, values: Record<string, string | undefined>][]} */
  const readings = [
    ["is what the sensor says: no lock", "no_lock", { "sensor.lock_state": "no_lock" }],
    ["is what the sensor says: locked", "locked", { "sensor.lock_state": "locked" }],
    ["is what the sensor says: frozen", "frozen", { "sensor.lock_state": "frozen" }],
    ["is what the sensor says: unlockable", "unlockable", { "sensor.lock_state": "unlockable" }],
    [
      "follows the sensor where a binary sensor says something else",
      "locked",
      { "sensor.lock_state": "locked", "binary_sensor.active": "off", "binary_sensor.frozen": "on" },
    ],
    [
      "is no lock where the sensor is disabled and nothing is active",
      "no_lock",
      { "binary_sensor.active": "off", "binary_sensor.frozen": "unknown", "binary_sensor.unlockable": "unknown" },
    ],
    [
      "is locked where the sensor is disabled",
      "locked",
      { "binary_sensor.active": "on", "binary_sensor.frozen": "off", "binary_sensor.unlockable": "off" },
    ],
    [
      "is frozen where the sensor is disabled",
      "frozen",
      { "binary_sensor.active": "on", "binary_sensor.frozen": "on", "binary_sensor.unlockable": "off" },
    ],
    [
      "is unlockable before it is frozen where the sensor is disabled",
      "unlockable",
      { "binary_sensor.active": "on", "binary_sensor.frozen": "on", "binary_sensor.unlockable": "on" },
    ],
    ["is locked where only the unlock time is enabled", "locked", { "sensor.unlock_time": UNLOCK }],
    ["is unavailable with the sensor", "unavailable", { "sensor.lock_state": "unavailable" }],
    [
      "is unavailable where the sensor is disabled",
      "unavailable",
      { "binary_sensor.active": "unavailable", "sensor.unlock_time": "unavailable" },
    ],
    ["is unavailable where only the unlock time is enabled", "unavailable", { "sensor.unlock_time": "unavailable" }],
    ["is loading before entities have states", "loading", { "sensor.lock_state": undefined }],
  ];
  for (const [title, phase, values] of readings) {
    test(title, () => {
      const { phase: read, isActive } = readLock(lockHass(values), LOCK);
      assert.equal(read, phase);
      assert.equal(isActive, ["locked", "frozen", "unlockable"].includes(phase));
    });
  }

  for (const state of ["NOT_RUNNING", "STARTING"]) {
    test(`is loading while Home Assistant is ${state} and entities are unavailable`, () => {
      const hass = lockHass({ "sensor.lock_state": "unavailable" }, { config: { state, time_zone: "UTC" } });
      assert.equal(readLock(hass, LOCK).phase, "loading");
    });
  }

  test("is that of the sensor while Home Assistant starts and it is read already", () => {
    const config = { state: "STARTING", time_zone: "UTC" };
    assert.equal(readLock(lockHass({ "sensor.lock_state": "frozen" }, { config }), LOCK).phase, "frozen");
  });

  test("is missing for a device that isn't there", () => {
    const lock = readLock(lockHass({ "sensor.lock_state": "locked" }), "gone");
    assert.deepEqual([lock.phase, lock.isActive, lock.name, lock.hasDevices], ["missing", false, "Chastify", false]);
  });

  test("is missing where entities are left and their device is gone", () => {
    assert.equal(readLock(house([], [entitiesOf({ "sensor.lock_state": "locked" })]).hass, LOCK).phase, "missing");
  });

  test("is missing for a connected device", () => {
    const parts = [entitiesOf({ "sensor.lock_state": "locked" }), entitiesOf({ "button.stop": "unknown" }, { deviceId: TOY })];
    assert.equal(readLock(house([device(), toy], parts).hass, TOY).phase, "missing");
  });

  test("is missing for a device of another integration", () => {
    const other = entitiesOf({ "sensor.lock_state": "locked" }, { deviceId: "door", platform: "august" });
    assert.equal(readLock(house([device({ id: "door" })], [other]).hass, "door").phase, "missing");
  });
});

describe("entities", () => {
  test("are found where a person renamed them", () => {
    const { hass } = house([device()], [entitiesOf({ "sensor.lock_state": "frozen" }, { name: "belt" })]);
    assert.equal(readLock(hass, LOCK).phase, "frozen");
    assert.equal(readLock(hass, LOCK).stateOf("sensor.lock_state")?.entity_id, "sensor.belt_lock_state");
  });

  test("are found after a renaming while the page is open", () => {
    const before = lockHass({ "sensor.lock_state": "locked" });
    assert.equal(readLock(before, LOCK).phase, "locked");
    const renamed = entitiesOf({ "sensor.lock_state": "frozen" }, { name: "belt" });
    assert.equal(readLock({ ...before, ...renamed }, LOCK).phase, "frozen");
  });

  test("of another integration on the same device aren't taken for ours", () => {
    const other = entitiesOf({ "sensor.lock_state": "frozen" }, { platform: "template", name: "copy" });
    const parts = [entitiesOf({ "sensor.lock_state": "locked" }), other];
    assert.equal(readLock(house([device()], parts).hass, LOCK).phase, "locked");
  });

  test("of the same key are told apart by platform", () => {
    const { stateOf } = readLock(lockHass({ "switch.freeze": "on", "button.freeze": "unknown" }), LOCK);
    assert.deepEqual([stateOf("switch.freeze")?.state, stateOf("button.freeze")?.state], ["on", "unknown"]);
    assert.equal(stateOf("number.freeze"), undefined);
  });

  test("of another lock stay apart", () => {
    const second = entitiesOf({ "sensor.lock_state": "frozen" }, { deviceId: "second" });
    const parts = [entitiesOf({ "sensor.lock_state": "locked" }), second];
    const { hass } = house([device(), device({ id: "second" })], parts);
    assert.deepEqual(
      [LOCK, "second"].map((id) => readLock(hass, id).phase),
      ["locked", "frozen"],
    );
  });
});

describe("the name and the account", () => {
  test("the name that a person gave goes before that of the integration", () => {
    const parts = [entitiesOf({ "sensor.lock_state": "locked" })];
    const named = house([device({ name_by_user: "Belt" })], parts).hass;
    assert.equal(readLock(named, LOCK).name, "Belt");
    assert.equal(readLock(house([device()], parts).hass, LOCK).name, "Chastify lock");
    assert.equal(readLock(house([device({ name: null })], parts).hass, LOCK).name, "Chastify");
  });

  test("the account is the device's primary one, else its first", () => {
    const parts = [entitiesOf({ "sensor.lock_state": "locked" })];
    const config_entries = ["first", "second"];
    const primary = house([device({ config_entries, primary_config_entry: "second" })], parts).hass;
    assert.equal(readLock(primary, LOCK).entryId, "second");
    const without = house([device({ config_entries, primary_config_entry: null })], parts).hass;
    assert.equal(readLock(without, LOCK).entryId, "first");
  });
});

describe("times", () => {
  for (const { state, unit, seconds } of [
    { state: "93779", unit: "s", seconds: 93779 },
    { state: "1563", unit: "min", seconds: 93780 },
    { state: "26.5", unit: "h", seconds: 95400 },
    { state: "1.5", unit: "d", seconds: 129600 },
    { state: "0", unit: "h", seconds: 0 },
    { state: "93779", unit: undefined, seconds: 93779 },
    { state: "7", unit: "fortnight", seconds: undefined },
    { state: "unknown", unit: "h", seconds: undefined },
    { state: "unavailable", unit: "h", seconds: undefined },
  ]) {
    test(`the remainder ${state} ${unit ?? "without a unit"} is ${seconds ?? "no number of"} s`, () => {
      const hass = lockHass({ "sensor.lock_state": "frozen", "sensor.time_remaining": { state, ...(unit && { unit }) } });
      const { remaining } = readLock(hass, LOCK);
      assert.equal(remaining, seconds);
    });
  }

  for (const { state, unit, seconds } of [
    { state: "93779000", unit: "ms", seconds: 93779 },
    { state: "93779000000", unit: "μs", seconds: 93779 },
  ]) {
    test(`the remainder ${state} ${unit} is ${seconds} s`, () => {
      const hass = lockHass({ "sensor.lock_state": "frozen", "sensor.time_remaining": { state, unit } });
      assert.equal(Math.round(readLock(hass, LOCK).remaining ?? NaN), seconds);
    });
  }

  test("the unlock time and the start are moments", () => {
    const since = "2026-10-01T10:00:00+02:00";
    const lock = readLock(
      lockHass({ "sensor.lock_state": "locked", "sensor.unlock_time": UNLOCK, "sensor.locked_since": since }),
      LOCK,
    );
    assert.equal(lock.unlockAt, Date.UTC(2026, 9, 2, 14, 2, 59));
    assert.equal(lock.lockedSince, Date.UTC(2026, 9, 1, 8));
  });

  for (const state of ["unknown", "unavailable", "tomorrow"]) {
    test(`moments that are ${state} aren't known`, () => {
      const values = { "sensor.lock_state": "locked", "sensor.unlock_time": state, "sensor.locked_since": state };
      const { unlockAt, lockedSince } = readLock(lockHass(values), LOCK);
      assert.deepEqual([unlockAt, lockedSince], [undefined, undefined]);
    });
  }

  const reading = { state: "2", unit: "h", last_updated: "2026-10-01T12:00:30+00:00" };

  test("without its entity, the unlock time follows from the remainder as of its reading", () => {
    const hass = lockHass({ "sensor.lock_state": "locked", "sensor.time_remaining": reading });
    assert.equal(readLock(hass, LOCK).unlockAt, Date.UTC(2026, 9, 1, 14, 0, 30));
  });

  test("with its entity, the unlock time is what that says", () => {
    const hass = lockHass({
      "sensor.lock_state": "locked",
      "sensor.time_remaining": reading,
      "sensor.unlock_time": UNLOCK,
    });
    assert.equal(readLock(hass, LOCK).unlockAt, Date.parse(UNLOCK));
  });

  test("there is no unlock time while frozen", () => {
    const hass = lockHass({ "sensor.lock_state": "frozen", "sensor.time_remaining": reading, "sensor.unlock_time": UNLOCK });
    const { unlockAt, remaining } = readLock(hass, LOCK);
    assert.deepEqual([unlockAt, remaining], [undefined, 7200]);
  });

  test("nothing is known without entities of time", () => {
    const { unlockAt, remaining, lockedSince } = readLock(lockHass({ "sensor.lock_state": "locked" }), LOCK);
    assert.deepEqual([unlockAt, remaining, lockedSince], [undefined, undefined, undefined]);
  });

  for (const state of ["unknown", "unavailable"]) {
    test(`a state that is ${state} isn't known`, () => {
      const { stateOf } = readLock(lockHass({ "sensor.lock_title": state }), LOCK);
      assert.equal(known(stateOf("sensor.lock_title")), undefined);
    });
  }

  test("a state that is there is known", () => {
    const { stateOf } = readLock(lockHass({ "sensor.lock_title": "Belt" }), LOCK);
    assert.equal(known(stateOf("sensor.lock_title")), "Belt");
    assert.equal(known(undefined), undefined);
  });
});

describe("connected devices", () => {
  const lockEntities = entitiesOf({ "sensor.lock_state": "locked" });

  test("a lock without any has none", () => {
    const { hasDevices, runs, isLatched } = readLock(house([device()], [lockEntities]).hass, LOCK);
    assert.deepEqual([hasDevices, runs, isLatched], [false, [], false]);
  });

  test("one below the lock is there, without an entity too", () => {
    const { hasDevices, runs } = readLock(house([device(), toy], [lockEntities]).hass, LOCK);
    assert.deepEqual([hasDevices, runs], [true, []]);
  });

  test("one of another lock isn't", () => {
    const other = { ...toy, via_device_id: "second" };
    const running = entitiesOf({ "binary_sensor.running": "on" }, { deviceId: TOY });
    const lock = readLock(house([device(), other], [lockEntities, running]).hass, LOCK);
    assert.deepEqual([lock.hasDevices, lock.runs], [false, []]);
  });

  test("a disabled one isn't", () => {
    const disabled = { ...toy, disabled_by: "user" };
    const running = entitiesOf({ "binary_sensor.running": "on" }, { deviceId: TOY });
    const lock = readLock(house([device(), disabled], [lockEntities, running]).hass, LOCK);
    assert.deepEqual([lock.hasDevices, lock.runs], [false, []]);
  });

  test("those that run are named, by a person's name first", () => {
    const devices = [
      toy,
      { ...toy, id: "renamed", name_by_user: "Wand" },
      { ...toy, id: "nameless", name: null },
      { ...toy, id: "idle", name: "Idle" },
    ];
    const parts = devices.map(({ id }) =>
      entitiesOf({ "binary_sensor.running": id === "idle" ? "off" : "on" }, { deviceId: id }),
    );
    const { runs } = readLock(house([device(), ...devices], [lockEntities, ...parts]).hass, LOCK);
    assert.deepEqual(
      runs.map(({ name }) => name),
      ["Toy", "Wand", ""],
    );
  });

  test("those that run have their end, and whether it is over", () => {
    const other = { ...toy, id: "late", name: "Late" };
    const parts = [
      entitiesOf({ "binary_sensor.running": { state: "on", overdue: false, ends_at: UNLOCK } }, { deviceId: TOY }),
      entitiesOf({ "binary_sensor.running": { state: "on", overdue: true } }, { deviceId: "late" }),
    ];
    const { runs } = readLock(house([device(), toy, other], [lockEntities, ...parts]).hass, LOCK);
    assert.deepEqual(runs, [
      { name: "Toy", isOverdue: false, endsAt: Date.parse(UNLOCK) },
      { name: "Late", isOverdue: true, endsAt: NaN },
    ]);
  });

  for (const { state, isLatched } of [
    { state: "off", isLatched: true },
    { state: "on", isLatched: false },
  ]) {
    test(`the latch is ${isLatched ? "" : "not "}set while the switch is ${state}, and means that devices are there`, () => {
      const hass = lockHass({ "sensor.lock_state": "locked", "switch.devices_enabled": state });
      const lock = readLock(hass, LOCK);
      assert.deepEqual([lock.isLatched, lock.hasDevices], [isLatched, true]);
    });
  }
});
