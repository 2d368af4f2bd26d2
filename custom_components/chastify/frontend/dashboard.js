/** The dashboard that makes itself: the wearer's and the keyholder's view of each lock. */

import { KEYS } from "./actions.js";
import { CARD, WEEKS } from "./card-config.js";
import { DOMAIN, lockIds } from "./lock.js";
import { path } from "./texts.js";

/** Buttons of the card; a keyholder has all. */
const OF_WEARER = ["add_time", "start_hygienic_unlock", "start_task_timer", "complete_task"];

const FULL = { grid_options: { columns: "full" } };
const NUMBER = { ...FULL, hide_state: true, features_position: "inline", features: [{ type: "numeric-input", style: "buttons" }] };

/** @type {MakeCard} */
const tile = (entity, more) => entity && { type: "tile", entity, name: { type: "entity" }, ...more };

/** Shown while it is on, or its state is known. @type {MakeCard} */
const useful = (entity, more) => {
	const state = entity?.startsWith("binary_") ? { state: "on" } : { state_not: ["unknown", "unavailable"] };
	return tile(entity, { ...more, visibility: [{ condition: "state", entity, ...state }] });
};

/** Acts at a tap, after a question where there is one. @type {MakeButton} */
const button = (entity_id, perform_action, text, { data, ...more } = {}) => {
	const act = { action: "perform-action", perform_action, target: { entity_id }, data };
	const taps = text ? [{ ...act, confirmation: { text } }, { action: "none" }] : [act, act];
	return tile(entity_id, { hide_state: true, tap_action: taps[0], icon_tap_action: taps[1], ...more });
};

/** Those that are there. @type {ListCards} */
const list = (cards) => cards.flatMap((card) => card || []);

/** Cards below a heading, if there are some. @type {MakeGroup} */
const group = (heading, icon, cards) => (list(cards).length ? [{ type: "heading", heading, icon }, ...list(cards)] : []);

/** @type {MakeView} */
function viewOf(side, { lock, toys, rules, text }) {
	const { id, ids } = lock;
	const isWearer = side === "wearer";
	const other = isWearer ? "keyholder" : "wearer";
	const active = ids["binary_sensor.active"];
	const sessions = ids["calendar.lock_sessions"];
	// Also where it isn't known whether there is a lock.
	const visibility = active && [{ condition: "state", entity: active, state_not: "off" }];
	/** @param {DashboardCard[]} cards */
	const whileLocked = (cards) => cards.map((card) => ({ visibility, ...card }));
	/** @param {DashboardPart} part */
	const numbersOf = (part) => Object.values(isWearer ? {} : part.ids).flatMap((entity) => (/^number/.test(entity) ? tile(entity, NUMBER) : []));
	const tasks = group(text("tasks"), "mdi:clipboard-text", [
		tile(ids["binary_sensor.task_assigned"]),
		useful(ids["sensor.task_points"]),
	]);
	// With fixed texts: no card of Home Assistant asks for one.
	const messages = [`notify_${other}`, "lock_history"].flatMap((key) => {
		const to = text(`notify.${key}.name`);
		const name = text(key);
		const more = { ...FULL, name, data: { message: name } };
		return group(to, "mdi:message-text", [button(ids[`notify.${key}`], "notify.send_message", `${to}: ${name}`, more)]);
	});
	const devices = toys.flatMap((toy) =>
		group(toy.name, "mdi:vibrate", [
			button(toy.ids["button.stop"], "button.press", "", { color: "red" }),
			tile(toy.ids["binary_sensor.running"]),
			useful(toy.ids["sensor.cooldown_until"]),
			...(isWearer ? [] : ["vibrate", "shock"]).map((key) =>
				button(toy.ids[`button.${key}`], "button.press", `${toy.name}: ${text(`button.${key}.name`)}`),
			),
			...numbersOf(toy),
		]),
	);
	// A row of a script would run it at a tap.
	const rows = rules.map((entity) => (isWearer || entity.startsWith("script.") ? { entity, type: "simple-entity" } : entity));
	return {
		icon: isWearer ? "mdi:lock-clock" : "mdi:key-variant",
		show_icon_and_title: true,
		type: "sections",
		max_columns: 3,
		badges: list([`sensor.${other}`, `sensor.${other}_last_seen`, "binary_sensor.task_assigned"].map((key) => useful(ids[key], { type: "entity", show_name: true }))),
		sections: [
			[{ type: `custom:${CARD}`, device_id: id, actions: isWearer ? OF_WEARER : KEYS }],
			[
				...whileLocked([...tasks, ...messages]),
				...devices,
				...group(text("rules"), "mdi:robot", [rows.length && { type: "entities", entities: rows }]),
				...whileLocked(group(text("durations"), "mdi:timer-cog", numbersOf(lock))),
			],
			[
				{ type: `custom:${WEEKS}`, device_id: id },
				// The events of a lock go with its calendar.
				...group(text("activity"), "mdi:history", [sessions && { type: "logbook", target: { entity_id: sessions }, hours_to_show: 72 }]),
			],
		].flatMap((cards) => (cards.length ? { type: "grid", cards } : [])),
	};
}

/** Its configuration, in which nothing needs the strategy. @type {MakeDashboard} */
export async function dashboard(hass) {
	const { devices, entities } = hass;
	// The frontend may still be loading its own.
	const asked = ["config_panel", "entity"].map((category) =>
		hass.callWS({ type: "frontend/get_translations", language: hass.language, category, integration: [DOMAIN] }),
	);
	const texts = Object.assign({}, ...(await Promise.all(asked)).map(({ resources }) => resources));
	/** @param {string} key */
	const text = (key) => texts[key.includes(".") ? `component.${DOMAIN}.entity.${key}` : path(`dashboard_${key}`)];
	/** @param {string} id */
	const partOf = (id) => {
		const ours = Object.values(entities).filter((of) => of.device_id === id && of.platform === DOMAIN && !of.hidden);
		const ids = ours.map((of) => [`${of.entity_id.split(".")[0]}.${of.translation_key}`, of.entity_id]);
		return { id, name: devices[id]?.name_by_user ?? devices[id]?.name ?? "", ids: Object.fromEntries(ids) };
	};
	const locks = lockIds(hass).map(partOf);
	locks.sort((a, b) => a.name.localeCompare(b.name));
	const views = locks.map(async (lock, index) => {
		const toys = Object.keys(devices).filter((id) => devices[id]?.via_device_id === lock.id).map(partOf);
		const related = [lock, ...toys].map(({ id }) =>
			hass.callWS({ type: "search/related", item_type: "device", item_id: id }).then(
				({ automation = [], script = [] }) => [...automation, ...script],
				// A dashboard without rules is better than none.
				() => [],
			),
		);
		const found = new Set((await Promise.all(related)).flat());
		const rules = [...found].filter((id) => hass.states[id] && !entities[id]?.hidden).sort();
		return ["wearer", "keyholder"].map((side) => ({
			title: [locks[1] && lock.name, text(`sensor.role.state.${side}`)].filter(Boolean).join(": "),
			path: index ? `${side}-${index + 1}` : side,
			...viewOf(side, { lock, toys, rules, text }),
		}));
	});
	if (views.length) return { views: (await Promise.all(views)).flat() };
	const tap_action = { action: "navigate", navigation_path: `/config/integrations/integration/${DOMAIN}` };
	const buttons = hass.user?.is_admin ? [{ text: text("add"), tap_action }] : [];
	const card = { type: "empty-state", icon: "mdi:lock-plus", title: text("empty_title"), content: text("empty"), buttons };
	return { views: [{ type: "panel", cards: [card] }] };
}
