/** What remains at a moment, in ms, and how it is written. */

const DAY = 86400;

/** @type {[unit: Intl.RelativeTimeFormatUnit, seconds: number][]} */
const UNITS = [["day", DAY], ["hour", 3600], ["minute", 60]];

/** Seconds that remain; undefined where it isn't known. @param {LockView} lock @param {number} now */
export function remainingAt({ phase, unlockAt, remaining }, now) {
	if (phase === "unlockable") return 0;
	if (unlockAt !== undefined) return Math.max(0, Math.ceil((unlockAt - now) / 1000));
	return remaining === undefined ? undefined : Math.round(remaining);
}

/** The part of the time that is done, 0 to 1; 0 where it isn't known. @param {LockView} lock @param {number} now */
export function doneAt(lock, now) {
	if (lock.phase === "unlockable") return 1;
	const locked = Math.max(0, now - (lock.lockedSince ?? now)) / 1000;
	return locked && locked / (locked + (remainingAt(lock, now) ?? Infinity));
}

/** Seconds as whole days, "" for none, and the rest. @param {number} seconds @param {string} language */
export function countdownText(seconds, language) {
	const days = Math.floor(seconds / DAY);
	const parts = { hours: Math.floor((seconds % DAY) / 3600), minutes: Math.floor((seconds % 3600) / 60), seconds: seconds % 60 };
	const digital = new Intl.DurationFormat(language, { style: "digital", hours: days ? "2-digit" : "numeric" });
	return { days: days ? new Intl.DurationFormat(language, { style: "long" }).format({ days }) : "", clock: digital.format(parts) };
}

/** How long ago, in the largest unit that fits. @param {number} moment @param {number} now @param {string} language */
export function agoText(moment, now, language) {
	const seconds = Math.max(0, (now - moment) / 1000);
	const [unit, size] = UNITS.find(([, least]) => seconds >= least) ?? ["second", Infinity];
	// "Yesterday" would be wrong for 40 hours.
	const numeric = unit === "second" ? "auto" : "always";
	return new Intl.RelativeTimeFormat(language, { numeric }).format(-Math.trunc(seconds / size), unit);
}
