import assert from "node:assert/strict";
import { describe, test } from "node:test";

import {
  dateOf,
  dayAt,
  dayOf,
  firstWeekday,
  isEmpty,
  longestOf,
  rangeOf,
  readWeeks,
  scaleOf,
  shareOf,
  sumsOf,
  weeksOf,
} from "../../../custom_components/chastify/frontend/weeks-days.js";
import { ENTRY, house } from "./hass.js";

const HOUR = 3600;
const DAY = 24 * HOUR;
const [SUNDAY, MONDAY] = [0, 1];
const NONE = { home_assistant: 0, elsewhere: 0 };
const NOTHING = { locked: 0, frozen: 0, added: NONE, removed: NONE, passed: 0 };

/** The dates of a range. @param {Span} span */
const dates = ({ start, end }) => [start, end].map(dateOf);

/** A day as Home Assistant tells of it. @param {string} date @param {number} locked @returns {HistoryDay} */
const recorded = (date, locked = 0) => ({ date, locked, frozen: 0, added: NONE, removed: NONE });

/** A lock of so many seconds. @param {number} locked @returns {HistorySession} */
const session = (locked) => ({ start: "2026-11-01T08:00:00+00:00", end: null, title: null, locked });

describe("the day in the house", () => {
  for (const { moment, zone, date, seconds } of [
    { moment: "2026-11-01T22:30:00Z", zone: "Europe/Berlin", date: "2026-11-01", seconds: 23.5 * HOUR },
    { moment: "2026-11-01T23:00:00Z", zone: "Europe/Berlin", date: "2026-11-02", seconds: 0 },
    { moment: "2026-03-01T07:59:00Z", zone: "America/Los_Angeles", date: "2026-02-28", seconds: 23 * HOUR + 59 * 60 },
    { moment: "2027-12-31T10:00:00Z", zone: "Pacific/Kiritimati", date: "2028-01-01", seconds: 0 },
  ]) {
    test(`is ${date} in ${zone} at ${moment}`, () => {
      assert.deepEqual(dayAt(Date.parse(moment), zone), { today: dayOf(date), seconds });
    });
  }

  test("is read from a date and written as one", () => {
    assert.equal(dateOf(dayOf("2024-02-29") + 1), "2024-03-01");
  });
});

describe("weeks begin", () => {
  for (const { language, first_weekday, first } of [
    { language: "en", first_weekday: "monday", first: MONDAY },
    { language: "de", first_weekday: "sunday", first: SUNDAY },
    { language: "de", first_weekday: "saturday", first: 6 },
    { language: "de", first_weekday: "language", first: MONDAY },
    { language: "en", first_weekday: "language", first: SUNDAY },
    { language: "en-GB", first_weekday: "language", first: MONDAY },
  ]) {
    test(`on day ${first} for ${language} with ${first_weekday}`, () => {
      assert.equal(firstWeekday({ ...house([], []).hass.locale, language, first_weekday }), first);
    });
  }
});

describe("the range", () => {
  // A Sunday.
  const today = dayOf("2026-11-29");

  for (const { name, first, weeks, page, range } of [
    { name: "is this week alone", first: MONDAY, weeks: 1, page: 0, range: ["2026-11-23", "2026-11-29"] },
    { name: "is a week that begins today", first: SUNDAY, weeks: 1, page: 0, range: ["2026-11-29", "2026-12-05"] },
    { name: "ends with this week", first: MONDAY, weeks: 8, page: 0, range: ["2026-10-05", "2026-11-29"] },
    { name: "is that of the weeks before", first: MONDAY, weeks: 8, page: 1, range: ["2026-08-10", "2026-10-04"] },
    { name: "crosses years", first: MONDAY, weeks: 156, page: 0, range: ["2023-12-04", "2026-11-29"] },
  ]) {
    test(name, () => {
      assert.deepEqual(dates(rangeOf(today, first, weeks, page)), range);
    });
  }

  test("begins with the weekday on each day of a week", () => {
    for (let day = today; day < today + 7; day++) {
      for (let first = 0; first < 7; first++) {
        const { start, end } = rangeOf(day, first, 1, 0);
        assert.equal(new Date(dateOf(start)).getUTCDay(), first);
        assert.ok(start <= day && day <= end);
      }
    }
  });
});

