/** Defines the elements and tells the pickers of them. */

import { ChastifyCard } from "./card.js";
import { CARD, suggestions } from "./card-config.js";
import { HoldButton } from "./hold-button.js";
import { DOMAIN } from "./lock.js";
import { currentHass, loadTexts, text } from "./texts.js";
import { FEATURE, TimeFeature, isSupported } from "./time-feature.js";

/** In the language when a picker reads it. @param {string} key */
function said(key) {
	const hass = currentHass();
	return (hass && text(hass, key)) || "Chastify";
}

// A page that outlives an update of the integration has them already.
if (!customElements.get(CARD)) {
	customElements.define(`${DOMAIN}-hold-button`, HoldButton);
	customElements.define(FEATURE, TimeFeature);
	customElements.define(CARD, ChastifyCard);

	const hass = currentHass();
	if (hass) loadTexts(hass).catch(() => undefined);
	(window.customCards ??= []).push({
		type: CARD,
		get name() {
			return said("picker_name");
		},
		get description() {
			return said("picker_description");
		},
		preview: true,
		documentationURL: "https://github.com/chastify-home-assistant/chastify/blob/main/docs/card.md",
		getEntitySuggestion: suggestions,
	});
	(window.customCardFeatures ??= []).push({
		type: FEATURE,
		get name() {
			return said("feature_name");
		},
		isSupported,
		configurable: false,
	});
}
