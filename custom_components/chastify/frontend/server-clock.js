/** The clock of Home Assistant, told each minute: the browser's may be wrong. */

const MESSAGE = { type: "render_template", template: "{{ utcnow().timestamp() }}" };

/** @type {WeakMap<HassConnection, ServerClock>} */
const clocks = new WeakMap();

/** @param {HassConnection} connection */
export function serverClock(connection) {
	const kept = clocks.get(connection);
	if (kept) return kept;
	/** @type {Set<() => void>} */
	const listeners = new Set();
	/** @type {number[]} the newest, to the browser's clock in ms */
	let differences = [];
	/** @type {Promise<() => void> | undefined} */
	let subscription;
	/** @type {Timer} */
	let timer;

	const now = () => (differences.length ? Date.now() + Math.max(...differences) : undefined);

	function tick() {
		clearTimeout(timer);
		timer = setTimeout(tick, 1000 - ((now() ?? 0) % 1000));
		for (const listener of listeners) listener();
	}

	/** @param {number} seconds */
	function set(seconds) {
		if (!listeners.size || !Number.isFinite(seconds)) return;
		// A message that waited while the machine slept says too little: the larger counts.
		differences = [...differences.slice(-1), seconds * 1000 - Date.now()];
		tick();
	}

	/** @type {ServerClock} */
	const clock = {
		now,
		watch(listener) {
			listeners.add(listener);
			subscription ??= connection.subscribeMessage(({ result }) => set(Number(result)), MESSAGE);
			// Where Home Assistant refuses, the browser's clock is all there is.
			subscription.catch(() => set(Date.now() / 1000));
			return () => {
				listeners.delete(listener);
				if (listeners.size) return;
				clearTimeout(timer);
				subscription?.then((unsubscribe) => unsubscribe()).catch(() => undefined);
				subscription = undefined;
				differences = [];
			};
		},
	};
	clocks.set(connection, clock);
	return clock;
}
