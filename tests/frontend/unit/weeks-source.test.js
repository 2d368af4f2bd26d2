import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { failureOf, readHistory } from "../../../custom_components/chastify/frontend/weeks-source.js";
import { ENTRY, house } from "./hass.js";

const DATES = /** @type {const} */ (["2026-10-05", "2026-11-29"]);
const HISTORY = { days: [], sessions: [] };

describe("the history", () => {
  test("is asked for as an action with a response", async () => {
    const { hass, messages } = house([], []);
    const history = readHistory(hass, ENTRY, ...DATES, "asked");
    assert.deepEqual(
      messages.map(({ message }) => message),
      [
        {
          type: "call_service",
          domain: "chastify",
          service: "get_history",
          service_data: { config_entry_id: ENTRY, start: DATES[0], end: DATES[1] },
          return_response: true,
        },
      ],
    );
    messages[0]?.acknowledge(HISTORY);
    assert.equal(await history, HISTORY);
  });

  test("is asked for once until something happens", async () => {
    const { hass, messages } = house([], []);
    const first = readHistory(hass, ENTRY, ...DATES, "before");
    assert.equal(readHistory(hass, ENTRY, ...DATES, "before"), first);
    messages[0]?.acknowledge(HISTORY);
    await first;
    assert.equal(readHistory(hass, ENTRY, ...DATES, "before"), first);
    assert.equal(messages.length, 1);
    readHistory(hass, ENTRY, ...DATES, "after");
    readHistory(hass, "other", ...DATES, "before");
    assert.equal(messages.length, 3);
  });

  test("is asked for again after a failure", async () => {
    const { hass, messages } = house([], []);
    const failed = readHistory(hass, ENTRY, ...DATES, "failing");
    messages[0]?.reject(new Error("no"));
    await assert.rejects(failed);
    readHistory(hass, ENTRY, ...DATES, "failing");
    assert.equal(messages.length, 2);
  });

  test("is forgotten when many others were asked for", () => {
    const { hass, messages } = house([], []);
    for (let index = 0; index < 30; index++) readHistory(hass, ENTRY, ...DATES, `many ${index}`);
    readHistory(hass, ENTRY, ...DATES, "many 0");
    assert.equal(messages.length, 31);
  });
});

describe("a failure", () => {
  const { hass } = house([], []);

  test("is that there is no connection", async () => {
    assert.deepEqual(await failureOf(hass, 3), ["weeks_no_connection"]);
  });

  test("is that the action isn't there yet", async () => {
    assert.deepEqual(await failureOf(hass, { translation_key: "service_not_found" }), ["weeks_no_action"]);
  });

  test("is said in its own words", async () => {
    const reason = { reason: "No such entry" };
    assert.deepEqual(await failureOf(hass, { message: "No such entry" }), ["weeks_refused", reason]);
  });
});
