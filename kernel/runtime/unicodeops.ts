/** Numbers by which the runtime asks the host about characters; both sides read this file. */

/** unicode(OP, code point) */
export const U_FLAGS = 0;
/** Value as a decimal digit, or -1. */
export const U_DECIMAL = 1;
/** Value as a digit, or -1. */
export const U_DIGIT = 2;
/** Index of the general category in UNICODE_CATEGORIES. */
export const U_CATEGORY = 3;
/** Simple mappings of one code point to one. */
export const U_LOWER = 4;
export const U_UPPER = 5;

/** Bits of U_FLAGS. */
export const UF_ALPHA = 1;
export const UF_DECIMAL = 2;
export const UF_DIGIT = 4;
export const UF_NUMERIC = 8;
export const UF_LOWER = 16;
export const UF_UPPER = 32;
export const UF_TITLE = 64;
export const UF_PRINTABLE = 128;
export const UF_XID_START = 256;
export const UF_XID_CONTINUE = 512;
export const UF_SPACE = 1024;

/** caseMap(OP, text) */
export const CASE_LOWER = 0;
export const CASE_UPPER = 1;
export const CASE_TITLE = 2;
export const CASE_CAPITALIZE = 3;
export const CASE_SWAP = 4;
export const CASE_FOLD = 5;
/** Normal forms, in place of a case. */
export const NORMAL_NFC = 6;
export const NORMAL_NFD = 7;
export const NORMAL_NFKC = 8;
export const NORMAL_NFKD = 9;
