/** What the first countdown doesn't wait for. */

import { html } from "./lit.js";
import { known, momentOf } from "./lock.js";

export { dateText, durationText } from "./dates.js";

const TIMES = ["sensor.locked_since", "sensor.latest_unlock_time"];
const TASK = "binary_sensor.task_assigned";
const POINTS = ["sensor.task_points", "sensor.task_points_required"];

/** @param {LiveElement} card */
export function renderFacts(card) {
	const { stateOf } = card.lock;
	const [points = NaN, required = NaN] = POINTS.map((key) => Number(stateOf(key)?.state));
	/** As a person reads it, "" where it isn't known. @param {string} key */
	const valueOf = (key) => {
		const state = stateOf(key);
		return state && known(state) ? card.hass.formatEntityState(state) : "";
	};
	/** @param {string} key @param {unknown} value */
	const fact = (key, value) =>
		value
			? html`<button data-fact=${key} @click=${() => card.moreInfo(key)}><span class="dim">${card.nameOf(key)}</span>${value}</button>`
			: "";
	const bar = html`${points} / ${required}<span class="bar"><span style="width: ${(points / required) * 100}%"></span></span>`;
	return html`<div class="facts">
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

/** Whether Home Assistant asks for another token. @param {Hass} hass @param {string} [entryId] */
export async function isRefused(hass, entryId) {
	const { issues = [] } = await hass.callWS({ type: "repairs/list_issues" });
	return issues.some(({ issue_id }) => issue_id === `config_entry_reauth_chastify_${entryId}`);
}
