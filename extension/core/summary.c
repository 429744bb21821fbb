/*
 * summary.c
 *		Exact counts and sums by gender.
 */
