/** A feature for the tiles of Home Assistant: minus, countdown, plus. */

import { STEPS } from "./actions.js";
import { css, html } from "./lit.js";
import { LiveElement } from "./live-element.js";
import { lockOfEntity } from "./lock.js";

export const FEATURE = "chastify-time";

/** @type {IsSupported} */
export const isSupported = (hass, { entity_id }) => Boolean(lockOfEntity(hass, entity_id));

export class TimeFeature extends LiveElement {
	static properties = { ...LiveElement.properties, context: { attribute: false }, isBusy: { state: true } };

	static styles = css`
		:host {
			display: grid; grid-template-columns: minmax(24px, 1fr) minmax(min-content, 2fr) minmax(24px, 1fr); gap: 4px; --hold-button-padding: 0;
			align-items: center; text-align: center; text-wrap: balance; --hold-button-height: var(--feature-height, 42px);
			--hold-button-radius: var(--feature-border-radius, 12px); --kind: var(--feature-color, var(--primary-color));
		}
		span { grid-column: 2; font-weight: 500; line-height: 1; font-variant-numeric: tabular-nums; }
	`;

	constructor() {
		super();
		/** @type {FeatureContext} */
		this.context = {};
		this.isBusy = false;
	}

	get deviceId() {
		return lockOfEntity(this.hass, this.context.entity_id) ?? "";
	}

	setConfig() {
		// There is nothing to set.
	}

	/** @param {Action} action */
	async press({ key }) {
		const data = { entity_id: this.lock.stateOf(`button.${key}`)?.entity_id };
		this.isBusy = true;
		// The frontend shows the translated error; a tile has no place for it.
		await this.hass.callService("button", "press", data).catch(() => undefined);
		this.isBusy = false;
	}

	render() {
		const { days, clock } = this.countOf();
		const [remove, add] = STEPS.map((action) =>
			this.renderAction(action, { isBusy: this.isBusy, act: () => this.press(action) }),
		);
		return html`${remove}
			<span role="timer" aria-label=${this.nameOf("sensor.time_remaining")}>${days} ${clock}</span> ${add}`;
	}
}
