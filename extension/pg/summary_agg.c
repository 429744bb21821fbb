/*
 * summary_agg.c
 *		Not yet written.
 */
#include "pg/compat.h"
