/** Defines the elements, the card first, and tells the pickers. */

import { ChastifyCard } from "./card.js";
import { CARD, WEEKS } from "./card-config.js";
import { HoldButton } from "./hold-button.js";

// A page that outlives an update of the integration has them already.
if (!customElements.get(CARD)) {
	customElements.define("chastify-hold-button", HoldButton);
	customElements.define(CARD, ChastifyCard);
	const [feature, weeks, picker] = await Promise.all([import("./time-feature.js"), import("./weeks.js"), import("./picker.js")]);
	customElements.define(feature.FEATURE, feature.TimeFeature);
	customElements.define(WEEKS, weeks.LaterWeeks);
	picker.offer(feature.FEATURE, feature.isSupported);
}
