/*
 * identifier.c
 *		National identifiers: normalisation and check digits.
 */
