/** Durations, and how they are written. */

const DAY = 86400;

/** Seconds that remain, or since it can be opened; undefined: not known. @type {Reckon<number | undefined>} */
export function remainingAt({ phase, unlockAt, remaining }, now) {
	if (unlockAt === undefined) return remaining && Math.round(remaining);
	return Math.max(0, Math.ceil((phase === "unlockable" ? now - unlockAt : unlockAt - now) / 1000));
}

/** The part of the time that is done, 0 to 1. @type {Reckon<number>} */
export function doneAt(lock, now) {
	if (lock.phase === "unlockable") return 1;
	const locked = Math.max(0, now - (lock.lockedSince ?? now)) / 1000;
	return locked && locked / (locked + (remainingAt(lock, now) ?? Infinity));
}

/** @type {SayDuration} */
export function said(parts, language, style, more) {
	const text = new Intl.DurationFormat(language, { style, ...more }).format(parts);
	// The two parts of "3 T, 21h" would look like two durations.
	return style === "narrow" ? text.replace(", ", " ") : text;
}

/** Days and hours, "" for less than a day, and the rest. @type {CountdownText} */
export function countdownText(seconds, language) {
	const [days, hours] = [Math.floor(seconds / DAY), Math.floor((seconds % DAY) / 3600)];
	const rest = { minutes: Math.floor((seconds % 3600) / 60), seconds: seconds % 60 };
	if (!days) return { days: "", clock: said({ hours, ...rest }, language, "digital") };
	return {
		days: said({ days, hours }, language, "narrow", { hoursDisplay: "always" }),
		clock: said(rest, language, "narrow", { minutesDisplay: "always", secondsDisplay: "always" }),
	};
}