describe("weeks", () => {
  const range = { start: dayOf("2026-11-16"), end: dayOf("2026-11-29") };
  const now = { today: dayOf("2026-11-24"), seconds: 6 * HOUR };

  const weeks = weeksOf(
    [
      recorded("2026-11-15", DAY),
      { date: "2026-11-16", locked: DAY, frozen: HOUR, added: { home_assistant: 60, elsewhere: 30 }, removed: NONE },
      { date: "2026-11-22", locked: HOUR, frozen: 0, added: { home_assistant: 0, elsewhere: 10 }, removed: { home_assistant: 5, elsewhere: 0 } },
      recorded("2026-11-23", DAY),
      recorded("2026-11-24", 6 * HOUR),
    ],
    { ...range, ...now },
  );

  test("have their days up to today", () => {
    assert.deepEqual(
      weeks.map(({ start, end, days }) => [dateOf(start), dateOf(end), days.length]),
      [
        ["2026-11-16", "2026-11-22", 7],
        ["2026-11-23", "2026-11-29", 2],
      ],
    );
  });

  test("have the sums of their days", () => {
    assert.deepEqual(sumsOf(weeks.slice(0, 1)), {
      locked: DAY + HOUR,
      frozen: HOUR,
      added: { home_assistant: 60, elsewhere: 40 },
      removed: { home_assistant: 5, elsewhere: 0 },
      passed: 7 * DAY,
    });
  });

  test("have a share of the time that is over", () => {
    assert.deepEqual(weeks.map(shareOf), [25 / (7 * 24), 1]);
    assert.equal(shareOf(sumsOf(weeks)), 55 / (7 * 24 + 30));
  });

  test("count an unknown day as empty", () => {
    const [unknown] = weeksOf([], { ...range, ...now });
    assert.equal(unknown?.days.length, 7);
    assert.ok(isEmpty(sumsOf(weeksOf([], { ...range, ...now }))));
    assert.ok(!isEmpty(sumsOf(weeks)));
  });

  test("aren't empty where time was added only", () => {
    assert.ok(!isEmpty(sumsOf([{ ...NOTHING, added: { home_assistant: 0, elsewhere: 1 } }])));
  });
});

describe("days before the first listed one", () => {
  test("are no time that is over", () => {
    const start = dayOf("2026-11-01");
    const days = [recorded("2026-11-11", DAY), recorded("2026-11-12")];
    const weeks = weeksOf(days, { start, end: start + 13, today: start + 13, seconds: 0 });
    assert.deepEqual(weeks.map(({ passed }) => passed), [0, 3 * DAY]);
  });
});

describe("the share", () => {
  test("is never above all of it, as on a day of 25 hours", () => {
    assert.equal(shareOf({ ...NOTHING, locked: 25 * HOUR, passed: DAY }), 1);
  });

  test("is nothing before anything is over", () => {
    assert.equal(shareOf(NOTHING), 0);
  });
});

describe("the longest lock", () => {
  test("is that with the most time, the first of equals", () => {
    const sessions = [1, 3, 3, 2].map(session);
    assert.equal(longestOf(sessions), sessions[1]);
  });

  test("isn't there without any time", () => {
    assert.equal(longestOf([]), undefined);
    assert.equal(longestOf([session(0)]), undefined);
  });
});

describe("what Home Assistant knows", () => {
  const range = { start: dayOf("2026-10-05"), end: dayOf("2026-11-29"), today: dayOf("2026-11-29"), seconds: 0 };

  test("is asked for as an action with a response", async () => {
    const { hass, messages } = house([], []);
    const read = readWeeks(hass, ENTRY, range);
    assert.deepEqual(
      messages.map(({ message }) => message),
      [
        {
          type: "call_service",
          domain: "chastify",
          service: "get_history",
          service_data: { config_entry_id: ENTRY, start: "2026-10-05", end: "2026-11-29" },
          return_response: true,
        },
      ],
    );
    const history = { days: [recorded("2026-10-05", HOUR)], sessions: [session(HOUR)] };
    messages[0]?.acknowledge(history);
    assert.deepEqual(await read, { weeks: weeksOf(history.days, range), longest: history.sessions[0] });
  });

  test("is asked for again each time, also after a failure", async () => {
    const { hass, messages } = house([], []);
    const failed = readWeeks(hass, ENTRY, range);
    messages[0]?.reject(new Error("no"));
    await assert.rejects(failed);
    const read = readWeeks(hass, ENTRY, range);
    assert.equal(messages.length, 2);
    messages[1]?.acknowledge({ days: [], sessions: [] });
    assert.equal((await read).longest, undefined);
  });
});

test("a scale ends with a whole unit", () => {
  assert.deepEqual([0, 1, 600, 601, HOUR, HOUR + 1, DAY - 1, DAY + 1].map(scaleOf), [
    0,
    600,
    600,
    1200,
    HOUR,
    2 * HOUR,
    DAY,
    2 * DAY,
  ]);
});
