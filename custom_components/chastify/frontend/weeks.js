/** The card of weeks; what it shows is loaded when it is used. */

export class LaterWeeks extends HTMLElement {
	/** @param {Hass} hass */
	static getStubConfig = async (hass) => (await import("./picker.js")).weeksStub(hass);
	static getConfigForm = async () => (await import("./card-form.js")).weeksForm();
	getCardSize = () => 9;
	getGridOptions = () => ({ columns: 12, min_columns: 6 });

	/** @type {any} it keeps what it is given until it is defined */
	content = document.createElement("chastify-weeks");

	/** @param {Hass} hass */
	set hass(hass) {
		this.content.hass = hass;
	}

	/** @param {WeeksConfig} config */
	setConfig(config) {
		this.style.display = "block";
		this.content.config = config;
		this.append(this.content);
		import("./weeks-card.js");
	}
}
