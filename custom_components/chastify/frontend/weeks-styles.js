/** How the card of weeks looks, beyond the card's styles. */

import { css } from "./lit.js";

export const weeksStyles = css`
	ha-card { gap: 16px; }
	h3, dl, dd { margin: 0; }
	h3, b, .tip::first-line { font-size: 1em; font-weight: 500; }
	.tip, table { font-size: 0.85em; }
	ha-card > .head { gap: 0; }
	.head > div, h3 { flex: 1; }
	button { all: unset; border-radius: 4px; cursor: pointer; }
	.go { display: grid; place-items: center; min-width: 44px; height: 44px; border-radius: 22px; }
	.go:hover, .bars button { background: var(--track); }
	.go:disabled { opacity: 0.35; }
	:host(:dir(rtl)) ha-icon { transform: scaleX(-1); }
	dl { display: grid; grid-template-columns: 1fr 1fr; gap: 16px; }
	@container (min-width: 560px) { dl { grid-template-columns: repeat(4, 1fr); } }
	dd:not(.dim) { font-size: 1.6em; line-height: 1.3; }
	:is(dd, th) button:hover { text-decoration: underline; }
	.pictures .head { margin-top: 12px; }
	.head i { display: inline-block; width: 10px; height: 10px; margin-inline-end: 5px; border-radius: 3px; }
	.pictures, .heat, .axis, .changes span { display: flex; flex-direction: column; }
	.pictures { gap: 6px; }
	.strip:not(.heat), [role="row"] {
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
	.heat { gap: 3px; }
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
