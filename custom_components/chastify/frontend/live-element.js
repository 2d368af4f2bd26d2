/** An element that shows a lock: drawn at a change of one, and at each second. */

import { isOffered } from "./actions.js";
import { countdownText, remainingAt } from "./countdown.js";
import { LitElement, html } from "./lit.js";
import { lockIds, readLock, secondsOf, sourcesOf } from "./lock.js";
import { serverClock } from "./server-clock.js";
import { entityName, loadTexts, text } from "./texts.js";

/** @type {any} before anything is drawn */
const GIVEN = undefined;

/** @type {typeof import("./later.js") | undefined} what the countdown doesn't wait for */
export let later;
const loaded = import("./later.js").then((module) => (later = module));

export class LiveElement extends LitElement {
	static properties = { hass: { attribute: false } };

	constructor() {
		super();
		/** @type {Hass} */
		this.hass = GIVEN;
		/** @type {LockView} */
		this.lock = GIVEN;
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
		loaded.then(this.draw);
	}

	get deviceId() {
		const [only, other] = lockIds(this.hass);
		return this.config.device_id ?? (other ? "" : only) ?? "";
	}

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

	/** @param {string} key @param {Values} [values] */
	text(key, values) {
		return text(this.hass, key, values);
	}

	/** @param {string} key */
	nameOf(key) {
		return entityName(this.hass, key);
	}

	/** @param {number | undefined} moment */
	dateOf(moment) {
		return (moment && this.now && later?.dateText(this.hass, moment, this.now).replaceAll(" ", "\u00a0")) || "";
	}

	/** The duration that a number says, "" for none. @param {string} key */
	lengthOf(key) {
		const seconds = secondsOf(this.lock.stateOf(key));
		return (seconds && later?.durationText(seconds, this.hass.locale.language, "long")) || "";
	}

	/** @param {string} key */
	moreInfo(key) {
		const detail = { entityId: this.lock.stateOf(key)?.entity_id };
		this.dispatchEvent(new CustomEvent("hass-more-info", { bubbles: true, composed: true, detail }));
	}

	/** @param {LockView} [lock] */
	countOf(lock = this.lock) {
		const remaining = this.now && lock.isActive ? remainingAt(lock, this.now) : undefined;
		return remaining === undefined ? { days: "", clock: "" } : countdownText(remaining, this.hass.locale.language);
	}

	/** @param {ButtonView} view */
	renderButton({ name, gesture = "tap", label, isBusy = false, act, content }) {
		return html`<chastify-hold-button
			data-name=${name}
			.gesture=${gesture}
			.label=${label}
			.hint=${gesture === "hold" ? this.text("hold_hint", { action: label }) : ""}
			.busy=${isBusy}
			@act=${act}
			>${content}</chastify-hold-button
		>`;
	}

	/** @param {string} key */
	iconOf(key) {
		return html`<ha-state-icon .hass=${this.hass} .stateObj=${this.lock.stateOf(key)}></ha-state-icon>`;
	}

	/** Nothing where it isn't offered. @param {Action} action @param {ActionView} view */
	renderAction(action, { isTwice, ...view }) {
		if (!isOffered(this.lock, action)) return "";
		const button = `button.${action.key}`;
		const [name, length, icon] = [this.nameOf(button), this.lengthOf(`number.${action.duration}`), this.iconOf(button)];
		return this.renderButton({
			...view,
			name: action.key,
			gesture: action.isMild ? "tap" : isTwice ? "twice" : "hold",
			label: `${name} ${length}`.trim(),
			content: action.sign ? html`<ha-icon icon="mdi:${action.sign}"></ha-icon>` : html`${icon}<span class="name">${name} <span class="dim">${length}</span></span>`,
		});
	}
}
