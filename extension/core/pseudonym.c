/*
 * pseudonym.c
 *		Text form of a pseudonym.
 */
