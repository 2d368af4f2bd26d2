/** The configuration, its form, and what the picker offers. */

import { KEYS, USUAL } from "./actions.js";
import { DOMAIN, lockIds, lockOfEntity } from "./lock.js";
import { currentHass, entityName, loadTexts, path, text } from "./texts.js";

export const CARD = `${DOMAIN}-card`;

/** With all that the form shows as chosen. @param {string} [device_id] */
const configOf = (device_id = "") => ({ type: `custom:${CARD}`, device_id, actions: USUAL });

/** The key of the text that says what is wrong. @param {CardConfig} config */
export function mistakeIn({ device_id, actions = USUAL }) {
	if (typeof device_id !== "string" || !device_id) return { key: "choose_lock", name: "" };
	const wrong = Array.isArray(actions) ? actions.find((key) => !KEYS.includes(key)) : actions;
	return wrong === undefined ? undefined : { key: "unknown_action", name: String(wrong) };
}

/** @param {Hass} hass */
export const stubConfig = (hass) => configOf(lockIds(hass)[0]);

export async function configForm() {
	const hass = currentHass();
	await (hass && loadTexts(hass));
	const options = KEYS.map((value) => ({ value, label: (hass && entityName(hass, `button.${value}`)) || value }));
	// Connected devices have no sensor.
	const device = { filter: { integration: DOMAIN }, entity: { integration: DOMAIN, domain: "sensor" } };
	/** @type {(suffix: string) => (field: { name: string }, localize: Localize) => string} */
	const textOf = (suffix) => ({ name }, localize) => localize(path(`editor_${name}${suffix}`));
	return {
		schema: [
			{ name: "device_id", required: true, selector: { device } },
			{ name: "actions", selector: { select: { multiple: true, options } } },
			{ name: "compact", selector: { boolean: {} } },
			{ name: "confirm", selector: { boolean: {} } },
		],
		computeLabel: textOf(""),
		computeHelper: textOf("_helper"),
	};
}

/** The cards that the picker offers for an entity. @param {Hass} hass @param {string} entityId */
export function suggestions(hass, entityId) {
	const config = configOf(lockOfEntity(hass, entityId));
	const label = text(hass, "suggestion_compact");
	return config.device_id ? [{ config }, { label, config: { ...config, compact: true } }] : null;
}
