/** The emergency stop: sent at each tap, and again until it is acknowledged or refused. */

import { DOMAIN } from "./lock.js";
import { errorText, isLost, text } from "./texts.js";

/** In ms, until it is told that it is tried, or not told any more. */
const PATIENCE = 6000;
/** In ms, until the next try while Home Assistant starts. */
const STARTING = 2000;

/** @type {Set<() => void>} of outcomes */
export const watchers = new Set();

export class Stop {
	/** @type {Outcome | undefined} */
	outcome = undefined;
	taps = 0;

	/** @param {Outcome} [outcome] */
	tell(outcome) {
		this.outcome = outcome;
		for (const watcher of watchers) watcher();
	}

	/** Send it; a further tap sends at once, and takes over. @param {Hass} hass @param {string} [entryId] */
	async send(hass, entryId) {
		const tap = ++this.taps;
		const isNewest = () => tap === this.taps;
		/** @type {TellOutcome} */
		const tell = (kind, said = text(hass, `stop_${kind}`)) => isNewest() && this.tell({ kind, text: said });
		tell("sending");
		for (;;) {
			const slow = setTimeout(() => tell("trying"), PATIENCE);
			try {
				const data = entryId ? { config_entry_id: entryId } : {};
				// An error makes no toast.
				await hass.callService(DOMAIN, "stop_devices", data, undefined, false).finally(() => clearTimeout(slow));
				tell("acknowledged");
				setTimeout(() => isNewest() && this.tell(), PATIENCE);
				return;
			} catch (error) {
				const key = Object(error).translation_key;
				if (isLost(error) || key === "service_not_found") {
					tell("trying", text(hass, "stop_no_connection"));
					await new Promise((back) => {
						if (key) setTimeout(back, STARTING);
						else hass.connection.addEventListener("ready", back);
					});
					if (!isNewest()) return;
				} else if (key?.startsWith("stop_still_trying")) {
					// A further call joins the tries of Home Assistant.
					tell("trying");
					if (!isNewest() || !watchers.size) return;
				} else {
					tell("failed", await errorText(hass, error));
					return;
				}
			}
		}
	}
}

/** @type {Map<string, Stop>} */
const stops = new Map();

/** Also for the next card, where a dashboard is built anew. @param {string} deviceId */
export function stopOf(deviceId) {
	const stop = stops.get(deviceId) ?? new Stop();
	stops.set(deviceId, stop);
	return stop;
}
