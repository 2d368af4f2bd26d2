import assert from "node:assert/strict";
import { beforeEach, describe, mock, test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";

import { serverClock } from "../../../custom_components/chastify/frontend/server-clock.js";
import { FakeConnection } from "./hass.js";

const NOW = Date.UTC(2026, 9, 1, 12);
const HOUR = 3_600_000;
const MINUTE = 60_000;

/** A clock with its connection. */
function makeClock() {
  const connection = new FakeConnection();
  const clock = serverClock(connection);
  /** Home Assistant tells its time, this far from the browser's in ms, in the newest subscription. @param {number} ahead */
  const say = (ahead) => connection.subscriptions.at(-1)?.say(String((Date.now() + ahead) / 1000));
  return { connection, clock, say };
}

/**
 * Let ms pass, one by one: in a longer step, the mocked clock is at the end before the first timer runs.
 * @param {number} ms
 */
function pass(ms) {
  for (let passed = 0; passed < ms; passed += 1) mock.timers.tick(1);
}

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout", "Date"], now: NOW });
});

describe("the time", () => {
  test("isn't known before Home Assistant has told it", () => {
    const { clock, say } = makeClock();
    assert.equal(clock.now(), undefined);
    clock.watch(() => undefined);
    assert.equal(clock.now(), undefined);
    say(0);
    assert.equal(clock.now(), NOW);
  });

  for (const { title, ahead } of [
    { title: "late", ahead: HOUR },
    { title: "early", ahead: -HOUR },
  ]) {
    test(`is that of Home Assistant where the browser is an hour ${title}`, () => {
      const { clock, say } = makeClock();
      clock.watch(() => undefined);
      say(ahead);
      assert.equal(clock.now(), NOW + ahead);
      pass(1234);
      assert.equal(clock.now(), NOW + ahead + 1234);
    });
  }

  test("is asked for once, as seconds", () => {
    const { clock, connection } = makeClock();
    clock.watch(() => undefined);
    clock.watch(() => undefined);
    assert.deepEqual(
      connection.subscriptions.map(({ message }) => message),
      [{ type: "render_template", template: "{{ utcnow().timestamp() }}" }],
    );
  });

  test("stays as it is where a message comes late", () => {
    const { clock, say } = makeClock();
    clock.watch(() => undefined);
    say(HOUR);
    pass(MINUTE);
    say(HOUR - 40_000);
    assert.equal(clock.now(), NOW + MINUTE + HOUR);
    pass(MINUTE);
    say(HOUR);
    assert.equal(clock.now(), NOW + 2 * MINUTE + HOUR);
  });

  test("is right at once after a first message that was late", () => {
    const { clock, say } = makeClock();
    clock.watch(() => undefined);
    say(HOUR - 40_000);
    say(HOUR);
    assert.equal(clock.now(), NOW + HOUR);
  });

  for (const { title, change } of [
    { title: "back", change: -HOUR },
    { title: "forward", change: HOUR },
  ]) {
    test(`follows after two messages where a clock was set ${title}`, () => {
      const { clock, say } = makeClock();
      clock.watch(() => undefined);
      say(0);
      say(0);
      say(change);
      say(change);
      assert.equal(clock.now(), NOW + change);
    });
  }

  for (const result of [undefined, "unknown", "NaN", "Infinity"]) {
    test(`stays as it is where Home Assistant tells ${result}`, () => {
      const { clock, connection, say } = makeClock();
      let ticks = 0;
      clock.watch(() => (ticks += 1));
      say(HOUR);
      connection.subscriptions[0]?.say(result);
      connection.subscriptions[0]?.say(result);
      assert.equal(clock.now(), NOW + HOUR);
      assert.equal(ticks, 1);
    });
  }

  test("is the browser's where Home Assistant refuses to tell it", async () => {
    const { clock, connection } = makeClock();
    connection.refusal = new Error("unauthorized");
    let ticks = 0;
    clock.watch(() => (ticks += 1));
    await turn();
    assert.equal(clock.now(), NOW);
    const first = ticks;
    pass(3000);
    assert.equal(clock.now(), NOW + 3000);
    assert.equal(ticks, first + 3);
  });
});

