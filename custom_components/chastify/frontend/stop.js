/** The emergency stop of connected devices: sent at each tap, and again until it is acknowledged or refused. */

import { call, errorText, isLost } from "./sending.js";
import { text } from "./texts.js";

/** After so many ms without an answer it is told that it is being tried. */
const PATIENCE = 6000;

export class Stop {
	/** @param {(outcome: Outcome) => void} tell called with what there is to tell */
	constructor(tell) {
		this.tell = tell;
		this.taps = 0;
	}

	/** Nobody looks at the outcome any more; Home Assistant goes on by itself. */
	leave() {
		this.taps += 1;
	}

	/** Send it; a further tap sends at once, and takes over. @param {Hass} hass @param {string} [entryId] */
	async send(hass, entryId) {
		const tap = ++this.taps;
		/** @param {Outcome["kind"]} kind @param {string} [said] */
		const tell = (kind, said = text(hass, `stop_${kind}`)) => tap === this.taps && this.tell({ kind, text: said });
		tell("sending");
		while (tap === this.taps) {
			const slow = setTimeout(() => tell("trying"), PATIENCE);
			try {
				await call(hass, "chastify.stop_devices", entryId ? { config_entry_id: entryId } : {});
				tell("acknowledged");
				return;
			} catch (error) {
				if (isLost(error)) {
					tell("trying", text(hass, "stop_no_connection"));
					await new Promise((back) => {
						hass.connection.addEventListener("ready", back);
					});
				} else if (Object(error).translation_key?.startsWith("stop_still_trying")) {
					// A further call joins the tries, and ends with their acknowledgement.
					tell("trying");
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
