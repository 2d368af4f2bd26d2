import assert from "node:assert/strict";
import { beforeEach, describe, mock, test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";

import { Stop, stopOf, watchers } from "../../../custom_components/chastify/frontend/stop.js";
import { ENTRY, house } from "./hass.js";

const TEXT = "component.chastify.config_panel.card";
const SENDING = { kind: "sending", text: `${TEXT}.stop_sending` };
const TRYING = { kind: "trying", text: `${TEXT}.stop_trying` };
const NO_CONNECTION = { kind: "trying", text: `${TEXT}.stop_no_connection` };
const ACKNOWLEDGED = { kind: "acknowledged", text: `${TEXT}.stop_acknowledged` };
const FAILED = { kind: "failed", text: "component.chastify.exceptions.stop_refused.message" };

/** @param {string} translation_key */
const exception = (translation_key) => ({ message: "", translation_domain: "chastify", translation_key });
const REFUSED = exception("stop_refused");
const LOST = { error: { code: 3, message: "Connection lost" } };

/** A stop, what was told of it, and the calls that it made. */
function makeStop() {
  /** @type {(Outcome | undefined)[]} */
  const told = [];
  const stop = new Stop();
  const watcher = () => void told.push(stop.outcome);
  watchers.clear();
  watchers.add(watcher);
  /** Nobody looks at it any more. */
  const leave = () => watchers.delete(watcher);
  const { hass, connection, calls } = house([], []);
  /** The newest call is answered, and what follows from that happens. @param {unknown} [error] */
  const answer = async (error) => {
    const newest = calls.at(-1);
    if (error === undefined) newest?.acknowledge();
    else newest?.reject(error);
    await turn();
  };
  return { stop, leave, told, hass, connection, calls, answer };
}

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout"] });
});

describe("the call", () => {
  for (const { entryId, data } of [
    { entryId: ENTRY, data: { config_entry_id: ENTRY } },
    { entryId: undefined, data: {} },
  ]) {
    test(`stops devices of ${entryId ? "the account" : "every account where none is known"}`, () => {
      const { stop, hass, calls } = makeStop();
      void stop.send(hass, entryId);
      assert.deepEqual(
        calls.map(({ action, data: sent, notifyOnError }) => [action, sent, notifyOnError]),
        [["chastify.stop_devices", data, false]],
      );
    });
  }

  test("is out before anything else runs", () => {
    const { stop, hass, calls, told } = makeStop();
    void stop.send(hass, ENTRY);
    assert.equal(calls.length, 1);
    assert.deepEqual(told, [SENDING]);
  });
});

describe("an answer", () => {
  test("that acknowledges ends it", async () => {
    const { stop, hass, calls, told, answer } = makeStop();
    const sent = stop.send(hass, ENTRY);
    await answer();
    await sent;
    assert.deepEqual(told, [SENDING, ACKNOWLEDGED]);
    mock.timers.tick(60_000);
    assert.deepEqual(told, [SENDING, ACKNOWLEDGED, undefined]);
    assert.equal(calls.length, 1);
  });

  test("that refuses is told by its text, and nothing is sent again", async () => {
    const { stop, hass, calls, told, answer } = makeStop();
    const sent = stop.send(hass, ENTRY);
    await answer(REFUSED);
    await sent;
    mock.timers.tick(60_000);
    assert.deepEqual(told, [SENDING, FAILED]);
    assert.equal(calls.length, 1);
  });

  test("that is an error without a translation is told by its message", async () => {
    const { stop, hass, told, answer } = makeStop();
    void stop.send(hass, ENTRY);
    await answer(new Error("It failed."));
    assert.deepEqual(told, [SENDING, { kind: "failed", text: "It failed." }]);
  });

  for (const key of ["stop_still_trying", "stop_still_trying_running"]) {
    test(`${key} is followed by further calls until one is acknowledged`, async () => {
      const { stop, hass, calls, told, answer } = makeStop();
      const sent = stop.send(hass, ENTRY);
      await answer(exception(key));
      await answer(exception(key));
      assert.equal(calls.length, 3);
      await answer();
      await sent;
      assert.deepEqual(told, [SENDING, TRYING, TRYING, ACKNOWLEDGED]);
      assert.equal(calls.length, 3);
    });
  }

  test("that it is still tried can be followed by a refusal", async () => {
    const { stop, hass, told, answer } = makeStop();
    void stop.send(hass, ENTRY);
    await answer(exception("stop_still_trying"));
    await answer(REFUSED);
    assert.deepEqual(told, [SENDING, TRYING, FAILED]);
  });

  test("that takes more than 6 s is told to be tried for", async () => {
    const { stop, hass, told, answer } = makeStop();
    void stop.send(hass, ENTRY);
    mock.timers.tick(5999);
    assert.deepEqual(told, [SENDING]);
    mock.timers.tick(1);
    assert.deepEqual(told, [SENDING, TRYING]);
    await answer();
    assert.deepEqual(told, [SENDING, TRYING, ACKNOWLEDGED]);
  });

  test("is waited for 6 s anew after each call", async () => {
    const { stop, hass, told, answer } = makeStop();
    void stop.send(hass, ENTRY);
    mock.timers.tick(5000);
    await answer(exception("stop_still_trying"));
    mock.timers.tick(5000);
    assert.deepEqual(told, [SENDING, TRYING]);
    mock.timers.tick(1000);
    assert.deepEqual(told, [SENDING, TRYING, TRYING]);
  });
});

