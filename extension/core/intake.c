/*
 * intake.c
 *		Lines of a provider's file: splitting, dates, numbers.
 */
