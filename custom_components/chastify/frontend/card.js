/** The card: how a lock stands, what can be sent to it, and the stop. */

import { ACTIONS, STEPS, USUAL } from "./actions.js";
import { mistakeIn } from "./card-config.js";
import { cardStyles } from "./card-styles.js";
import { agoText, doneAt } from "./countdown.js";
import { html } from "./lit.js";
import { LiveElement } from "./live-element.js";
import { call, errorText } from "./sending.js";
import { stopOf, watchers } from "./stop.js";

const FACTS = [
	"sensor.locked_since",
	"sensor.latest_unlock_time",
	"binary_sensor.task_assigned",
	"sensor.task_points",
	"sensor.task_points_required",
];

/** How long success and hints stay, in ms. */
const NOTICE = 6000;

export class ChastifyCard extends LiveElement {
	static properties = { ...LiveElement.properties, config: { state: true }, notice: { state: true } };

	static styles = cardStyles;

	/** @param {Hass} hass */
	static getStubConfig = async (hass) => (await import("./picker.js")).stubConfig(hass);
	static getConfigForm = async () => (await import("./card-form.js")).cardForm();

	constructor() {
		super();
		/** @type {Notice | undefined} */
		this.notice = undefined;
		/** @type {Timer} */
		this.fading = undefined;
	}

	/** @param {CardConfig} config */
	setConfig(config) {
		this.config = config;
	}

	getCardSize() {
		return this.config.compact ? 4 : 9;
	}

	getGridOptions() {
		return { columns: 12, min_columns: 6 };
	}

	disconnectedCallback() {
		super.disconnectedCallback();
		clearTimeout(this.fading);
		this.notice = undefined;
		watchers.delete(this.draw);
	}

	/** @param {Notice["kind"]} kind @param {string} said @param {string} [action] */
	tell(kind, said, action) {
		if (kind === "hint" && this.notice?.kind === "running") return;
		clearTimeout(this.fading);
		this.notice = { kind, text: said, action };
		if (kind === "done" || kind === "hint") this.fading = setTimeout(() => (this.notice = undefined), NOTICE);
	}

	/** @param {string} entity @param {string} action its name @param {string} service */
	async send(entity, action, service = "button.press") {
		const { hass, lock } = this;
		if (!hass.connected) this.tell("failed", this.text("no_connection"));
		if (!hass.connected || this.notice?.kind === "running") return;
		this.tell("running", this.text("sending", { action }), entity);
		try {
			await call(hass, service, { entity_id: lock.stateOf(entity)?.entity_id });
			this.tell("done", this.text("done", { action }));
		} catch (error) {
			this.tell("failed", await errorText(hass, error));
		}
	}

	/** @param {CustomEvent<string>} event */
	onAgain({ detail: action }) {
		this.tell("hint", this.text("again_hint", { action }));
	}

	render() {
		const { hass, lock, config } = this;
		const mistake = mistakeIn({ ...config, device_id: this.deviceId });
		const isShown = lock.isActive && !mistake;
		return html`<ha-card
			class="${lock.phase} ${config.compact ? "compact" : ""} ${hass.connected ? "" : "offline"}"
			@short=${() => this.tell("hint", this.text("hold_hint"))}
			@again=${this.onAgain}
		>
			${this.renderHead(mistake && this.text(mistake.key, mistake))}
			${isShown ? [this.renderTime(), config.compact ? "" : this.renderFacts(), this.renderActions()] : ""}
			<div class="foot">${this.renderTold(this.notice)} ${lock.hasDevices ? this.renderStop() : ""}</div>
			${lock.isLatched ? this.renderLatch() : ""}
		</ha-card>`;
	}

	/** Only what is urgent interrupts a screen reader. @param {Notice | Outcome | undefined} told */
	renderTold(told) {
		const isUrgent = ["trying", "failed"].includes(told?.kind ?? "");
		return html`<p role="status">${isUrgent ? "" : told?.text}</p>
			<p role="alert">${isUrgent ? told?.text : ""}</p>`;
	}

