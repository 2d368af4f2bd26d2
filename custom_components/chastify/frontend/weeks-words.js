/** Durations, shares and days, as people say them. */

import { durationText } from "./dates.js";
import { DOMAIN } from "./lock.js";
import { errorText, isLost, text } from "./texts.js";
import { MS, both, dayAt, shareOf } from "./weeks-days.js";

/** @type {Source[]} */
export const SOURCES = ["home_assistant", "elsewhere"];
/** @type {Change[]} */
export const CHANGES = ["added", "removed"];

const EVENT = "event.lock_events.state_attributes";

/** Where the integration's own words are. */
const PATHS = {
	locked: "sensor.lock_state.state.locked",
	frozen: "sensor.lock_state.state.frozen",
	added: `${EVENT}.event_type.state.time_added`,
	removed: `${EVENT}.event_type.state.time_removed`,
	home_assistant: `${EVENT}.source.state.home_assistant`,
	elsewhere: `${EVENT}.source.state.elsewhere`,
};

/** In the language of a person. @param {Hass} hass */
export function wordsIn(hass) {
	const { language } = hass.locale;
	/** @type {Words} */
	const words = {
		text: (key) => text(hass, key),
		of: (key) => hass.localize(`component.${DOMAIN}.entity.${PATHS[key]}`),
		duration: (seconds, style) => durationText(seconds, language, style),
		share(sums) {
			const share = shareOf(sums);
			return new Intl.NumberFormat(language, { style: "percent", maximumSignificantDigits: share < 0.1 ? 1 : 2 }).format(share);
		},
		days: ({ start, end = start }, fields = { day: "numeric", month: "short", year: "numeric" }) =>
			new Intl.DateTimeFormat(language, { ...fields, timeZone: "UTC" }).formatRange(start * MS, end * MS),
		when({ start, end }) {
			const [first = 0, last] = [start, end ?? start].map((moment) => dayAt(Date.parse(moment), hass.config.time_zone).today);
			const date = words.days({ start: first, end: last });
			return end ? date : text(hass, "weeks_since", { date });
		},
		named: (keys, amounts, style) => keys.filter((key) => amounts[key]).map((key) => `${words.of(key)} ${words.duration(amounts[key], style)}`),
		told(period, dateStyle = "long") {
			/** @type {(key: Word, seconds: number, more?: string) => string} */
			const line = (key, seconds, more = "") => `\n${words.of(key)}: ${words.duration(seconds, "long")}${more}`;
			return [
				words.days(period, { dateStyle }),
				line("locked", period.locked, ` · ${words.share(period)}`),
				period.frozen ? line("frozen", period.frozen) : "",
				...CHANGES.filter((key) => both(period[key])).map((key) => line(key, both(period[key]), ` (${words.named(SOURCES, period[key], "long").join(", ")})`)),
			].join("");
		},
	};
	return words;
}

/** The text of a failure by its key: texts may not be there yet. @type {FailureOf} */
export async function failureOf(hass, error) {
	if (isLost(error)) return ["weeks_no_connection"];
	if (Object(error).translation_key === "service_not_found") return ["weeks_no_action"];
	return ["weeks_refused", { reason: await errorText(hass, error) }];
}
