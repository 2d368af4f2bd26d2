/** An element that shows a lock: drawn when one changes, and at each second. */

import { isOffered } from "./actions.js";
import { countdownText, remainingAt } from "./countdown.js";
import { LitElement, html } from "./lit.js";
import { known, lockIds, readLock, sourcesOf } from "./lock.js";
import { serverClock } from "./server-clock.js";
import { entityName, loadTexts, text } from "./texts.js";

/** @type {any} given by the frontend before anything is drawn */
const LATER = undefined;

export class LiveElement extends LitElement {
	static properties = { hass: { attribute: false } };

	constructor() {
		super();
		/** @type {Hass} */
		this.hass = LATER;
		/** @type {LockView} as of the last drawing */
		this.lock = LATER;
		/** @type {number | undefined} in ms, by Home Assistant's clock */
		this.now = undefined;
		/** @type {unknown[]} */
		this.sources = [];
		this.language = "";
		/** @type {CardConfig} */
		this.config = {};
		this.draw = () => this.requestUpdate();
		/** @type {(() => void) | undefined} */
		this.unwatch = undefined;
	}

	get deviceId() {
		const [only, other] = lockIds(this.hass);
		return this.config.device_id ?? (other ? "" : only) ?? "";
	}

	/** Called at each second. */
	tick() {
		this.draw();
	}

	connectedCallback() {
		super.connectedCallback();
		this.draw();
	}

	disconnectedCallback() {
		super.disconnectedCallback();
		this.unwatch?.();
		this.unwatch = undefined;
	}

	/** @param {Map<string, unknown>} changed */
	shouldUpdate(changed) {
		if (!this.hass) return false;
		const before = this.sources;
		this.sources = sourcesOf(this.hass);
		// There are fewer only with another registry, which is the first.
		const isOther = this.sources.some((source, index) => source !== before[index]);
		// The house changes many times a second; a change elsewhere draws nothing.
		return isOther || changed.size !== 1 || !changed.has("hass");
	}

	willUpdate() {
		const { hass } = this;
		const clock = serverClock(hass.connection);
		if (this.isConnected) this.unwatch ??= clock.watch(() => this.tick());
		this.lock = readLock(hass, this.deviceId);
		this.now = clock.now();
		if (hass.language === this.language) return;
		this.language = hass.language;
		loadTexts(hass).then(this.draw, () => (this.language = ""));
	}

	/** A text of the card. @param {string} key @param {Values} [values] */
	text(key, values) {
		return text(this.hass, key, values);
	}

	/** The name of an entity. @param {string} key */
	nameOf(key) {
		return entityName(this.hass, key);
	}

	/** The state of an entity as a person reads it, "" where it isn't known. @param {string} key */
	valueOf(key) {
		const state = this.lock.stateOf(key);
		return state && known(state) ? this.hass.formatEntityState(state) : "";
	}

	/** Open the dialog of an entity. @param {string} key */
	moreInfo(key) {
		const detail = { entityId: this.lock.stateOf(key)?.entity_id };
		this.dispatchEvent(new CustomEvent("hass-more-info", { bubbles: true, composed: true, detail }));
	}

	/** The countdown, empty where it isn't known. */
	get count() {
		const { hass, lock, now } = this;
		const remaining = now && lock.isActive ? remainingAt(lock, now) : undefined;
		return remaining === undefined ? { days: "", clock: "" } : countdownText(remaining, hass.locale.language);
	}

	/** A button. @param {ButtonView} view */
	renderButton({ name, gesture = "tap", label, isBusy = false, act, content }) {
		return html`<chastify-hold-button
			data-name=${name}
			.gesture=${gesture}
			.label=${label}
			.hint=${gesture === "hold" ? this.text("hold_hint") : ""}
			.busy=${isBusy}
			@act=${act}
			>${content}</chastify-hold-button
		>`;
	}

	/** The button of an action; nothing where it isn't offered. @param {Action} action @param {ActionView} view */
	renderAction(action, { isTwice, isIcon, ...view }) {
		if (!isOffered(this.lock, action)) return "";
		const button = `button.${action.key}`;
		const name = this.nameOf(button);
		const length = this.valueOf(`number.${action.duration}`);
		const icon = html`<ha-state-icon .hass=${this.hass} .stateObj=${this.lock.stateOf(button)}></ha-state-icon>`;
		return this.renderButton({
			...view,
			name: action.key,
			gesture: action.isMild ? "tap" : isTwice ? "twice" : "hold",
			label: `${name} ${length}`.trim(),
			content: isIcon ? icon : html`${icon}<span>${name} <span class="dim">${length}</span></span>`,
		});
	}
}
