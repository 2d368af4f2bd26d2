/** How the card looks. */

import { css } from "./lit.js";

export const cardStyles = css`
	:host {
		display: block;
	}
	ha-card {
		--phase: var(--primary-color);
		--alarm: color-mix(in srgb, var(--error-color) 25%, transparent);
		min-height: 100%;
		padding: 16px;
	}
	ha-card,
	.foot,
	.stop {
		display: flex;
		flex-direction: column;
		gap: 12px;
	}
	.frozen {
		--phase: var(--info-color);
	}
	.unlockable {
		--phase: var(--success-color);
	}
	h2,
	p,
	dl,
	dd {
		margin: 0;
		overflow-wrap: anywhere;
	}
	.dim {
		color: var(--secondary-text-color);
		font-size: 0.9em;
	}
	p:empty {
		position: absolute;
	}
	.head,
	.step,
	.actions {
		display: flex;
		flex-wrap: wrap;
		gap: 8px;
	}
	.head {
		align-items: center;
		gap: 4px 12px;
	}
	h2 {
		flex: 1 1 120px;
		font-size: 1.25em;
		font-weight: 500;
	}
	.head > .dim {
		flex: 1 0 100%;
	}
	.phase {
		display: flex;
		gap: 6px;
		padding: 4px 10px;
		border-radius: 16px;
		background: color-mix(in srgb, var(--phase) 25%, transparent);
		--mdc-icon-size: 18px;
	}
	.time {
		display: grid;
		place-items: center;
		gap: 8px;
		text-align: center;
	}
	svg,
	.count {
		grid-area: 1 / 1;
	}
	svg {
		width: min(100%, 220px);
		transform: rotate(-90deg);
	}
	circle {
		fill: none;
		stroke-width: 6;
		stroke: var(--divider-color);
	}
	.done {
		stroke: var(--phase);
	}
	.clock {
		font-size: 2em;
		font-variant-numeric: tabular-nums;
	}
	dl {
		display: grid;
		grid-template-columns: repeat(auto-fit, minmax(min(100%, 150px), 1fr));
		gap: 8px 16px;
	}
	.actions > * {
		flex: 1 1 130px;
	}
	.step > *,
	.compact .actions > * {
		flex: 1 1 48px;
	}
	.days,
	.dim {
		display: block;
	}
	[role="alert"]:not(:empty) {
		padding: 8px 12px;
		border-radius: 12px;
		background: var(--alarm);
	}
	.foot {
		position: sticky;
		z-index: 1;
		bottom: 8px;
		margin-top: -12px;
		background: var(--card-background-color);
		pointer-events: none;
	}
	.foot::before {
		content: "";
	}
	.stop {
		pointer-events: auto;
	}
	[data-name="stop"] {
		--hold-button-height: 72px;
		--hold-button-border: 3px solid var(--error-color);
		--hold-button-background: var(--alarm);
		font-size: 1.25em;
		font-weight: 700;
	}
	.offline .foot {
		bottom: 88px;
	}
	.compact .time {
		grid-template-columns: 56px 1fr;
		gap: 0 16px;
		place-items: center start;
		text-align: start;
	}
	.compact svg {
		grid-row: 1 / 3;
	}
	.compact .count {
		grid-area: 1 / 2;
	}
`;
