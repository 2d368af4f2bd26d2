/** The forms in which the cards are set up. */

import { KEYS } from "./actions.js";
import { DOMAIN } from "./lock.js";
import { currentHass } from "./picker.js";
import { entityName, loadTexts, path } from "./texts.js";

// Connected devices have no calendar.
const device = { filter: { integration: DOMAIN }, entity: { integration: DOMAIN, domain: "calendar" } };
/** @type {FormField} */
const LOCK = { name: "device_id", required: true, selector: { device } };

/** @type {FormOf} */
async function formOf(fieldsOf) {
	const hass = currentHass();
	await (hass && loadTexts(hass));
	/** @type {(suffix: string) => FieldText} */
	const textOf = (suffix) => ({ name }, localize) => localize(path(`editor_${name}${suffix}`));
	return { schema: [LOCK, ...fieldsOf(hass)], computeLabel: textOf(""), computeHelper: textOf("_helper") };
}

export const cardForm = () =>
	formOf((hass) => {
		const options = KEYS.map((value) => ({ value, label: (hass && entityName(hass, `button.${value}`)) || value }));
		return [
			{ name: "actions", selector: { select: { multiple: true, options } } },
			{ name: "compact", selector: { boolean: {} } },
			{ name: "confirm", selector: { boolean: {} } },
			{ name: "picture", selector: { boolean: {} } },
		];
	});

export const weeksForm = () => formOf(() => [{ name: "weeks", selector: { number: { min: 1, max: 156, mode: "box" } } }]);
