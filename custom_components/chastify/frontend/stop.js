/** The emergency stop of connected devices: sent at each tap, and again until it is acknowledged or refused. */

import { call, errorText, isLost } from "./sending.js";
import { text } from "./texts.js";

/** In ms, until it is told that it is being tried. */
const PATIENCE = 6000;

export class Stop {
	taps = 0;

	/** @param {(outcome: Outcome) => boolean} tell returns whether a person looks at it */
	constructor(tell) {
		this.tell = tell;
	}

	/** Send it; a further tap sends at once, and takes over. @param {Hass} hass @param {string} [entryId] */
	async send(hass, entryId) {
		const tap = ++this.taps;
		/** @param {Outcome["kind"]} kind @param {string} [said] */
		const tell = (kind, said = text(hass, `stop_${kind}`)) => tap === this.taps && this.tell({ kind, text: said });
		tell("sending");
		for (;;) {
			const slow = setTimeout(() => tell("trying"), PATIENCE);
			try {
				await call(hass, "chastify.stop_devices", entryId ? { config_entry_id: entryId } : {});
				tell("acknowledged");
				return;
			} catch (error) {
				clearTimeout(slow);
				if (isLost(error)) {
					tell("trying", text(hass, "stop_no_connection"));
					await new Promise((back) => {
						hass.connection.addEventListener("ready", back);
					});
					if (tap !== this.taps) return;
				} else if (Object(error).translation_key?.startsWith("stop_still_trying")) {
					// A further call joins the tries of Home Assistant.
					if (!tell("trying")) return;
				} else {
					tell("failed", await errorText(hass, error));
					return;
				}
			} finally {
				clearTimeout(slow);
			}
		}
	}
}
