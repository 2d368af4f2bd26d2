/** Defines the elements, the card first, and tells the pickers. */

// The card needs these too: named here, they come in one round of requests.
import "./actions.js";
import "./card-styles.js";
import "./countdown.js";
import "./lit.js";
import "./live-element.js";
import "./server-clock.js";
import "./stop.js";
import "./texts.js";
import { CARD, WEEKS } from "./card-config.js";
import { ChastifyCard } from "./card.js";
import { HoldButton } from "./hold-button.js";
import { DOMAIN } from "./lock.js";

// A page that outlives an update of the integration has them already.
if (!customElements.get(CARD)) {
	customElements.define("chastify-hold-button", HoldButton);
	customElements.define(CARD, ChastifyCard);
	// The dialog for a new dashboard reads the list once; the picker gives the entry its texts.
	const strategy = { type: DOMAIN, strategyType: "dashboard", name: "Chastify" };
	(window.customStrategies ??= []).push(strategy);
	const [feature, weeks, { Strategy }, picker] = await Promise.all([
		import("./time-feature.js"),
		import("./weeks.js"),
		import("./strategy.js"),
		import("./picker.js"),
	]);
	customElements.define(feature.FEATURE, feature.TimeFeature);
	customElements.define(WEEKS, weeks.LaterWeeks);
	customElements.define(`ll-strategy-dashboard-${DOMAIN}`, Strategy);
	picker.offer(feature.FEATURE, feature.isSupported, strategy);
}
