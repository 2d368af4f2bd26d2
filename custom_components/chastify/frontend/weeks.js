/** The card of weeks; what it shows is loaded when it is used. */

import { LitElement, css, html } from "./lit.js";

export class LaterWeeks extends LitElement {
	static properties = { hass: { attribute: false }, config: { state: true } };

	static styles = css`:host { display: block; }`;

	/** @param {Hass} hass */
	static getStubConfig = async (hass) => (await import("./picker.js")).weeksStub(hass);
	static getConfigForm = async () => (await import("./card-form.js")).weeksForm();
	getCardSize = () => 9;
	getGridOptions = () => ({ columns: 12, min_columns: 6 });

	/** @param {WeeksConfig} config */
	setConfig(config) {
		this.config = config;
		import("./weeks-card.js");
	}

	render() {
		const { hass, config } = /** @type {any} */ (this);
		return html`<chastify-weeks .hass=${hass} .config=${config}></chastify-weeks>`;
	}
}
