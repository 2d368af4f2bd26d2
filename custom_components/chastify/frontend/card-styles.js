/** How the card looks. */

import { css } from "./lit.js";

export const cardStyles = css`
	:host { display: block; container-type: inline-size; }
	ha-card {
		--kind: var(--primary-color); --track: color-mix(in srgb, var(--primary-text-color) 10%, transparent);
		--surface: var(--ha-card-background, var(--card-background-color)); min-height: 100%; padding: 16px;
		font-variant-numeric: tabular-nums; text-align: -webkit-match-parent; text-align: match-parent;
	}
	ha-card, .stop { position: relative; display: flex; flex-direction: column; gap: 12px; }
	.unlockable, .done { --kind: var(--success-color); }
	.unavailable, .problem, .latched { --kind: var(--warning-color); }
	[role="alert"], [data-name="stop"] { --kind: var(--error-color); font-weight: 500; }
	.frozen, [data-name*="freeze"] { --kind: var(--light-blue-color); }
	[data-name*="pillory"] { --kind: var(--orange-color); }
	[data-name*="hygienic"] { --kind: var(--teal-color); }
	[data-name*="task"] { --kind: var(--purple-color); }
	.phase, .problem, .told p, [role="alert"], .step, .latched { border-radius: 12px; background: color-mix(in srgb, var(--kind) 22%, var(--surface)); }
	.frozen, .unlockable { background: linear-gradient(color-mix(in srgb, var(--kind) 22%, var(--surface)), var(--surface) 65%) border-box; }
	/* English ends at its right end, also where the frontend is read from the right. */
	h2, p, .name { margin: 0; overflow-wrap: anywhere; unicode-bidi: plaintext; }
	h2, .title { font-size: 1.2em; font-weight: 500; line-height: 1.25; }
	:is(p, div):empty { position: absolute; }
	.dim, .days, .clock { display: block; }
	.dim { color: var(--secondary-text-color); font-size: 0.85em; }
	.problem:not(:empty), .told > p:not(:empty), [role="alert"]:not(:empty), .latched { padding: 10px 14px; }
	.head { display: flex; flex-wrap: wrap; align-items: center; gap: 4px 12px; }
	.head > div { flex: 1 1 120px; }
	img { width: 40px; height: 40px; border-radius: 50%; object-fit: cover; }
	.phase:not(:empty) {
		padding-inline: 10px 14px; border-radius: 20px; background: color-mix(in srgb, var(--kind) 38%, var(--surface));
		line-height: 30px; --mdc-icon-size: 18px;
	}
	a { color: inherit; }
	.time { display: grid; place-items: center; text-align: center; text-wrap: balance; }
	.time > * { grid-area: 1 / 1; }
	.time > div { width: 180px; }
	:not(.compact) > .time :is(.dim, .title) { padding-inline: 20px; }
	svg { width: min(100%, 220px); transform: rotate(-90deg); }
	circle { fill: none; stroke-width: 6; stroke: var(--track); }
	.part { stroke: var(--kind); stroke-linecap: round; }
	.frozen .part { stroke-dasharray: 2; stroke-linecap: butt; }
	:is(.unavailable, .loading, .offline) .part { stroke: var(--disabled-text-color); }
	.count { font-size: 20px; line-height: 1.2; white-space: nowrap; }
	.days { font-size: calc(2em * var(--fit)); }
	.days:empty + .clock { font-size: 2em; }
	:is(.frozen, .unavailable, .loading, .offline) .count { color: var(--secondary-text-color); }
	:focus-visible { outline: 3px solid var(--primary-color); outline-offset: 2px; }
	.told { position: absolute; z-index: 1; inset-inline: 16px; pointer-events: none; }
	.told > p:not(:empty) { margin-block: 6px; box-shadow: 0 2px 10px #0006; }
	.step, .actions { display: flex; flex-wrap: wrap; gap: 8px; }
	.step { margin-bottom: -4px; }
	.step > * { flex: 1 1 48px; --hold-button-background: none; }
	.actions > * { flex: 1 1 130px; }
	.actions ha-state-icon { color: color-mix(in srgb, var(--kind) 65%, var(--primary-text-color)); }
	.name { flex: 1; line-height: 1.3; }
	.stop {
		position: sticky; z-index: 2; bottom: 0; margin: 0 -16px -16px; padding: 12px 16px; border-top: 1px solid var(--divider-color);
		border-radius: 0 0 12px 12px; background: var(--surface);
	}
	.offline .stop { bottom: 88px; }
	.stop div p { display: flex; justify-content: space-between; }
	[data-name="stop"] {
		--hold-button-height: 56px; --hold-button-background: color-mix(in srgb, var(--kind) 15%, var(--surface));
		font-size: 1.2em;
	}
	.loud [data-name="stop"] { --hold-button-background: color-mix(in srgb, var(--kind) 85%, #000); --hold-button-color: #fff; }
	.compact .time { grid-template-columns: min(56px, 25%) 1fr; gap: 0 12px; place-items: center start; text-align: inherit; }
	.compact .time > div { grid-area: 1 / 2; width: auto; }
	.compact .count { font-size: min(17px, 6cqi); }
	.compact .actions > * { flex-basis: 48px; container-type: inline-size; }
	@container (max-width: 130px) { .compact .name { display: none; } }
`;
