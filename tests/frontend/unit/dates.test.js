import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { dateText, durationText } from "../../../custom_components/chastify/frontend/dates.js";
import { house } from "./hass.js";

const NOW = Date.UTC(2026, 10, 29, 11, 30);
const HOUR = 3_600_000;

/** @param {number} hours from now @param {Partial<Hass["locale"]>} [locale] */
function written(hours, locale) {
  const { hass } = house([], []);
  const chosen = { ...hass.locale, time_zone: /** @type {const} */ ("server"), ...locale };
  return dateText({ ...hass, locale: chosen }, NOW + hours * HOUR, NOW).replace(/\s/gu, " ");
}

// In Berlin it is half past twelve.
describe("a moment", () => {
  for (const [hours, said] of /** @type {const} */ ([
    [0, "today 12:30 PM"],
    [-12, "today 12:30 AM"],
    [-13, "yesterday 11:30 PM"],
    [11, "today 11:30 PM"],
    [12, "tomorrow 12:30 AM"],
    [36, "Tue, Dec 1, 12:30 AM"],
    [24 * 33, "Fri, Jan 1, 2027, 12:30 PM"],
    [-24 * 333, "Wed, Dec 31, 2025, 12:30 PM"],
  ])) {
    test(`${hours} hours away is ${said}`, () => {
      assert.equal(written(hours), said);
    });
  }

  for (const { language, said } of [
    { language: "de", said: ["heute 12:30", "Di., 1. Dez., 0:30"] },
    { language: "fr", said: ["aujourd’hui 12:30", "mar. 1 déc., 0:30"] },
    { language: "nl", said: ["vandaag 12:30", "di 1 dec, 0:30"] },
    { language: "es", said: ["hoy 12:30", "mar, 1 dic, 0:30"] },
  ]) {
    test(`is said in ${language}`, () => {
      assert.deepEqual([written(0, { language }), written(36, { language })], said);
    });
  }

  test("has the clock that the profile says", () => {
    assert.equal(written(12, { time_format: "24" }), "tomorrow 00:30");
    assert.equal(written(12, { time_format: "12", language: "de" }), "morgen 12:30 AM");
  });
});

describe("a duration", () => {
  for (const [minutes, narrow, long] of /** @type {const} */ ([
    [0, "0m", "0 minutes"],
    [90, "1h 30m", "1 hour, 30 minutes"],
    [1439.6, "1d", "1 day"],
    [1470, "1d 1h", "1 day, 30 minutes"],
    [10_079, "7d", "6 days, 23 hours, 59 minutes"],
  ])) {
    test(`of ${minutes} minutes is ${long}, in few letters ${narrow}`, () => {
      assert.equal(durationText(minutes * 60, "en"), narrow);
      assert.equal(durationText(minutes * 60, "en", "long"), long);
    });
  }
});
