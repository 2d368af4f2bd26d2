import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { countdownText, doneAt, remainingAt } from "../../../custom_components/chastify/frontend/countdown.js";
import { lockView } from "./hass.js";

const NOW = Date.UTC(2026, 9, 1, 12);
const HOUR = 3600;
const DAY = 24 * HOUR;

describe("what remains", () => {
  for (const { left, seconds } of [
    { left: 10_000, seconds: 10 },
    { left: 9001, seconds: 10 },
    { left: 9000, seconds: 9 },
    { left: 1001, seconds: 2 },
    { left: 1000, seconds: 1 },
    { left: 1, seconds: 1 },
    { left: 0, seconds: 0 },
    { left: -1, seconds: 0 },
    { left: -3_600_000, seconds: 0 },
    { left: 13 * DAY * 1000, seconds: 13 * DAY },
  ]) {
    test(`${left} ms before the unlock time is ${seconds} s`, () => {
      assert.equal(remainingAt(lockView({ unlockAt: NOW + left }), NOW), seconds);
    });
  }

  test("stands still while frozen", () => {
    const lock = lockView({ phase: "frozen", remaining: 93778.6 });
    assert.equal(remainingAt(lock, NOW), 93779);
    assert.equal(remainingAt(lock, NOW + DAY * 1000), 93779);
  });

  test("is the unlock time before a remainder that was read", () => {
    assert.equal(remainingAt(lockView({ unlockAt: NOW + 5000, remaining: 60 }), NOW), 5);
  });

  test("counts up from the unlock time once the lock is unlockable", () => {
    const lock = lockView({ phase: "unlockable", unlockAt: NOW, remaining: 60 });
    assert.deepEqual(
      [NOW - 5000, NOW, NOW + 5000].map((now) => remainingAt(lock, now)),
      [0, 0, 5],
    );
  });

  test("isn't known without times", () => {
    assert.equal(remainingAt(lockView(), NOW), undefined);
  });
});

describe("the part that is done", () => {
  /** @param {number} seconds */
  const ago = (seconds) => NOW - seconds * 1000;
  /** @type {[title: string, lock: Partial<LockView>, part: number][]} */
  const parts = [
    ["is 0 at the start", { lockedSince: NOW, unlockAt: NOW + 60_000 }, 0],
    ["is a quarter after a quarter", { lockedSince: ago(60), unlockAt: NOW + 180_000 }, 0.25],
    ["is 1 from the unlock time on", { lockedSince: ago(60), unlockAt: NOW - 5000 }, 1],
    ["counts the remainder while frozen", { phase: "frozen", lockedSince: ago(30), remaining: 90 }, 0.25],
    ["is 1 once the lock is unlockable", { phase: "unlockable" }, 1],
    ["is 0 where the start isn't known", { unlockAt: NOW + 60_000 }, 0],
    ["is 0 where the remainder isn't known", { lockedSince: ago(60) }, 0],
    ["is 0 where nothing is known", {}, 0],
    ["is 0 where start and end are this moment", { lockedSince: NOW, unlockAt: NOW }, 0],
    ["is 0 where the start is still to come", { lockedSince: NOW + 5000, unlockAt: NOW + 60_000 }, 0],
    ["is 0 where start and remainder are 0 while frozen", { phase: "frozen", lockedSince: NOW, remaining: 0 }, 0],
  ];
  for (const [title, lock, part] of parts) {
    test(title, () => {
      assert.equal(doneAt(lockView(lock), NOW), part);
    });
  }
});

describe("the countdown as it is written", () => {
  for (const { seconds, days, clock } of [
    { seconds: 0, days: "", clock: "0:00:00" },
    { seconds: 59, days: "", clock: "0:00:59" },
    { seconds: 60, days: "", clock: "0:01:00" },
    { seconds: 5 * HOUR + 9, days: "", clock: "5:00:09" },
    { seconds: 23 * HOUR, days: "", clock: "23:00:00" },
    { seconds: DAY - 1, days: "", clock: "23:59:59" },
    { seconds: DAY, days: "1d 0h", clock: "0m 0s" },
    { seconds: 2 * DAY - 1, days: "1d 23h", clock: "59m 59s" },
    { seconds: 13 * DAY + 2 * HOUR + 3 * 60 + 4, days: "13d 2h", clock: "3m 4s" },
    { seconds: 400 * DAY, days: "400d 0h", clock: "0m 0s" },
  ]) {
    test(`${seconds} s are ${[days, clock].filter(Boolean).join(", ")}`, () => {
      assert.deepEqual(countdownText(seconds, "en"), { days, clock });
    });
  }

  for (const { language, days, clock } of [
    { language: "de", days: "13 T 2h", clock: "3 Min. 4 Sek." },
    { language: "fr", days: "13j 2h", clock: "3min 4s" },
    { language: "nl", days: "13 d 2 u", clock: "3 m 4 s" },
    { language: "es", days: "13d 2h", clock: "3min 4s" },
  ]) {
    test(`it is written in ${language}`, () => {
      const written = countdownText(13 * DAY + 2 * HOUR + 184, language);
      // The space between number and unit may be one that doesn't break.
      assert.deepEqual(
        [written.days, written.clock].map((text) => text.replace(/\s/gu, " ")),
        [days, clock],
      );
    });
  }
});
