import { useEffect, useState } from 'preact/hooks';
import type { PolicyChoice, PolicyPreview } from '../../engine/review/types.js';
import { api, isAbort, shownError, type ApiError } from '../api/client.js';

/** A slider that is moved asks once it rests. */
const AFTER_MS = 350;

export interface Previewed { readonly working: boolean; /** Of the choice before while another is worked out. */ readonly result: PolicyPreview | null; readonly error: ApiError | null }

const NOTHING: Previewed = { working: false, result: null, error: null };

/** What a policy would change; `null` asks for nothing. */
export function usePolicyPreview(choice: PolicyChoice | null, whole: boolean): Previewed {
  const [state, setState] = useState(NOTHING);
  const key = choice === null ? null : JSON.stringify(choice);
  useEffect(() => {
    if (choice === null) { setState(NOTHING); return undefined; }
    const stop = new AbortController();
    setState(({ result, error }) => ({ working: true, result, error }));
    const timer = setTimeout(() => {
      api.previewPolicy({ reject: choice.reject, quarantine: choice.quarantine, whole }, stop.signal).then(
        (result) => { setState({ working: false, result, error: null }); },
        (error: unknown) => { if (!isAbort(error)) setState({ working: false, result: null, error: shownError(error) }); },
      );
    }, whole ? 0 : AFTER_MS);
    return () => { clearTimeout(timer); stop.abort(); };
  }, [key, whole]);
  return state;
}
