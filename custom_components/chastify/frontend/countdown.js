/** Durations, and how they are written. */

const DAY = 86400;

/** Seconds that remain, or since it can be opened; undefined: not known. @param {LockView} lock @param {number} now in ms */
export function remainingAt({ phase, unlockAt, remaining }, now) {
	if (unlockAt === undefined) return remaining && Math.round(remaining);
	return Math.max(0, Math.ceil((phase === "unlockable" ? now - unlockAt : unlockAt - now) / 1000));
}

/** The part of the time that is done, 0 to 1. @param {LockView} lock @param {number} now */
export function doneAt(lock, now) {
	if (lock.phase === "unlockable") return 1;
	const locked = Math.max(0, now - (lock.lockedSince ?? now)) / 1000;
	return locked && locked / (locked + (remainingAt(lock, now) ?? Infinity));
}

/** @param {object} parts @param {string} language @param {"narrow" | "long" | "digital"} style @param {object} [more] */
export function said(parts, language, style, more) {
	const text = new Intl.DurationFormat(language, { style, ...more }).format(parts);
	// The two parts of "3 T, 21h" would look like two durations.
	return style === "narrow" ? text.replace(", ", " ") : text;
}

/** Days and hours, "" for less than a day, and the rest. @param {number} seconds @param {string} language */
export function countdownText(seconds, language) {
	const [days, hours] = [Math.floor(seconds / DAY), Math.floor((seconds % DAY) / 3600)];
	const rest = { minutes: Math.floor((seconds % 3600) / 60), seconds: seconds % 60 };
	if (!days) return { days: "", clock: said({ hours, ...rest }, language, "digital") };
	return {
		days: said({ days, hours }, language, "narrow", { hoursDisplay: "always" }),
		clock: said(rest, language, "narrow", { minutesDisplay: "always", secondsDisplay: "always" }),
	};
}
