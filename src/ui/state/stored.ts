/** A setting of this browser. Where storage is not to be had, it lasts as long as the page. */
export function stored(key: string, otherwise: string, storage: () => Storage = () => localStorage): { get(): string; set(value: string): void } {
  let held: string | null = null;
  return {
    get() {
      try { return storage().getItem(key) ?? held ?? otherwise; } catch { return held ?? otherwise; }
    },
    set(value) {
      held = value;
      try { storage().setItem(key, value); } catch { /* blocked: kept for this page */ }
    },
  };
}