	/** @param {string | undefined} problem with the configuration */
	renderHead(problem) {
		const { hass, lock, now } = this;
		const role = lock.stateOf("sensor.role")?.state === "keyholder" ? "wearer" : "keyholder";
		const lastSeen = Date.parse(lock.stateOf(`sensor.${role}_last_seen`)?.state ?? "");
		const seen = now && lastSeen && this.text("last_seen", { when: agoText(lastSeen, now, hass.locale.language) });
		const person = [this.valueOf(`sensor.${role}`), seen].filter(Boolean);
		const state = hass.localize(`component.chastify.entity.sensor.lock_state.state.${lock.phase}`);
		return html`<div class="head">
			<h2>${this.valueOf("sensor.lock_title") || lock.name}</h2>
			<p class="phase" role="status">
				<ha-state-icon .hass=${hass} .stateObj=${lock.stateOf("sensor.lock_state")}></ha-state-icon>
				<span>${problem ?? (state || this.text(lock.phase))}</span>
			</p>
			<p class="dim">${person.length ? [this.nameOf(`sensor.${role}`), ...person].join(" · ") : ""}</p>
		</div>`;
	}

	renderTime() {
		const { lock, now, count } = this;
		const time = lock.phase === "frozen" ? "" : this.valueOf("sensor.unlock_time");
		const until = lock.phase === "unlockable" ? "unlockable_since" : "unlocks";
		return html`<div class="time">
			<svg viewBox="0 0 100 100" aria-hidden="true">
				<circle cx="50" cy="50" r="46" />
				<circle class="done" cx="50" cy="50" r="46" pathLength="100" stroke-dasharray="${now ? doneAt(lock, now) * 100 : 0} 100" />
			</svg>
			<p class="count" role="timer" aria-label=${this.nameOf("sensor.time_remaining")}>
				<span class="days">${count.days}</span> <span class="clock">${count.clock}</span>
			</p>
			<p>${time && this.text(until, { time })}</p>
		</div>`;
	}

	renderFacts() {
		const facts = FACTS.filter((key) => this.lock.stateOf(key)?.state !== "off" && this.valueOf(key));
		return html`<dl>
			${facts.map((key) => html`<div><dt class="dim">${this.nameOf(key)}</dt><dd>${this.valueOf(key)}</dd></div>`)}
		</dl>`;
	}

	renderActions() {
		const { actions = USUAL } = this.config;
		// Each has a place of its own, so that no button becomes another under a finger.
		const [remove, add, ...others] = ACTIONS.map((action) => (actions.includes(action.key) ? this.renderChosen(action) : ""));
		return html`<div class="step">${remove} ${remove || add ? this.renderStep() : ""} ${add}</div>
			<div class="actions">${others}</div>`;
	}

	renderStep() {
		const name = "number.time_step";
		const content = this.valueOf(name);
		const act = () => this.moreInfo(name);
		return content && this.renderButton({ name: "step", label: `${this.nameOf(name)} ${content}`, act, content });
	}

	/** @param {Action} action */
	renderChosen(action) {
		const entity = `button.${action.key}`;
		return this.renderAction(action, {
			isTwice: this.config.confirm,
			isIcon: this.config.compact || STEPS.includes(action),
			isBusy: this.notice?.action === entity,
			act: () => this.send(entity, this.nameOf(entity)),
		});
	}

	renderStop() {
		const { hass, lock } = this;
		const stop = stopOf(this.deviceId);
		if (this.isConnected) watchers.add(this.draw);
		const label = this.nameOf("button.stop_devices");
		/** @param {"running" | "overdue"} key */
		const named = (key) => (lock[key].length ? this.text(key, { names: lock[key].join(", ") }) : "");
		// A tap on the text counts too: it may lie where the button was.
		return html`<div class="stop" @click=${() => stop.send(hass, lock.entryId)}>
			<p role="alert">${named("overdue")}</p>
			<p>${named("running")}</p>
			${this.renderTold(stop.outcome)}
			${this.renderButton({ name: "stop", label, content: html`<ha-icon icon="mdi:alert-octagon"></ha-icon>${label}` })}
		</div>`;
	}

	renderLatch() {
		const label = this.text("enable_devices");
		const act = () => this.send("switch.devices_enabled", label, "switch.turn_on");
		const gesture = this.config.confirm ? "twice" : "hold";
		return html`<p>${this.text("latched")}</p>
			${this.renderButton({ name: "enable", gesture, label, act, content: label })}`;
	}
}
