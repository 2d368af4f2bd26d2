/** Durations and moments as people say them. */

import { said } from "./countdown.js";

const DAY = 86400_000;

/** To the minute; a narrow one of days to the hour. @type {DurationText} */
export function durationText(seconds, language, style = "narrow") {
	const minutes = Math.round(seconds / 60);
	const whole = style === "narrow" && minutes >= 1440 ? Math.round(minutes / 60) * 60 : minutes;
	const parts = { days: Math.floor(whole / 1440), hours: Math.floor(whole / 60) % 24, minutes: whole % 60 };
	return said(parts, language, style, whole ? {} : { minutesDisplay: "always" });
}

/** "today 17:38", or the date, with the year where it isn't this one. @type {DateText} */
export function dateText({ locale, config }, moment, now) {
	const { language, time_format: format, time_zone: zone } = locale;
	const timeZone = zone === "server" ? config.time_zone : undefined;
	const [day = "", today = ""] = [moment, now].map((at) => new Intl.DateTimeFormat("sv", { timeZone }).format(at));
	const is12 = new Intl.DateTimeFormat(format === "system" ? undefined : language, { hour: "numeric" }).resolvedOptions().hour12;
	const hourCycle = format === "12" || (format !== "24" && is12) ? "h12" : "h23";
	/** @param {Intl.DateTimeFormatOptions} [fields] */
	const written = (fields) =>
		new Intl.DateTimeFormat(language, { timeZone, hour: "numeric", minute: "2-digit", hourCycle, ...fields }).format(moment);
	const days = (Date.parse(day) - Date.parse(today)) / DAY;
	const year = day.slice(0, 4) === today.slice(0, 4) ? undefined : "numeric";
	if (Math.abs(days) > 1) return written({ weekday: "short", day: "numeric", month: "short", year });
	return `${new Intl.RelativeTimeFormat(language, { numeric: "auto" }).format(days, "day")} ${written()}`;
}
