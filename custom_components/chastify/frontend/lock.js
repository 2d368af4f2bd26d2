/** What the entities of a lock say, found by its device. */

export const DOMAIN = "chastify";

/** @type {Record<string, number>} */
const UNIT_SECONDS = { μs: 1e-6, ms: 1e-3, s: 1, min: 60, h: 3600, d: 86400 };

/** @type {WeakMap<object, Record<string, Record<string, string>>>} */
const found = new WeakMap();

/** By device, then by platform and key. @param {Hass} hass */
function devicesIn({ entities }) {
	const devices = found.get(entities) ?? {};
	if (found.has(entities)) return devices;
	found.set(entities, devices);
	for (const { platform, entity_id, device_id, translation_key } of Object.values(entities)) {
		if (platform === DOMAIN) (devices[device_id ?? ""] ??= {})[`${entity_id.split(".")[0]}.${translation_key}`] = entity_id;
	}
	return devices;
}

/** Connected devices are below one. @param {Hass} hass */
export const lockIds = (hass) => Object.keys(devicesIn(hass)).filter((id) => hass.devices[id]?.via_device_id === null);

/** @param {Hass} hass @param {string} [entityId] */
export const lockOfEntity = (hass, entityId = "") => lockIds(hass).find((id) => id === hass.entities[entityId]?.device_id);

/** All that locks are shown by. @param {Hass} hass */
export function sourcesOf(hass) {
	const { entities, devices, localize, locale, config, connected } = hass;
	const states = Object.values(devicesIn(hass)).flatMap((ids) => Object.values(ids).map((id) => hass.states[id]));
	return [entities, devices, localize, locale, config.state, connected, ...states];
}

/** @type {OfDevice<LockView["stateOf"]>} */
const statesOf = (hass, deviceId) => (key) => hass.states[devicesIn(hass)[deviceId]?.[key] ?? ""];

/** @param {HassState} [state] */
export const known = (state) => (["unknown", "unavailable"].includes(state?.state ?? "") ? undefined : state?.state);

/** @param {number} value */
const orNothing = (value) => (Number.isFinite(value) ? value : undefined);

/** In ms. @param {HassState} [state] */
export const momentOf = (state) => orNothing(Date.parse(known(state) ?? ""));

/** In whatever unit it is shown. @param {HassState} [state] */
export const secondsOf = (state) =>
	orNothing(Number.parseFloat(known(state) ?? "") * (UNIT_SECONDS[state?.attributes.unit_of_measurement ?? "s"] ?? NaN));

/** @type {PhaseOf} */
function phaseOf(hass, stateOf) {
	const shown = stateOf("sensor.lock_state") ?? stateOf("binary_sensor.active") ?? stateOf("sensor.unlock_time");
	if (!shown) return "loading";
	if (shown.state === "unavailable") return hass.config.state === "RUNNING" ? "unavailable" : "loading";
	const state = known(stateOf("sensor.lock_state"));
	if (state) return /** @type {Phase} */ (state);
	// A person may have disabled that entity.
	if (stateOf("binary_sensor.active")?.state === "off") return "no_lock";
	if (stateOf("binary_sensor.unlockable")?.state === "on") return "unlockable";
	return stateOf("binary_sensor.frozen")?.state === "on" ? "frozen" : "locked";
}

/** @type {OfDevice<LockView>} */
export function readLock(hass, deviceId) {
	const stateOf = statesOf(hass, deviceId);
	const device = hass.devices[deviceId];
	const below = Object.values(hass.devices).filter((other) => other.via_device_id === deviceId && !other.disabled_by);
	const phase = lockIds(hass).includes(deviceId) ? phaseOf(hass, stateOf) : "missing";
	const left = stateOf("sensor.time_remaining");
	const remaining = secondsOf(left);
	// Without it, the last remainder says it to a few seconds.
	const derived = orNothing(Date.parse(left?.last_updated ?? "") + (remaining ?? NaN) * 1000);
	const latch = stateOf("switch.devices_enabled")?.state;
	const runs = below.flatMap(({ id, name_by_user, name }) => {
		const { state, attributes } = statesOf(hass, id)("binary_sensor.running") ?? {};
		const run = { name: name_by_user ?? name ?? "", isOverdue: Boolean(attributes?.overdue), endsAt: Date.parse(attributes?.ends_at ?? "") };
		return state === "on" ? [run] : [];
	});
	return {
		name: device?.name_by_user ?? device?.name ?? "Chastify",
		phase,
		isActive: ["locked", "frozen", "unlockable"].includes(phase),
		entryId: device?.primary_config_entry ?? device?.config_entries[0],
		unlockAt: phase === "frozen" ? undefined : (momentOf(stateOf("sensor.unlock_time")) ?? derived),
		remaining,
		lockedSince: momentOf(stateOf("sensor.locked_since")),
		hasDevices: Boolean(below.length || latch),
		runs,
		isLatched: latch === "off",
		stateOf,
	};
}
