/** Calls of Home Assistant's actions, and what to say where one fails. */

import { entityName, text } from "./texts.js";

/** Whether the connection was lost, so that the outcome isn't known. @param {unknown} error */
export const isLost = (error) => [error, Object(error).code, Object(error).error?.code].includes(3);

/** @param {Hass} hass @param {unknown} error @returns {Promise<string>} */
export async function errorText(hass, error) {
	if (isLost(error)) return text(hass, "outcome_unknown");
	const { translation_domain: domain, translation_key: key, translation_placeholders: values, message } = Object(error);
	const name = values?.command && entityName(hass, `button.${values.command}`);
	const named = name ? { ...values, command: name } : values;
	const localize = domain && (await hass.loadBackendTranslation("exceptions", domain).catch(() => undefined));
	return localize?.(`component.${domain}.exceptions.${key}.message`, named) || message || String(error);
}

/** An error makes no toast. @param {Hass} hass @param {string} action @param {Record<string, unknown>} data */
export function call(hass, action, data) {
	const [domain = "", service = ""] = action.split(".");
	return hass.callService(domain, service, data, undefined, false);
}
