/** Defines the elements, and has the pickers told of them. */

import { ChastifyCard } from "./card.js";
import { CARD, WEEKS } from "./card-config.js";
import { HoldButton } from "./hold-button.js";
import { DOMAIN } from "./lock.js";
import { Strategy } from "./strategy.js";
import { FEATURE, TimeFeature, isSupported } from "./time-feature.js";
import { LaterWeeks } from "./weeks.js";

// A page that outlives an update of the integration has them already.
if (!customElements.get(CARD)) {
	customElements.define(`${DOMAIN}-hold-button`, HoldButton);
	customElements.define(FEATURE, TimeFeature);
	customElements.define(CARD, ChastifyCard);
	customElements.define(WEEKS, LaterWeeks);
	customElements.define(`ll-strategy-dashboard-${DOMAIN}`, Strategy);
	// The dialog looks for it once, when this module is loaded; the picker gives it its texts.
	const strategy = { type: DOMAIN, strategyType: "dashboard", name: "Chastify" };
	(window.customStrategies ??= []).push(strategy);
	import("./picker.js").then(({ offer }) => offer(FEATURE, isSupported, strategy));
}
