/** What the first countdown doesn't wait for. */

import { html } from "./lit.js";
import { known, momentOf } from "./lock.js";

export { dateText, durationText } from "./dates.js";

const TIMES = ["sensor.locked_since", "sensor.latest_unlock_time"];
const TASK = "binary_sensor.task_assigned";
const POINTS = ["sensor.task_points", "sensor.task_points_required"];

/** What is said above the countdown, and below it. @param {ChastifyCard} card */
export function timeTexts(card) {
	const { phase, stateOf } = card.lock;
	/** @type {TellMoment} */
	const told = (key, moment) => {
		const time = card.dateOf(Date.parse(moment ?? ""));
		return time && card.text(key, { time });
	};
	const end = told("unlocks", stateOf("sensor.unlock_time")?.state);
	/** @type {Partial<Record<Phase, string[]>>} */
	const texts = {
		locked: ["", end],
		unlockable: [card.text("can_unlock"), end],
		frozen: [card.text("stands_still"), told("since", stateOf("binary_sensor.frozen")?.attributes.since)],
		unavailable: ["", card.shown.isActive ? told("as_of", stateOf("sensor.lock_state")?.last_updated) : ""],
		no_lock: [card.text("next_lock")],
	};
	return texts[phase] ?? [];
}

/** @param {LiveElement} card */
export function renderFacts(card) {
	const { stateOf } = card.lock;
	const [points = NaN, required = NaN] = POINTS.map((key) => Number(stateOf(key)?.state));
	/** As a person reads it, "" where it isn't known. @param {string} key */
	const valueOf = (key) => {
		const state = stateOf(key);
		return state && known(state) ? card.hass.formatEntityState(state) : "";
	};
	/** @type {MakeFact} */
	const fact = (key, value) =>
		value
			? html`<button data-fact=${key} @click=${() => card.moreInfo(key)}><span class="dim">${card.nameOf(key)}</span>${value}</button>`
			: "";
	const bar = html`<bdi dir="ltr">${points} / ${required}</bdi><span class="bar"><span style="width: ${(points / required) * 100}%"></span></span>`;
	return html`<style>
			.facts { display: grid; align-items: start; grid-template-columns: repeat(auto-fit, minmax(min(100%, 140px), 1fr)); gap: 0 16px; }
			.facts button {
				min-height: 48px; padding: 2px 0; border: none; background: none; color: inherit; font: inherit; text-align: inherit; cursor: pointer;
				scroll-margin-block: 80px 160px;
			}
			.bar, .bar span { display: block; height: 6px; background: var(--track); }
			.bar { overflow: hidden; margin-top: 4px; border-radius: 3px; }
			.bar span { background: var(--orange-color); }
		</style>
		<div class="facts">
			${TIMES.map((key) => fact(key, card.dateOf(momentOf(stateOf(key)))))}
			${fact(TASK, stateOf(TASK)?.state === "on" && valueOf(TASK))}
			${required > 0 && points >= 0 ? fact("sensor.task_points", bar) : POINTS.map((key) => fact(key, valueOf(key)))}
		</div>`;
}

/** The end of the emergency stop. @param {ChastifyCard} card */
export function renderLatch(card) {
	const label = card.text("enable_devices");
	const act = () => card.send("enable", label, "switch.devices_enabled", "turn_on");
	const gesture = card.config.confirm ? "twice" : "hold";
	return html`<p class="latched">${card.text("latched")}</p>
		${card.renderButton({ name: "enable", gesture, label, act, content: label })}`;
}

/** Only administrators can enter another token. @param {ChastifyCard} card */
export function renderRefusal(card) {
	const link = html`<a href="/config/integrations/integration/chastify">${card.text("mend")}</a>`;
	return html`${card.text("token_refused")} ${card.hass.user?.is_admin ? link : ""}`;
}

/** Whether Home Assistant asks for another token. @type {IsRefused} */
export async function isRefused(hass, entryId) {
	const { issues = [] } = await hass.callWS({ type: "repairs/list_issues" });
	return issues.some(({ issue_id }) => issue_id === `config_entry_reauth_chastify_${entryId}`);
}
