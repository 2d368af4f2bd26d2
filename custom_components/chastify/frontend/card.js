/** The card: how a lock stands, what can be sent to it, and the stop. */

import { ACTIONS, USUAL } from "./actions.js";
import { mistakeIn } from "./card-config.js";
import { cardStyles } from "./card-styles.js";
import { countdownText, doneAt } from "./countdown.js";
import { html } from "./lit.js";
import { LiveElement, later } from "./live-element.js";
import { known, momentOf } from "./lock.js";
import { stopOf, watchers } from "./stop.js";
import { errorText } from "./texts.js";

/** In ms: how long something is told, and until it is asked again why a lock can't be read. */
const TOLD = { running: 0, hint: 6000, done: 6000, failed: 20_000 };
const PATIENCE = 15_000;

/** @type {Map<string, LockView>} those that could be read, by device */
const last = new Map();

export class ChastifyCard extends LiveElement {
	static properties = { ...LiveElement.properties, config: { state: true }, notice: { state: true }, isRefused: { state: true } };

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
		this.isRefused = false;
		this.askedAt = 0;
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

	willUpdate() {
		super.willUpdate();
		const { hass, lock, now = 0 } = this;
		if (lock.isActive || lock.phase === "no_lock") last.set(this.deviceId, lock);
		if (lock.phase !== "unavailable") this.isRefused = false;
		else if (hass.connected && now - this.askedAt > PATIENCE) {
			this.askedAt = now;
			later?.isRefused(hass, lock.entryId).then((is) => (this.isRefused = is), () => undefined);
		}
	}

	/** @param {Notice["kind"]} kind @param {string} said @param {string} [name] of the button */
	tell(kind, said, name) {
		if (kind === "hint" && this.notice?.kind === "running") return;
		clearTimeout(this.fading);
		const button = /** @type {HTMLElement | null} */ (this.renderRoot.querySelector(`[data-name=${name}]`));
		// Above the finger, but neither above the screen nor over the stop.
		const isBelow = button && (name === "enable" || button.getBoundingClientRect().top < 180);
		const place = button && `top: ${button.offsetTop + (isBelow ? button.offsetHeight : 0)}px; translate: 0 ${isBelow ? 0 : -100}%`;
		this.notice = { name, place, ...(name ? {} : this.notice), kind, text: said };
		if (TOLD[kind]) this.fading = setTimeout(() => (this.notice = undefined), TOLD[kind]);
	}

	/** @param {string} name of the button @param {string} action in words @param {string} entity @param {string} service of its kind */
	async send(name, action, entity = `button.${name}`, service = "press") {
		const { hass, lock } = this;
		if (!hass.connected) this.tell("failed", this.text("no_connection"), name);
		if (!hass.connected || this.notice?.kind === "running") return;
		this.tell("running", this.text("sending", { action }), name);
		try {
			const [kind = ""] = entity.split(".");
			// An error makes no toast.
			await hass.callService(kind, service, { entity_id: lock.stateOf(entity)?.entity_id }, undefined, false);
			this.tell("done", this.text("done", { action }));
		} catch (error) {
			this.tell("failed", await errorText(hass, error));
		}
	}

	/** @param {CustomEvent<string> & { target: HTMLElement }} event */
	onHint({ type, detail: action, target }) {
		this.tell("hint", this.text(type === "short" ? "hold_hint" : "again_hint", { action }), target.dataset["name"]);
	}

	render() {
		const { hass, lock, config, notice } = this;
		const mistake = mistakeIn({ ...config, device_id: this.deviceId });
		const isThere = !mistake && lock.phase !== "missing";
		const isShown = isThere && lock.isActive;
		return html`<ha-card
			class="${lock.phase} ${config.compact ? "compact" : ""} ${hass.connected ? "" : "offline"}"
			@short=${this.onHint}
			@again=${this.onHint}
		>
			${this.renderHead(isThere ? undefined : this.text(mistake?.key ?? "missing", mistake))}
			${isThere ? this.renderTime() : ""} ${isShown && !config.compact ? later?.renderFacts(this) : ""} ${isShown ? this.renderActions() : ""}
			${lock.hasDevices ? this.renderStop() : ""} ${lock.isLatched ? later?.renderLatch(this) : ""}
			<div class="told ${notice?.kind}" style=${notice?.place ?? ""}>${this.renderTold(notice)}</div>
		</ha-card>`;
	}

	/** Only what is urgent interrupts a screen reader. @param {Notice | Outcome | undefined} told */
	renderTold(told) {
		const isUrgent = ["trying", "failed"].includes(told?.kind ?? "");
		return html`<p role="status">${isUrgent ? "" : told?.text}</p>
			<p role="alert">${isUrgent ? told?.text : ""}</p>`;
	}

