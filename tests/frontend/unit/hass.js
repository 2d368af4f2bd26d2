/** The object `hass` of Home Assistant's frontend, as far as the card uses it, without a frontend. */

export const LOCK = "lock-device";
export const ENTRY = "entry";

/**
 * @typedef {string | { state: string, unit?: string; overdue?: boolean, ends_at?: string, last_updated?: string }} Value state of an entity
 * @typedef {{ entities: Record<string, HassEntity>, states: Record<string, HassState> }} Part of the registry
 * @typedef {object} Call of an action
 * @property {string} action
 * @property {Record<string, unknown>} data
 * @property {boolean | undefined} notifyOnError
 * @property {(answer?: unknown) => void} acknowledge
 * @property {(error: unknown) => void} reject
 * @typedef {object} Message whose answer is waited for
 * @property {Record<string, unknown>} message
 * @property {(response: LockHistory) => void} acknowledge
 * @property {(error: unknown) => void} reject
 * @typedef {object} Subscription
 * @property {{ type: string, template: string }} message
 * @property {boolean} isOpen
 * @property {(result: unknown) => void} say
 */

/** The connection to Home Assistant; a test says when it is ready, and what a subscription brings. */
export class FakeConnection {
  /** @type {Subscription[]} */
  subscriptions = [];
  /** What further subscriptions are refused with. @type {Error | undefined} */
  refusal = undefined;
  /** @type {((connection: unknown) => void)[]} */
  listeners = [];

  /** @type {HassConnection["subscribeMessage"]} */
  subscribeMessage(callback, message) {
    const subscription = {
      message,
      isOpen: true,
      say: (/** @type {unknown} */ result) => callback({ result }),
    };
    this.subscriptions.push(subscription);
    if (this.refusal) return Promise.reject(this.refusal);
    return Promise.resolve(() => {
      subscription.isOpen = false;
    });
  }

  /** @type {HassConnection["addEventListener"]} */
  addEventListener(name, listener) {
    if (name === "ready") this.listeners.push(listener);
  }

  becomeReady() {
    for (const listener of this.listeners) listener(this);
  }
}

/**
 * A device: the lock, unless another id is given.
 * @param {Partial<HassDevice>} [changes] @returns {HassDevice}
 */
export function device(changes) {
  return {
    id: LOCK,
    name: "Chastify lock",
    name_by_user: null,
    via_device_id: null,
    disabled_by: null,
    config_entries: [ENTRY],
    primary_config_entry: ENTRY,
    ...changes,
  };
}

/**
 * The entities of a device, with their states by platform and key: { "button.freeze": "unknown" }.
 * @param {Record<string, Value | undefined>} values undefined where Home Assistant has no state yet
 * @param {{ deviceId?: string, platform?: string, name?: string }} [owner]
 * @returns {Part}
 */
export function entitiesOf(values, { deviceId = LOCK, platform = "chastify", name = deviceId } = {}) {
  /** @type {Part} */
  const part = { entities: {}, states: {} };
  for (const [key, value] of Object.entries(values)) {
    const [domain, translation_key = ""] = key.split(".");
    const entity_id = `${domain}.${name}_${translation_key}`;
    part.entities[entity_id] = { entity_id, device_id: deviceId, platform, translation_key };
    if (value === undefined) continue;
    const { state, unit, overdue, ends_at, last_updated = "2026-10-01T12:00:00+00:00" } =
      typeof value === "string" ? { state: value } : value;
    const attributes = {
      ...(unit === undefined ? {} : { unit_of_measurement: unit }),
      ...(overdue === undefined ? {} : { overdue }),
      ...(ends_at === undefined ? {} : { ends_at }),
    };
    part.states[entity_id] = { entity_id, state, attributes, last_updated };
  }
  return part;
}

/** @type {Localize} */
const localize = (key, placeholders) => `${key}${placeholders ? JSON.stringify(placeholders) : ""}`;

/**
 * A house with these devices and entities; what it was called with is kept.
 * @param {HassDevice[]} devices @param {Part[]} parts @param {Partial<Hass>} [changes]
 */
export function house(devices, parts, changes) {
  const connection = new FakeConnection();
  /** @type {Call[]} */
  const calls = [];
  /** @type {Message[]} */
  const messages = [];
  /** @type {[category: string, integration: string][]} */
  const loaded = [];
  /** @type {Hass} */
  const hass = {
    states: Object.assign({}, ...parts.map(({ states }) => states)),
    entities: Object.assign({}, ...parts.map(({ entities }) => entities)),
    devices: Object.fromEntries(devices.map((known) => [known.id, known])),
    connection,
    connected: true,
    config: { state: "RUNNING", time_zone: "Europe/Berlin" },
    language: "en",
    locale: { language: "en", time_format: "language", time_zone: "local", first_weekday: "monday" },
    localize,
    loadBackendTranslation(category, integration) {
      loaded.push([category, integration]);
      return Promise.resolve(localize);
    },
    formatEntityState: ({ state }) => state,
    // The only message that the cards send calls an action.
    callWS: /** @type {any} */ (
      (/** @type {Record<string, unknown>} */ message) =>
        new Promise((acknowledge, reject) => {
          messages.push({ message, acknowledge: (response) => acknowledge({ response }), reject });
        })
    ),
    callService(domain, service, data, _target, notifyOnError) {
      return new Promise((acknowledge, reject) => {
        calls.push({ action: `${domain}.${service}`, data, notifyOnError, acknowledge, reject });
      });
    },
    ...changes,
  };
  return { hass, connection, calls, messages, loaded };
}

/**
 * A house with one lock.
 * @param {Record<string, Value | undefined>} values @param {Partial<Hass>} [changes]
 */
export const lockHass = (values, changes) => house([device()], [entitiesOf(values)], changes).hass;

/** A lock as the card knows it. @param {Partial<LockView>} [changes] @returns {LockView} */
export function lockView(changes) {
  return {
    name: "Chastify lock",
    phase: "locked",
    isActive: true,
    entryId: ENTRY,
    unlockAt: undefined,
    remaining: undefined,
    lockedSince: undefined,
    hasDevices: false,
    runs: [],
    isLatched: false,
    stateOf: () => undefined,
    ...changes,
  };
}

/** Let `document` hold a frontend with this object, or none. @param {Hass} [hass] */
export function showFrontend(hass) {
  const querySelector = (/** @type {string} */ name) => (hass && name === "home-assistant" ? { hass } : null);
  Object.defineProperty(globalThis, "document", { configurable: true, value: { querySelector } });
}
