/** Texts in the language of the person, and what to say where a call fails. */

import { DOMAIN } from "./lock.js";

/** Those of entities are always there. @param {Hass} hass */
export const loadTexts = (hass) => hass.loadBackendTranslation("config_panel", DOMAIN);

/** @param {string} key */
export const path = (key) => `component.${DOMAIN}.config_panel.card.${key}`;

/** "" until they are loaded. @type {TextOf} */
export const text = (hass, key, values) => hass.localize(path(key), values);

/** Of "button.freeze". @type {TextOf} */
export const entityName = (hass, key) => hass.localize(`component.${DOMAIN}.entity.${key}.name`);

/** Whether the connection was lost, so that the outcome isn't known. @param {unknown} error */
export const isLost = (error) => [error, Object(error).code, Object(error).error?.code].includes(3);

/** @type {ErrorText} */
export async function errorText(hass, error) {
	if (isLost(error)) return text(hass, "outcome_unknown");
	const { translation_domain: domain, translation_key: key, translation_placeholders: values, message } = Object(error);
	const command = values?.command_key && entityName(hass, `button.${values.command_key}`);
	const named = command ? { ...values, command } : values;
	const localize = domain && (await hass.loadBackendTranslation("exceptions", domain).catch(() => undefined));
	return localize?.(`component.${domain}.exceptions.${key}.message`, named) || message || String(error);
}
