/** The configuration. */

import { KEYS, USUAL } from "./actions.js";
import { DOMAIN } from "./lock.js";

export const CARD = `${DOMAIN}-card`;
export const WEEKS = `${DOMAIN}-weeks-card`;

/** The key of the text that says what is wrong. @param {CardConfig} config */
export function mistakeIn({ device_id, actions = USUAL }) {
	if (typeof device_id !== "string" || !device_id) return { key: "choose_lock", name: "" };
	const wrong = Array.isArray(actions) ? actions.find((key) => !KEYS.includes(key)) : actions;
	return wrong === undefined ? undefined : { key: "unknown_action", name: String(wrong) };
}
