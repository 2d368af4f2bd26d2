/** What a person can send from the card: the integration's buttons, and when each has a use. */

/** @type {readonly Action[]} in the order of the card */
export const ACTIONS = [
	{ key: "remove_time", duration: "time_step", isFinal: true },
	{ key: "add_time", duration: "time_step", isFinal: true },
	{ key: "freeze", duration: "freeze_duration", isFinal: true, when: "locked" },
	{ key: "unfreeze", isFinal: false, when: "frozen" },
	{ key: "start_pillory", duration: "pillory_duration", isFinal: true },
	{ key: "end_pillory", isFinal: false },
	{ key: "start_hygienic_unlock", duration: "hygienic_unlock_duration", isFinal: true },
	{ key: "start_task_timer", isFinal: true, when: "task" },
	{ key: "complete_task", isFinal: true, when: "task" },
	{ key: "fail_task", isFinal: true, when: "task" },
];

/** Those between which the step stands. */
export const STEPS = ACTIONS.slice(0, 2);

/** Shown where a person hasn't chosen: all but those that are rarely wanted. */
export const USUAL = ACTIONS.map(({ key }) => key).filter((key) => !["end_pillory", "fail_task"].includes(key));

/**
 * Whether an action has a use now and is there: neither disabled in the options nor unavailable.
 * @param {LockView} lock @param {Action} action
 */
export function isOffered({ phase, isActive, stateOf }, { key, when }) {
	const hasTask = stateOf("binary_sensor.task_assigned")?.state === "on";
	const isUseful = isActive && (!when || when === phase || (when === "task" && hasTask));
	return isUseful && !["unavailable", undefined].includes(stateOf(`button.${key}`)?.state);
}
