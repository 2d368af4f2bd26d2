/** Reads the history of a lock from Home Assistant. */

import { DOMAIN } from "./lock.js";
import { errorText, isLost } from "./texts.js";

/** So many answers are kept. */
const KEPT = 24;

/** @type {Map<string, Promise<LockHistory>>} by what was asked, and after what */
const answers = new Map();

/**
 * What happened from one day to another, both included.
 * @param {Hass} hass @param {string | undefined} entryId @param {string} start @param {string} end
 * @param {string} since what was read before this changed is read again
 */
export function readHistory(hass, entryId, start, end, since) {
	const key = [entryId, start, end, since].join();
	const known = answers.get(key);
	if (known) return known;
	const answer = hass
		.callWS({
			type: "call_service",
			domain: DOMAIN,
			service: "get_history",
			service_data: { config_entry_id: entryId, start, end },
			return_response: true,
		})
		.then(({ response }) => response);
	answers.set(key, answer);
	answer.catch(() => answers.delete(key));
	if (answers.size > KEPT) answers.delete(answers.keys().next().value ?? "");
	return answer;
}

/** The text of a failure by its key: texts may not be there yet. @param {Hass} hass @param {unknown} error @returns {Promise<Told>} */
export async function failureOf(hass, error) {
	if (isLost(error)) return ["weeks_no_connection"];
	if (Object(error).translation_key === "service_not_found") return ["weeks_no_action"];
	return ["weeks_refused", { reason: await errorText(hass, error) }];
}
