/** Days and weeks of the house, and what was in them. A day is a number: days since 1970. */

const SECONDS = 86400;
const MS = SECONDS * 1000;

/** For so many weeks the house keeps its days. */
export const KEPT_WEEKS = 156;

const WEEKDAYS = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];

/** @param {string} date "2026-11-01" */
export const dayOf = (date) => Date.parse(date) / MS;

/** @param {number} day */
export const dateOf = (day) => new Date(day * MS).toISOString().slice(0, 10);

/** The day in the house at a moment, and its seconds so far. @param {number} now @param {string} timeZone */
export function dayAt(now, timeZone) {
	/** @type {Intl.DateTimeFormatOptions} */
	const fields = { year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric" };
	const parts = new Intl.DateTimeFormat("en", { ...fields, hourCycle: "h23", timeZone }).formatToParts(now);
	const part = (/** @type {string} */ name) => Number(parts.find(({ type }) => type === name)?.value);
	const today = Date.UTC(part("year"), part("month") - 1, part("day")) / MS;
	return { today, seconds: part("hour") * 3600 + part("minute") * 60 };
}

/** The day on which weeks begin, 0 for Sunday. @param {Pick<Hass["locale"], "language" | "first_weekday">} locale */
export function firstWeekday({ language, first_weekday: chosen }) {
	const index = WEEKDAYS.indexOf(chosen);
	if (index >= 0) return index;
	/** @type {any} the method is newer than the property in some browsers, and there is neither in others */
	const locale = new Intl.Locale(language);
	return (locale.getWeekInfo?.() ?? locale.weekInfo ?? { firstDay: 1 }).firstDay % 7;
}

/**
 * The first and the last day of some weeks: those up to this one, or of so many pages before.
 * @param {number} today @param {number} first weekday @param {number} weeks @param {number} page
 */
export function rangeOf(today, first, weeks, page) {
	// The first day of 1970 was a Thursday.
	const thisWeek = today - ((today + 4 - first + 7) % 7);
	const start = thisWeek - 7 * (weeks * (page + 1) - 1);
	return { start, end: start + 7 * weeks - 1 };
}

/** @param {number[]} values */
const sum = (values) => values.reduce((total, value) => total + value, 0);

/** @param {Partial<BySource>[]} parts @returns {BySource} */
const bySource = (parts) => ({
	home_assistant: sum(parts.map(({ home_assistant = 0 }) => home_assistant)),
	elsewhere: sum(parts.map(({ elsewhere = 0 }) => elsewhere)),
});

/** @param {BySource} parts */
export const both = ({ home_assistant, elsewhere }) => home_assistant + elsewhere;

/**
 * The sums of some days, or of some weeks; `passed` is how much of them is over.
 * @param {Partial<Sums>[]} parts @returns {Sums}
 */
export const sumsOf = (parts) => ({
	locked: sum(parts.map(({ locked = 0 }) => locked)),
	frozen: sum(parts.map(({ frozen = 0 }) => frozen)),
	added: bySource(parts.map(({ added = {} }) => added)),
	removed: bySource(parts.map(({ removed = {} }) => removed)),
	passed: sum(parts.map(({ passed = 0 }) => passed)),
});

/** How much of the time was locked, 0 to 1; a day with a change of the clock has an hour more or less. @param {Sums} sums */
export const shareOf = ({ locked, passed }) => (passed ? Math.min(1, locked / passed) : 0);

/** Whether there is anything in it. @param {Sums} sums */
export const isEmpty = ({ locked, added, removed }) => !(locked || both(added) || both(removed));

/**
 * The weeks of a range, each with its days up to today.
 * @param {HistoryDay[]} days @param {Span} range @param {{ today: number, seconds: number }} now
 * @returns {Week[]}
 */
export function weeksOf(days, { start, end }, { today, seconds }) {
	const known = new Map(days.map((day) => [dayOf(day.date), day]));
	// Of the time before the first listed day nothing is known.
	const since = Math.min(...known.keys());
	/** @type {Week[]} */
	const weeks = [];
	for (let first = start; first <= end; first += 7) {
		/** @type {Day[]} */
		const within = [];
		for (let day = first; day < first + 7 && day <= today; day++) {
			within.push({ day, ...sumsOf([{ ...known.get(day), passed: day < since ? 0 : day < today ? SECONDS : seconds }]) });
		}
		weeks.push({ start: first, end: first + 6, days: within, ...sumsOf(within) });
	}
	return weeks;
}

/** The lock that lasted longest. @param {HistorySession[]} sessions */
export const longestOf = (sessions) =>
	sessions.reduce((/** @type {HistorySession | undefined} */ best, one) => (one.locked > (best?.locked ?? 0) ? one : best), undefined);

/** Seconds rounded up to a whole unit, for a scale. @param {number} seconds */
export function scaleOf(seconds) {
	const unit = [SECONDS, 3600, 600].find((size) => seconds >= size) ?? 600;
	return Math.ceil(seconds / unit) * unit;
}
