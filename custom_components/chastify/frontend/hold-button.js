/** A button to tap, hold or press twice; fires `act`, `again`, `short` (let go too early). */

import { LitElement, css, html } from "./lit.js";

/** In ms; the style says the same. */
const HOLD = 1000;
/** In ms, of a second press: no double click, and nothing forgotten. */
const [SOONEST, LATEST] = [500, 6000];

export class HoldButton extends LitElement {
	static properties = { gesture: {}, label: {}, hint: {}, busy: {}, timer: { state: true } };

	static styles = css`
		button {
			position: relative; isolation: isolate; overflow: hidden;
			display: flex; align-items: center; justify-content: center; gap: 8px;
			width: 100%; height: 100%; min-height: var(--hold-button-height, 48px); padding: var(--hold-button-padding, 4px 8px);
			border: none; border-radius: var(--hold-button-radius, 12px);
			background: var(--hold-button-background, color-mix(in srgb, var(--kind) 16%, transparent));
			color: var(--hold-button-color, var(--primary-text-color)); font: inherit; text-align: inherit;
			cursor: pointer; touch-action: manipulation; user-select: none; -webkit-user-select: none;
			/* So that the keyboard reaches none below the stop. */
			scroll-margin-block: 80px 160px;
		}
		:focus-visible { outline: 3px solid var(--primary-color); outline-offset: 2px; }
		button::before {
			content: ""; position: absolute; z-index: -1; inset-block: 0; inset-inline-start: 0; width: 0;
			background: color-mix(in srgb, var(--kind) 45%, transparent);
		}
		.held::before { width: 100%; transition: width 1s linear; }
		[aria-disabled="true"] { cursor: progress; opacity: 0.6; }
		@media (prefers-reduced-motion) { .held::before { transition-timing-function: steps(4, end); } }
	`;

	constructor() {
		super();
		/** @type {"tap" | "hold" | "twice"} */
		this.gesture = "tap";
		this.label = this.hint = "";
		this.busy = this.wasPointed = false;
		/** @type {Timer} while it is held */
		this.timer = undefined;
		this.pressedAt = -Infinity;
	}

	disconnectedCallback() {
		super.disconnectedCallback();
		this.letGo();
	}

	/** @param {Map<string, unknown>} changed */
	willUpdate(changed) {
		// What is pressed has become something else, for another time.
		if (changed.has("label") || changed.has("gesture")) this.letGo();
	}

	/** @param {"act" | "again" | "short"} name */
	fire(name) {
		this.letGo();
		this.dispatchEvent(new CustomEvent(name, { bubbles: true, detail: this.label }));
	}

	press() {
		if (this.gesture !== "hold" || this.busy || this.timer) return;
		this.timer = setTimeout(() => this.fire("act"), HOLD);
	}

	letGo() {
		clearTimeout(this.timer);
		this.timer = undefined;
		this.pressedAt = -Infinity;
	}

	leave() {
		// A finger leaves before its click.
		if (this.timer) this.letGo();
	}

	release() {
		if (this.timer) this.fire("short");
	}

	/** @param {PointerEvent} event */
	onPointerDown({ button, pointerId, target }) {
		this.wasPointed = true;
		// A finger is captured; without that, leaving the button is told.
		/** @type {Element} */ (target).releasePointerCapture(pointerId);
		if (button === 0) this.press();
	}

	/** @param {KeyboardEvent} event */
	onKey(event) {
		if (event.key === "Escape") this.letGo();
		if (this.gesture !== "hold" || !["Enter", " "].includes(event.key)) return;
		event.preventDefault();
		if (event.type === "keyup") this.release();
		else if (!event.repeat) this.press();
	}

	/** @param {MouseEvent} event */
	onClick({ timeStamp, detail }) {
		// A screen reader clicks without a pointer: it can't hold, but press twice.
		const isAfterHold = this.gesture === "hold" && this.wasPointed && detail;
		this.wasPointed = false;
		if (this.busy || isAfterHold) return;
		const since = timeStamp - this.pressedAt;
		if (this.gesture === "tap" || (since > SOONEST && since < LATEST)) this.fire("act");
		else if (since >= LATEST) {
			this.fire("again");
			this.pressedAt = timeStamp;
		}
	}

	/** @param {Event} event */
	onContextMenu(event) {
		// A long touch would open it.
		if (this.gesture === "hold") event.preventDefault();
	}

	render() {
		return html`<button
			type="button"
			class=${this.timer ? "held" : ""}
			title=${this.label}
			aria-label=${this.label}
			aria-description=${this.hint}
			aria-disabled=${this.busy}
			@pointerdown=${this.onPointerDown}
			@pointerup=${this.release}
			@pointerleave=${this.leave}
			@keydown=${this.onKey}
			@keyup=${this.onKey}
			@blur=${this.letGo}
			@click=${this.onClick}
			@contextmenu=${this.onContextMenu}
			><slot></slot
		></button>`;
	}
}
