/** Durations, shares, days and what was in them, as people say them. */

import { durationText } from "./dates.js";
import { DOMAIN } from "./lock.js";
import { both, shareOf } from "./weeks-days.js";

const DAY = 86400_000;

/** @type {readonly Source[]} */
export const SOURCES = ["home_assistant", "elsewhere"];
/** @type {readonly Change[]} */
export const CHANGES = ["added", "removed"];

/** In the language of a person. */
export class Words {
	/** @param {Hass} hass */
	constructor({ localize, locale }) {
		this.localize = localize;
		this.language = locale.language;
	}

	/** The integration's own word. @param {Source | Change | "locked" | "frozen"} key */
	of(key) {
		const event = "event.lock_events.state_attributes";
		let path = `${event}.source.state.${key}`;
		if (key === "locked" || key === "frozen") path = `sensor.lock_state.state.${key}`;
		if (key === "added" || key === "removed") path = `${event}.event_type.state.time_${key}`;
		return this.localize(`component.${DOMAIN}.entity.${path}`);
	}

	/** @param {number} seconds */
	duration(seconds) {
		return durationText(seconds, this.language);
	}

	/** @param {Sums} sums */
	share(sums) {
		const share = shareOf(sums);
		return new Intl.NumberFormat(this.language, { style: "percent", maximumSignificantDigits: share < 0.1 ? 1 : 2 }).format(share);
	}

	/** @param {number} day @param {Intl.DateTimeFormatOptions} fields */
	day(day, fields) {
		return this.days({ start: day, end: day }, fields);
	}

	/** From one day to another. @param {Span} span @param {Intl.DateTimeFormatOptions} [fields] */
	days({ start, end }, fields = { day: "numeric", month: "short" }) {
		return new Intl.DateTimeFormat(this.language, { timeZone: "UTC", ...fields }).formatRange(start * DAY, end * DAY);
	}

	/** Who changed the time, and by how much. @param {BySource} change @param {"narrow" | "long"} [style] */
	who(change, style) {
		return SOURCES.filter((key) => change[key]).map((key) => `${this.of(key)} ${durationText(change[key], this.language, style)}`);
	}

	/** All that there is to say of a week or a day, a line for each. @param {string} title @param {Sums} sums */
	told(title, sums) {
		/** @param {"locked" | "frozen" | Change} key @param {number} seconds @param {string} more */
		const line = (key, seconds, more) => (seconds ? `\n${this.of(key)}: ${durationText(seconds, this.language, "long")}${more}` : "");
		const changes = CHANGES.map((key) => line(key, both(sums[key]), ` (${this.who(sums[key], "long").join(", ")})`));
		return [title, line("locked", sums.locked || 1e-9, ` · ${this.share(sums)}`), line("frozen", sums.frozen, ""), ...changes].join("");
	}
}
