/** How the card of weeks looks. */

import { css } from "./lit.js";

export const weeksStyles = css`
	:host { display: block; container-type: inline-size; --track: color-mix(in srgb, var(--primary-text-color) 8%, transparent); }
	ha-card { position: relative; display: flex; flex-direction: column; gap: 16px; min-height: 100%; padding: 16px; }
	h2, h3, p, dl, dd { margin: 0; overflow-wrap: anywhere; }
	h2, h3, b, .tip::first-line { font-size: 1em; font-weight: 500; }
	h2 { font-size: 1.25em; }
	.dim, .tip, table { font-size: 0.85em; }
	.dim { color: var(--secondary-text-color); }
	p:empty { position: absolute; }
	.head, .legend { display: flex; flex-wrap: wrap; align-items: center; gap: 4px 12px; }
	.head { gap: 0; }
	.head > div, h3 { flex: 1; }
	button { padding: 0; border: none; border-radius: 4px; background: none; color: inherit; font: inherit; text-align: start; cursor: pointer; }
	.go { min-width: 44px; height: 44px; border-radius: 22px; text-align: center; }
	.go:hover, .bars button { background: var(--track); }
	.go:disabled { opacity: 0.35; cursor: default; }
	svg { width: 24px; vertical-align: middle; fill: currentColor; }
	:host(:dir(ltr)) .go:last-child svg, :host(:dir(rtl)) .go:not(:last-child) svg { transform: scaleX(-1); }
	:focus-visible { outline: 2px solid var(--primary-color); outline-offset: 1px; }
	dl { display: grid; grid-template-columns: 1fr 1fr; gap: 16px; }
	@container (min-width: 560px) {
		dl { grid-template-columns: repeat(4, 1fr); }
	}
	dd:not(.dim) { font-size: 1.6em; line-height: 1.3; }
	.plain:hover { text-decoration: underline; }
	.legend { margin-top: 12px; }
	.legend i { display: inline-block; width: 10px; height: 10px; margin-inline-end: 5px; border-radius: 3px; }
	.pictures, .days, .axis, .changes span { display: flex; flex-direction: column; }
	.pictures { gap: 6px; }
	.strip:not(.days), [role="row"] {
		display: grid; grid-template-columns: 40px repeat(var(--weeks), minmax(0, 1fr)); column-gap: min(4px, 40px / var(--weeks));
		text-align: center;
	}
	.axis, [role="rowheader"] { padding-inline-end: 4px; text-align: end; white-space: nowrap; }
	.axis { justify-content: space-between; line-height: 1; }
	.locked, .home_assistant { background: var(--primary-color); }
	.frozen { background: color-mix(in srgb, var(--primary-color) 45%, var(--primary-text-color)); }
	.elsewhere { background: color-mix(in srgb, var(--primary-text-color) 40%, var(--card-background-color)); }
	.bars { height: 110px; }
	.bars button, .bars i { display: flex; flex: 1; align-items: end; overflow: hidden; }
	b { display: block; white-space: nowrap; }
	.days { gap: 3px; }
	[role="cell"] { height: 18px; border-radius: 3px; background: color-mix(in srgb, var(--primary-color) var(--share), var(--track)); }
	.changes { height: 80px; }
	.changes [data-week] > span { flex: 1; }
	.changes .added { flex-direction: column-reverse; border-bottom: 1px solid var(--secondary-text-color); }
	.tip {
		position: absolute; z-index: 2; left: clamp(116px, var(--x), 100% - 116px); width: max-content; max-width: 208px; padding: 8px 12px;
		border-radius: 8px; background: var(--primary-text-color); color: var(--card-background-color); transform: translate(-50%, calc(-100% - 6px));
		white-space: pre-line; pointer-events: none;
	}
	.scroll { overflow-x: auto; }
	summary { padding: 8px 0; cursor: pointer; }
	table { border-collapse: collapse; }
	td, th button { white-space: nowrap; }
	th, td { padding: 6px 0; padding-inline-end: 8px; text-align: start; font-weight: inherit; }
	tr + tr > * { border-top: 1px solid var(--divider-color); }
`;
