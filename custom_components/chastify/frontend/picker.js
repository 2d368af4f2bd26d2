/** What the pickers of cards and features offer; loaded when the cards can be shown. */

import { USUAL } from "./actions.js";
import { CARD, WEEKS } from "./card-config.js";
import { lockIds, lockOfEntity } from "./lock.js";
import { loadTexts, text } from "./texts.js";

/** The frontend's own object, for pickers and forms. @returns {Hass | undefined} */
export const currentHass = () => Object(document.querySelector("home-assistant")).hass;

/** With all that the form shows as chosen. @type {ConfigOf} */
const configOf = (device_id = "") => ({ type: `custom:${CARD}`, device_id, actions: USUAL });

/** @param {Hass} hass */
export const stubConfig = (hass) => configOf(lockIds(hass)[0]);

/** @param {Hass} hass */
export const weeksStub = (hass) => ({ device_id: lockIds(hass)[0] ?? "", weeks: 8 });

/** The cards that are offered for an entity. @type {Suggestions} */
export function suggestions(hass, entityId) {
	const config = configOf(lockOfEntity(hass, entityId));
	const label = text(hass, "suggestion_compact");
	return config.device_id ? [{ config }, { label, config: { ...config, compact: true } }] : null;
}

/** In the language when a picker reads it. @param {string} key */
function said(key) {
	const hass = currentHass();
	return (hass && text(hass, key)) || "Chastify";
}

const DOCS = "https://github.com/chastify-home-assistant/chastify/blob/main/docs/";

/** @type {MakeEntry} */
const card = (type, name, description, more) => ({
	type,
	get name() {
		return said(name);
	},
	get description() {
		return said(description);
	},
	preview: true,
	documentationURL: `${DOCS}card.md`,
	...more,
});

/** Tell the pickers. @type {Offer} */
export function offer(feature, isSupported, strategy) {
	const hass = currentHass();
	if (hass) loadTexts(hass).catch(() => undefined);
	(window.customCards ??= []).push(
		card(CARD, "picker_name", "picker_description", { getEntitySuggestion: suggestions }),
		card(WEEKS, "weeks_picker_name", "weeks_picker_description"),
	);
	const told = card(strategy.type, "dashboard_name", "dashboard_description", { documentationURL: `${DOCS}dashboards.md` });
	Object.defineProperties(strategy, Object.getOwnPropertyDescriptors(told));
	(window.customCardFeatures ??= []).push({
		type: feature,
		get name() {
			return said("feature_name");
		},
		isSupported,
		configurable: false,
	});
}