describe("the watchers", () => {
  test("are called at once with the time, and then at whole seconds of Home Assistant's clock", () => {
    const { clock, say } = makeClock();
    /** @type {(number | undefined)[]} */
    const moments = [];
    clock.watch(() => moments.push(clock.now()));
    say(250);
    pass(749);
    assert.deepEqual(moments, [NOW + 250]);
    pass(1);
    assert.deepEqual(moments, [NOW + 250, NOW + 1000]);
    pass(2999);
    assert.deepEqual(moments, [NOW + 250, NOW + 1000, NOW + 2000, NOW + 3000]);
  });

  test("aren't called before the time is known", () => {
    const { clock } = makeClock();
    let ticks = 0;
    clock.watch(() => (ticks += 1));
    pass(5000);
    assert.equal(ticks, 0);
  });

  test("are each called once a second, however many they are and messages come", () => {
    const { clock, say } = makeClock();
    const ticks = [0, 0, 0];
    ticks.forEach((_, index) => clock.watch(() => (ticks[index] = (ticks[index] ?? 0) + 1)));
    say(0);
    say(0);
    say(0);
    assert.deepEqual(ticks, [3, 3, 3]);
    pass(4000);
    assert.deepEqual(ticks, [7, 7, 7]);
  });

  test("share one timer", () => {
    const { clock, say } = makeClock();
    const set = mock.method(globalThis, "setTimeout");
    for (let watcher = 0; watcher < 5; watcher += 1) clock.watch(() => undefined);
    say(0);
    pass(2000);
    assert.equal(set.mock.callCount(), 3);
    set.mock.restore();
  });

  test("go on where one of them leaves", async () => {
    const { clock, connection, say } = makeClock();
    let left = 0;
    let stayed = 0;
    const leave = clock.watch(() => (left += 1));
    clock.watch(() => (stayed += 1));
    say(0);
    leave();
    leave();
    pass(2000);
    await turn();
    assert.deepEqual([left, stayed], [1, 3]);
    assert.equal(connection.subscriptions[0]?.isOpen, true);
    assert.equal(clock.now(), NOW + 2000);
  });

  test("end the subscription and the timer with the last of them", async () => {
    const { clock, connection, say } = makeClock();
    let ticks = 0;
    const leave = clock.watch(() => (ticks += 1));
    say(0);
    leave();
    const set = mock.method(globalThis, "setTimeout");
    pass(5000);
    await turn();
    assert.equal(ticks, 1);
    assert.equal(set.mock.callCount(), 0);
    assert.equal(connection.subscriptions[0]?.isOpen, false);
    assert.equal(clock.now(), undefined);
    set.mock.restore();
  });

  test("leave a message alone that comes after the last of them", () => {
    const { clock, say } = makeClock();
    clock.watch(() => undefined)();
    say(HOUR);
    assert.equal(clock.now(), undefined);
  });

  test("subscribe anew after the last one left, and don't know the time until it is told", async () => {
    const { clock, connection, say } = makeClock();
    clock.watch(() => undefined)();
    await turn();
    clock.watch(() => undefined);
    assert.deepEqual(
      connection.subscriptions.map(({ isOpen }) => isOpen),
      [false, true],
    );
    assert.equal(clock.now(), undefined);
    say(HOUR);
    assert.equal(clock.now(), NOW + HOUR);
  });

  test("ask again after a refusal once the last one left", async () => {
    const { clock, connection, say } = makeClock();
    connection.refusal = new Error("unauthorized");
    const leave = clock.watch(() => undefined);
    await turn();
    leave();
    connection.refusal = undefined;
    clock.watch(() => undefined);
    say(HOUR);
    assert.equal(clock.now(), NOW + HOUR);
  });
});

test("a connection has one clock, and another connection another", () => {
  const { clock, connection, say } = makeClock();
  clock.watch(() => undefined);
  say(HOUR);
  assert.equal(serverClock(connection).now(), NOW + HOUR);
  assert.equal(serverClock(new FakeConnection()).now(), undefined);
});