describe("a lost connection", () => {
  for (const { title, error } of [
    { title: "before the call", error: 3 },
    { title: "during the call", error: LOST },
  ]) {
    test(`${title} is told, and the stop is sent again once it is back`, async () => {
      const { stop, hass, connection, calls, told, answer } = makeStop();
      const sent = stop.send(hass, ENTRY);
      await answer(error);
      assert.deepEqual(told, [SENDING, NO_CONNECTION]);
      assert.equal(calls.length, 1);
      connection.becomeReady();
      await turn();
      assert.deepEqual(calls.at(-1)?.data, { config_entry_id: ENTRY });
      assert.equal(calls.length, 2);
      await answer();
      await sent;
      assert.deepEqual(told, [SENDING, NO_CONNECTION, ACKNOWLEDGED]);
    });
  }

  test("that is lost again is waited for again", async () => {
    const { stop, hass, connection, calls, told, answer } = makeStop();
    void stop.send(hass, ENTRY);
    for (let loss = 0; loss < 3; loss += 1) {
      await answer(LOST);
      connection.becomeReady();
      await turn();
    }
    assert.equal(calls.length, 4);
    assert.deepEqual(told, [SENDING, NO_CONNECTION, NO_CONNECTION, NO_CONNECTION]);
  });

  test("once acknowledged, a connection that comes back sends nothing", async () => {
    const { stop, hass, connection, calls, answer } = makeStop();
    void stop.send(hass, ENTRY);
    await answer(LOST);
    connection.becomeReady();
    await turn();
    await answer();
    connection.becomeReady();
    await turn();
    assert.equal(calls.length, 2);
  });

  test("isn't told to be a try, however long it takes", async () => {
    const { stop, hass, told, answer } = makeStop();
    void stop.send(hass, ENTRY);
    await answer(LOST);
    mock.timers.tick(60_000);
    assert.deepEqual(told, [SENDING, NO_CONNECTION]);
  });

  test("doesn't lose the stop where nobody looks any more", async () => {
    const { stop, leave, hass, connection, calls, told, answer } = makeStop();
    void stop.send(hass, ENTRY);
    await answer(3);
    leave();
    connection.becomeReady();
    await turn();
    assert.equal(calls.length, 2);
    assert.deepEqual(told, [SENDING, NO_CONNECTION]);
  });
});

describe("a second tap", () => {
  test("sends at once, and takes over from one without an answer", async () => {
    const { stop, hass, calls, told, answer } = makeStop();
    void stop.send(hass, ENTRY);
    void stop.send(hass, ENTRY);
    assert.equal(calls.length, 2);
    calls[0]?.reject(REFUSED);
    await turn();
    assert.deepEqual(told, [SENDING, SENDING]);
    await answer();
    assert.deepEqual(told, [SENDING, SENDING, ACKNOWLEDGED]);
  });

  test("leaves further calls to itself", async () => {
    const { stop, hass, calls } = makeStop();
    void stop.send(hass, ENTRY);
    void stop.send(hass, ENTRY);
    calls[0]?.reject(exception("stop_still_trying"));
    await turn();
    assert.equal(calls.length, 2);
    calls[1]?.reject(exception("stop_still_trying"));
    await turn();
    assert.equal(calls.length, 3);
  });

  test("is told to be slow by its own 6 s", () => {
    const { stop, hass, told } = makeStop();
    void stop.send(hass, ENTRY);
    mock.timers.tick(5000);
    void stop.send(hass, ENTRY);
    mock.timers.tick(5999);
    assert.deepEqual(told, [SENDING, SENDING]);
    mock.timers.tick(1);
    assert.deepEqual(told, [SENDING, SENDING, TRYING]);
  });

  test("while the connection is lost sends once more, not twice, when it is back", async () => {
    const { stop, hass, connection, calls, answer } = makeStop();
    void stop.send(hass, ENTRY);
    await answer(LOST);
    void stop.send(hass, ENTRY);
    assert.equal(calls.length, 2);
    await answer(3);
    connection.becomeReady();
    await turn();
    assert.equal(calls.length, 3);
  });
});

describe("after nobody looks any more", () => {
  for (const { title, error } of [
    { title: "an acknowledgement", error: undefined },
    { title: "a refusal", error: REFUSED },
    { title: "a lost connection", error: LOST },
    { title: "that it is still tried", error: exception("stop_still_trying") },
  ]) {
    test(`${title} tells nothing`, async () => {
      const { stop, leave, hass, told, answer } = makeStop();
      void stop.send(hass, ENTRY);
      leave();
      await answer(error);
      mock.timers.tick(60_000);
      assert.deepEqual(told, [SENDING]);
    });
  }

  test("Home Assistant tries on alone", async () => {
    const { stop, leave, hass, calls, answer } = makeStop();
    const sent = stop.send(hass, ENTRY);
    leave();
    await answer(exception("stop_still_trying"));
    await sent;
    assert.equal(calls.length, 1);
  });
});

describe("Home Assistant that starts and doesn't know the action yet", () => {
  const unknown = { ...exception("service_not_found"), translation_domain: "homeassistant" };

  test("is asked again until it does", async () => {
    const { stop, hass, told, calls, answer } = makeStop();
    const sent = stop.send(hass, ENTRY);
    await answer(unknown);
    mock.timers.tick(2000);
    await turn();
    await answer(unknown);
    mock.timers.tick(2000);
    await turn();
    assert.equal(calls.length, 3);
    await answer();
    await sent;
    assert.deepEqual(told, [SENDING, NO_CONNECTION, NO_CONNECTION, ACKNOWLEDGED]);
  });
});

describe("the stop of a lock", () => {
  test("is the same for every card of it", () => {
    assert.equal(stopOf("belt"), stopOf("belt"));
    assert.notEqual(stopOf("belt"), stopOf("cage"));
  });
});