	/** As it was where it can't be read. */
	get shown() {
		return (["unavailable", "loading"].includes(this.lock.phase) && last.get(this.deviceId)) || this.lock;
	}

	/** @param {string} [problem] with the configuration */
	renderHead(problem) {
		const { hass, lock } = this;
		const { stateOf, name: device } = this.shown;
		const role = stateOf("sensor.role")?.state === "keyholder" ? "wearer" : "keyholder";
		const person = stateOf(`sensor.${role}`);
		const name = known(person) && (person?.attributes.display_name ?? person?.state);
		const when = this.dateOf(momentOf(stateOf(`sensor.${role}_last_seen`)));
		const seen = when && this.text("last_seen", { when });
		const phase = lock.phase !== "unavailable" ? lock.phase : this.isRefused ? "refused" : "unreachable";
		const state = hass.localize(`component.chastify.entity.sensor.lock_state.state.${phase}`) || this.text(phase);
		const picture = this.config.picture && person?.attributes.avatar_url;
		return html`<div class="head">
				${picture ? html`<img src=${picture} alt="" referrerpolicy="no-referrer" />` : ""}
				<div>
					<h2>${known(stateOf("sensor.lock_title")) ?? device}</h2>
					<p class="dim">${name ? [this.nameOf(`sensor.${role}`), name, seen].filter(Boolean).join(" · ") : ""}</p>
				</div>
				<p class="phase" role="status">${problem ? "" : html`${this.iconOf("sensor.lock_state")} ${state}`}</p>
			</div>
			<p class="problem" role="status">${phase === "refused" ? later?.renderRefusal(this) : problem}</p>`;
	}

	renderTime() {
		const { now, shown } = this;
		const { days, clock } = this.countOf(shown);
		const done = now && doneAt(shown, now) * 100;
		const [title, more] = later?.timeTexts(this) ?? [];
		return html`<div class="time">
			<svg viewBox="0 0 100 100" aria-hidden="true">
				<circle cx="50" cy="50" r="46" />
				<circle class=${done ? "part" : ""} cx="50" cy="50" r="46" pathLength="100" stroke-dasharray="${done} 200" />
			</svg>
			<div>
				<p class="title">${title}</p>
				<p class="count" role="timer" aria-label=${this.nameOf("sensor.time_remaining")}>
					<span class="days" style="--fit: ${Math.min(1, 7.5 / days.length)}">${days}</span> <span class="clock">${clock}</span>
				</p>
				<p class="dim">${more}</p>
			</div>
		</div>`;
	}

	renderActions() {
		const { actions = USUAL } = this.config;
		// Each has a place of its own, so that no button becomes another under a finger.
		const [remove, add, ...others] = ACTIONS.map((action) => (actions.includes(action.key) ? this.renderChosen(action) : ""));
		return html`<div class="step">${remove} ${remove || add ? this.renderStep() : ""} ${add}</div>
			<div class="actions">${others}</div>`;
	}

	renderStep() {
		const key = "number.time_step";
		const content = this.lengthOf(key);
		const act = () => this.moreInfo(key);
		return this.lock.stateOf(key) && this.renderButton({ name: "step", label: `${this.nameOf(key)} ${content}`, act, content });
	}

	/** @param {Action} action */
	renderChosen(action) {
		const { config, notice } = this;
		const { key } = action;
		return this.renderAction(action, {
			isTwice: config.confirm,
			isBusy: notice?.kind === "running" && notice.name === key,
			act: () => this.send(key, this.nameOf(`button.${key}`)),
		});
	}

	renderStop() {
		const { hass, now = NaN } = this;
		const { runs, entryId } = this.lock;
		const stop = stopOf(this.deviceId);
		if (this.isConnected) watchers.add(this.draw);
		const label = this.nameOf("button.stop_devices");
		const names = runs.flatMap(({ isOverdue, name }) => (isOverdue ? name : [])).join(", ");
		/** @param {Run} run */
		const left = ({ endsAt }) => (endsAt && now ? countdownText(Math.ceil(Math.abs(endsAt - now) / 1000), hass.locale.language).clock : "");
		const isLoud = runs.length || stop.outcome || !hass.connected;
		// A tap on the text counts too: it may lie where the button was.
		return html`<div class="stop ${isLoud ? "loud" : ""}" @click=${() => stop.send(hass, entryId)}>
			<p role="alert">${names && this.text("overdue", { names })}</p>
			<div>${runs.map((run) => html`<p>${this.text("running", { names: run.name })} <span dir="ltr">${run.isOverdue ? "+" : ""}${left(run)}</span></p>`)}</div>
			${this.renderTold(stop.outcome)}
			${this.renderButton({ name: "stop", label, content: html`<ha-icon icon="mdi:alert-octagon"></ha-icon>${label}` })}
		</div>`;
	}
}
