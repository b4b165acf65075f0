/** What a UTF-16 unit is to the word scanner; the same numbers stand in `../classes.ts`. */
export const OTHER: u8 = 0;
export const LETTER: u8 = 1;
export const DIGIT: u8 = 2;
export const UNDERSCORE: u8 = 3;
export const UNSPACED: u8 = 4;
export const JOINER: u8 = 5;
export const NUMBER_JOINER: u8 = 6;
export const HYPHEN: u8 = 7;
export const SIGN: u8 = 8;
export const BEFORE_MINUS: u8 = 9;
export const HIGH_SURROGATE: u8 = 10;
