// What the card uses of Home Assistant's frontend.

type LitModule = typeof import("lit");

interface HassState {
  entity_id: string;
  state: string;
  attributes: {
    unit_of_measurement?: string;
    restored?: boolean;
    display_name?: string;
    avatar_url?: string;
    since?: string;
    ends_at?: string | null;
    overdue?: boolean;
  };
  last_updated: string;
}

interface HassEntity {
  entity_id: string;
  device_id?: string | null;
  platform?: string;
  translation_key?: string | null;
  /** Whether a person hides it. */
  hidden?: boolean;
}

interface HassDevice {
  id: string;
  name: string | null;
  name_by_user: string | null;
  via_device_id: string | null;
  disabled_by: string | null;
  config_entries: string[];
  primary_config_entry: string | null;
}

interface HassConnection {
  subscribeMessage(
    callback: (message: { result?: unknown }) => void,
    message: { type: string; template: string },
  ): Promise<() => void>;
  addEventListener(name: "ready", listener: (connection: unknown) => void): void;
}

type Values = Record<string, string>;

type Localize = (key: string, values?: Values) => string;

interface Hass {
  states: Record<string, HassState | undefined>;
  entities: Record<string, HassEntity>;
  devices: Record<string, HassDevice>;
  connection: HassConnection;
  connected: boolean;
  config: { state: string; time_zone: string };
  language: string;
  locale: {
    language: string;
    time_format: "language" | "system" | "12" | "24";
    time_zone: "local" | "server";
    /** "monday", or "language". */
    first_weekday: string;
  };
  user?: { is_admin: boolean };
  localize: Localize;
  loadBackendTranslation(category: string, integration: string): Promise<Localize>;
  formatEntityState(state: HassState): string;
  user?: { is_admin: boolean };
  callWS(message: { type: "repairs/list_issues" }): Promise<{ issues: { issue_id: string }[] }>;
  callWS(message: { type: "call_service" } & Record<string, unknown>): Promise<{ response: LockHistory }>;
  callWS(message: {
    type: "frontend/get_translations";
    language: string;
    category: string;
    integration: string[];
  }): Promise<{ resources: Record<string, string> }>;
  callWS(message: {
    type: "search/related";
    item_type: "device";
    item_id: string;
  }): Promise<{ automation?: string[]; script?: string[] }>;
  callService(
    domain: string,
    service: string,
    data: Record<string, unknown>,
    target?: undefined,
    notifyOnError?: boolean,
  ): Promise<unknown>;
}

/** A field of a form, as far as ours have some. */
interface FormField {
  name: string;
  required?: boolean;
  selector: {
    boolean?: object;
    device?: object;
    number?: { min: number; max: number; mode: "box" };
    select?: { multiple: boolean; options: { value: string; label: string }[] };
  };
}

interface PickerEntry {
  type: string;
  readonly name: string;
  readonly description?: string;
  preview?: boolean;
  documentationURL?: string;
  configurable?: boolean;
  getEntitySuggestion?: (hass: Hass, entityId: string) => object[] | null;
  isSupported?: (hass: Hass, context: { entity_id?: string }) => boolean;
}

/** A dashboard in the dialog for a new one. */
interface StrategyEntry {
  type: string;
  strategyType: string;
  readonly name: string;
  readonly description?: string;
  documentationURL?: string;
}

interface Window {
  customStrategies?: StrategyEntry[];
  customCards?: PickerEntry[];
  customCardFeatures?: PickerEntry[];
}
