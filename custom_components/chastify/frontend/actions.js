/** The integration's buttons on the card, and when each has a use. */

/** @type {readonly Action[]} in the order of the card */
export const ACTIONS = [
	{ key: "remove_time", sign: "minus", duration: "time_step", when: "closed" },
	{ key: "add_time", sign: "plus", duration: "time_step" },
	{ key: "freeze", duration: "freeze_duration", when: "locked" },
	{ key: "unfreeze", isMild: true, when: "frozen" },
	{ key: "start_pillory", duration: "pillory_duration" },
	{ key: "end_pillory", isMild: true },
	{ key: "start_hygienic_unlock", duration: "hygienic_unlock_duration", when: "closed" },
	{ key: "start_task_timer", when: "task" },
	{ key: "complete_task", when: "task" },
	{ key: "fail_task", when: "task" },
];

/** Minus and plus. */
export const STEPS = ACTIONS.slice(0, 2);
export const KEYS = ACTIONS.map(({ key }) => key);
/** Unless a person chooses: all but the rare ones. */
export const USUAL = KEYS.filter((key) => !["end_pillory", "fail_task"].includes(key));

/** Whether an action has a use now and is there. @type {IsOffered} */
export function isOffered({ phase, isActive, stateOf }, { key, when }) {
	const hasTask = stateOf("binary_sensor.task_assigned")?.state === "on";
	const is = { closed: phase !== "unlockable", task: hasTask, [phase]: true };
	const isUseful = isActive && (!when || is[when]);
	return isUseful && !["unavailable", undefined].includes(stateOf(`button.${key}`)?.state);
}
