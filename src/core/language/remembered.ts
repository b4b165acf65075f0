/** Headings, titles and paths come again with every chunk that stands under them. */
const REMEMBERED = 4096;

/** A pure function of a text that remembers what it made of the last `most` texts or fewer. */
export function remembered<Made>(make: (text: string) => Made, most = REMEMBERED): (text: string) => Made {
  const known = new Map<string, Made>();
  return (text) => {
    const found = known.get(text);
    if (found !== undefined) return found;
    const made = make(text);
    if (known.size >= most) known.clear();
    known.set(text, made);
    return made;
  };
}
