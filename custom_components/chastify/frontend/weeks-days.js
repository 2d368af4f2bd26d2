/** Days and weeks of the house, and what was in them. A day is a number: days since 1970. */

import { DOMAIN } from "./lock.js";

const DAY = 86400;
export const MS = DAY * 1000;

/** For so many weeks the house keeps its days. */
export const KEPT_WEEKS = 156;

const WEEKDAYS = "sunday monday tuesday wednesday thursday friday saturday".split(" ");

const NONE = { home_assistant: 0, elsewhere: 0 };
const NOTHING = { locked: 0, frozen: 0, added: NONE, removed: NONE, passed: 0 };

/** @param {string} date "2026-11-01" */
export const dayOf = (date) => Date.parse(date) / MS;

/** @param {number} day */
export const dateOf = (day) => new Date(day * MS).toISOString().slice(0, 10);

/** The day in the house, and its seconds so far. @type {DayAt} */
export function dayAt(now, timeZone) {
	// In Swedish it is "2026-11-01 08:30".
	const written = new Intl.DateTimeFormat("sv", { dateStyle: "short", timeStyle: "short", timeZone }).format(now);
	const seconds = Date.parse(`${written.replace(" ", "T")}Z`) / 1000;
	return { today: Math.floor(seconds / DAY), seconds: seconds % DAY };
}

/** The day on which weeks begin, 0 for Sunday. @param {Hass["locale"]} locale */
export function firstWeekday({ language, first_weekday }) {
	const index = WEEKDAYS.indexOf(first_weekday);
	if (index >= 0) return index;
	/** @type {any} some browsers have the method, some the property, some neither */
	const locale = new Intl.Locale(language);
	return (locale.getWeekInfo?.() ?? locale.weekInfo ?? { firstDay: 1 }).firstDay % 7;
}

/** @type {RangeOf} */
export function rangeOf(today, first, weeks, page) {
	// The first day of 1970 was a Thursday.
	const thisWeek = today - ((today + 4 - first + 7) % 7);
	const end = thisWeek + 6 - 7 * weeks * page;
	return { start: end + 1 - 7 * weeks, end };
}

/** Adds numbers, or those in records. @type {(one: any, other: any) => any} */
const plus = (one, other) =>
	typeof one === "number" ? one + other : Object.fromEntries(Object.keys(one).map((key) => [key, plus(one[key], other[key])]));

/** @type {(parts: Sums[]) => Sums} */
export const sumsOf = (parts) => parts.reduce(plus, NOTHING);

/** @param {BySource} change */
export const both = ({ home_assistant, elsewhere }) => home_assistant + elsewhere;

/** Of the time; a day with a change of the clock has an hour more or less. @param {Sums} sums */
export const shareOf = ({ locked, passed }) => (passed ? Math.min(1, locked / passed) : 0);

/** @param {Sums} sums */
export const isEmpty = ({ locked, added, removed }) => !(locked || both(added) || both(removed));

/** @type {WeeksOf} */
export function weeksOf(history, { start, end, today, seconds }) {
	const known = new Map(history.map((day) => [dayOf(day.date), day]));
	// Of the time before the first listed day nothing is known.
	const since = Math.min(...known.keys());
	const weeks = [];
	for (let first = start; first <= end; first += 7) {
		const days = [];
		for (let day = first; day < first + 7 && day <= today; day++) {
			days.push({ ...NOTHING, ...known.get(day), start: day, end: day, passed: day < since ? 0 : day < today ? DAY : seconds });
		}
		weeks.push({ start: first, end: first + 6, days, ...sumsOf(days) });
	}
	return weeks;
}

/** @param {HistorySession[]} sessions */
export const longestOf = (sessions) => sessions.filter(({ locked }) => locked).sort((one, other) => other.locked - one.locked)[0];

/** What Home Assistant knows of a range. @type {ReadWeeks} */
export async function readWeeks(hass, config_entry_id, range) {
	const { response } = await hass.callWS({
		type: "call_service",
		domain: DOMAIN,
		service: "get_history",
		service_data: { config_entry_id, start: dateOf(range.start), end: dateOf(range.end) },
		return_response: true,
	});
	return { weeks: weeksOf(response.days, range), longest: longestOf(response.sessions) };
}

/** Rounded up to a whole unit, for a scale. @param {number} seconds */
export function scaleOf(seconds) {
	const unit = [DAY, 3600, 600].find((size) => seconds >= size) ?? 600;
	return Math.ceil(seconds / unit) * unit;
}
