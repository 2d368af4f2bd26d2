import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { dayOf } from "../../../custom_components/chastify/frontend/weeks-days.js";
import { durationText } from "../../../custom_components/chastify/frontend/dates.js";
import { failureOf, wordsIn } from "../../../custom_components/chastify/frontend/weeks-words.js";
import { house } from "./hass.js";

const [MINUTE, HOUR, DAY] = [60, 3600, 86400];
const ENTITY = "component.chastify.entity";
const NONE = { home_assistant: 0, elsewhere: 0 };
const NOTHING = { locked: 0, frozen: 0, added: NONE, removed: NONE, passed: 0 };
const EVENT = `${ENTITY}.event.lock_events.state_attributes`;

/** The words of a person. @param {string} [language] */
function words(language = "en") {
  const { hass } = house([], []);
  return wordsIn({ ...hass, locale: { ...hass.locale, language } });
}

describe("a duration", () => {
  for (const [seconds, said] of /** @type {const} */ ([
    [0, "0m"],
    [29, "0m"],
    [31, "1m"],
    [HOUR - 20, "1h"],
    [2 * HOUR + 5 * MINUTE, "2h 5m"],
    [DAY - 20, "1d"],
    [DAY + 29 * MINUTE, "1d"],
    [5 * DAY + 3 * HOUR + 40 * MINUTE, "5d 4h"],
    [2 * DAY - MINUTE, "2d"],
  ])) {
    test(`of ${seconds} s is ${said}`, () => {
      assert.equal(durationText(seconds, "en"), said);
    });
  }

  test("is said in the language of a person", () => {
    assert.equal(durationText(3 * DAY + 21 * HOUR, "de", "long"), "3 Tage, 21 Stunden");
    assert.doesNotMatch(durationText(3 * DAY + 21 * HOUR, "de"), /,/);
  });
});

describe("days", () => {
  const week = { start: dayOf("2026-10-26"), end: dayOf("2026-11-01") };

  test("are a range in the language of a person", () => {
    const [english, german] = [words().days(week), words("de").days(week, { day: "numeric", month: "long" })];
    // Some of the spaces are thin.
    assert.equal(english.replaceAll(/\s/g, " "), "Oct 26 – Nov 1, 2026");
    assert.equal(german.replaceAll(/\s/g, " "), "26. Oktober – 1. November");
  });

  test("are the same wherever the browser is", () => {
    const fields = /** @type {const} */ ({ weekday: "long", day: "numeric", month: "long" });
    assert.equal(words().days({ start: week.start }, fields), "Monday, October 26");
  });

  test("of a lock are those in the house", () => {
    const lock = { start: "2026-10-25T23:30:00+00:00", end: "2026-10-31T22:30:00+00:00", title: null, locked: DAY };
    assert.equal(words().when(lock).replaceAll(/\s/g, " "), "Oct 26 – 31, 2026");
    const since = JSON.stringify({ date: "Oct 26, 2026" });
    assert.equal(words().when({ ...lock, end: null }), `component.chastify.config_panel.card.weeks_since${since}`);
  });
});

describe("a share", () => {
  for (const [locked, said] of /** @type {const} */ ([
    [DAY, "100%"],
    [0.694 * DAY, "69%"],
    [0.00212 * DAY, "0.2%"],
    [0.0512 * DAY, "5%"],
    [0, "0%"],
  ])) {
    test(`of ${locked} s a day is ${said}`, () => {
      assert.equal(words().share({ ...NOTHING, locked, passed: DAY }), said);
    });
  }
});

describe("what is told", () => {
  test("has a line for all that there was", () => {
    const week = {
      start: dayOf("2026-11-09"),
      end: dayOf("2026-11-15"),
      locked: DAY,
      frozen: HOUR,
      added: { home_assistant: HOUR, elsewhere: 2 * HOUR },
      removed: { home_assistant: 0, elsewhere: MINUTE },
      passed: 2 * DAY,
    };
    const source = (/** @type {string} */ name) => `${EVENT}.source.state.${name}`;
    assert.deepEqual(words().told(week).replaceAll(/[^\S\n]/g, " ").split("\n"), [
      "November 9 – 15, 2026",
      `${ENTITY}.sensor.lock_state.state.locked: 1 day · 50%`,
      `${ENTITY}.sensor.lock_state.state.frozen: 1 hour`,
      `${EVENT}.event_type.state.time_added: 3 hours (${source("home_assistant")} 1 hour, ${source("elsewhere")} 2 hours)`,
      `${EVENT}.event_type.state.time_removed: 1 minute (${source("elsewhere")} 1 minute)`,
    ]);
  });

  test("is that nothing was locked where there was nothing", () => {
    const start = dayOf("2026-11-09");
    const day = { ...NOTHING, start, end: start, passed: DAY };
    assert.deepEqual(words().told(day, "full").split("\n"), [
      "Monday, November 9, 2026",
      `${ENTITY}.sensor.lock_state.state.locked: 0 minutes · 0%`,
    ]);
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
